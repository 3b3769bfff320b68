"""The packet of one reaction: which capsules play, how strongly, from when, in which mood.

Every value lies on the grid both wire forms share (weights and mood in hundredths, times in whole
milliseconds), so JSON and binary carry the same packet. Off-grid values are refused, never rounded
in secret: call `quantise_weight` or `quantise_mood` first. An instance that exists is valid.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from sherin.wire.content_id import is_content_id
from sherin.wire.failures import PacketSizeError, PacketVersionError, shorten
from sherin.wire.fields import (
    MAX_ID_CHARS,
    MOODS,
    WEIGHTS,
    check_id,
    check_int,
    is_spelled_as_id,
    put_on_grid,
    refuse,
)

Layer = Literal[
    "hands",
    "face",
    "body",
    "camera",
    "light",
    "tempo",
    "environment",
    "temporal",
    "expression",
    "base",
]
"""What part of the avatar a video cue belongs to; the order is the binary code, append only."""

Context = Literal["typing", "reading", "thinking", "listening", "pointing", "holding-phone"]
"""What the person is doing; the order is the binary code minus one, append only."""

LAYERS: tuple[Layer, ...] = get_args(Layer)
CONTEXTS: tuple[Context, ...] = get_args(Context)

PACKET_VERSION = 1
MAX_VIDEO_CUES = 16
MAX_VOICE_CUES = 4
MAX_TRIMMED = 255
MAX_T_MS = 2**48 - 1

_UINT32 = 2**32
_POSITIVE_WEIGHTS = WEIGHTS - {0.0}
_NONZERO_MOODS = MOODS - {0.0}
_LAYER_SET: frozenset[str] = frozenset(LAYERS)


# The two checks below repeat one condition instead of sharing a call: a decoded packet runs them
# four times, and one call costs as much as the comparison it would save writing.


def _check_video_cue(cue: VideoCue) -> None:
    cid, weight, at_ms, layer = cue.cid, cue.weight, cue.at_ms, cue.layer
    # One cheap test for the cue that is right; which field is wrong matters only when one is.
    if (
        type(weight) is float
        and weight in _POSITIVE_WEIGHTS
        and type(at_ms) is int
        and -32768 <= at_ms <= 32767
        and type(cid) is str
        and len(cid) <= MAX_ID_CHARS
        and is_spelled_as_id(cid)
        and type(layer) is str
        and layer in _LAYER_SET
    ):
        return
    _find_cue_fault(cue)
    if type(layer) is not str or layer not in _LAYER_SET:
        refuse("layer", layer, f"one of {', '.join(LAYERS)}", "Name the layer it moves.")


def _check_voice_cue(cue: VoiceCue) -> None:
    cid, weight, at_ms = cue.cid, cue.weight, cue.at_ms
    if not (
        type(weight) is float
        and weight in _POSITIVE_WEIGHTS
        and type(at_ms) is int
        and -32768 <= at_ms <= 32767
        and type(cid) is str
        and len(cid) <= MAX_ID_CHARS
        and is_spelled_as_id(cid)
    ):
        _find_cue_fault(cue)


def _find_cue_fault(cue: VideoCue | VoiceCue) -> None:
    check_id("cid", cue.cid)
    put_on_grid(cue, "weight", cue.weight, WEIGHTS, "0..2", "wire.quantise_weight()")
    check_int("at_ms", cue.at_ms, -32768, 32767, "A cue starts within 32 s of its packet.")


def _check_blend(
    name: str, blend: tuple[VideoCue, ...] | tuple[VoiceCue, ...], cue_type: type, limit: int
) -> None:
    if type(blend) is not tuple:
        refuse(name, blend, f"a tuple of {cue_type.__name__}", "Wrap the cues in tuple(...).")
    if len(blend) > limit:
        raise PacketSizeError(
            f"field `{name}`: {len(blend)} cues, expected at most {limit}. "
            "Keep the strongest ones, or send two packets."
        )
    for index, cue in enumerate(blend):
        if type(cue) is not cue_type:
            expected = f"a {cue_type.__name__}"
            refuse(f"{name}[{index}]", cue, expected, f"Build it with wire.{cue_type.__name__}().")


class VideoCue(msgspec.Struct, frozen=True, gc=False):
    """One capsule of the moving picture in a packet."""

    cid: str
    """Capsule id, at most 40 characters."""
    weight: float
    """0..2, in hundredths."""
    layer: Layer
    """Which part of the avatar it moves."""
    at_ms: int
    """Start after the packet's `t_ms`, int16; negative starts earlier."""

    __post_init__ = _check_video_cue


class VoiceCue(msgspec.Struct, frozen=True, gc=False):
    """One voice capsule in a packet."""

    cid: str
    """Capsule id, at most 40 characters."""
    weight: float
    """0..2, in hundredths."""
    at_ms: int
    """Start after the packet's `t_ms`, int16; negative starts earlier."""

    __post_init__ = _check_voice_cue


class Mood(msgspec.Struct, frozen=True, gc=False):
    """The slow affect behind a reaction; each axis -1..1, in hundredths."""

    valence: float
    """Unpleasant to pleasant."""
    arousal: float
    """Calm to excited."""
    dominance: float
    """Yielding to in control."""

    def __post_init__(self) -> None:
        valence, arousal, dominance = self.valence, self.arousal, self.dominance
        if (
            type(valence) is type(arousal) is type(dominance) is float
            and valence in _NONZERO_MOODS
            and arousal in _NONZERO_MOODS
            and dominance in _NONZERO_MOODS
        ):
            return
        for axis in ("valence", "arousal", "dominance"):
            put_on_grid(self, axis, getattr(self, axis), MOODS, "-1..1", "wire.quantise_mood()")


class Meta(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What is good to know about a packet and changes no motion."""

    expression: str | None = None
    """Id of the expression the cues came from, for people who read packets."""
    trimmed: int = 0
    """How many cues were left out to keep the JSON short, 0..255."""

    def __post_init__(self) -> None:
        expression = self.expression
        if expression is not None:
            check_id("expression", expression)
        check_int("trimmed", self.trimmed, 0, MAX_TRIMMED, "Count cues, up to 255.")


NO_META = Meta()
_VIDEO_CUES_ONLY = frozenset((VideoCue,))
_VOICE_CUES_ONLY = frozenset((VoiceCue,))


# msgspec omits a field that equals its default, and `v` must always be written; a field whose
# default comes from a function of our own is never omitted.
def _version() -> int:
    return PACKET_VERSION


class Packet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The cues and the slow state of one reaction; immutable, checked, the same in both forms."""

    v: int = msgspec.field(default_factory=_version)
    """Version of the form, 1."""
    seq: int
    """Counts packets per companion, uint32."""
    t_ms: int
    """When the reaction begins, in ms since the session's start, 0..2^48-1."""
    onset_ms: int
    """First phoneme after `t_ms`, int16; 130 where there is no speech."""
    seed: int
    """Seed of every jitter in this packet, uint32."""
    video_blend: tuple[VideoCue, ...]
    """At most 16 cues; their order decides each cue's own seed."""
    voice_blend: tuple[VoiceCue, ...]
    """At most 4 cues, counted after the video cues."""
    mood: Mood
    """The slow affect at `t_ms`."""
    context: Context | None = None
    """What the person is doing, where known."""
    utterance: str | None = None
    """Content id of what is said, 26 characters; its text and sound are fetched by it."""
    meta: Meta = NO_META
    """Notes that change no motion; absent in JSON when empty."""

    def __post_init__(self) -> None:
        # The whole check for the usual packet in one expression; `_find_fault` is its plain twin.
        seq, t_ms, onset_ms, seed = self.seq, self.t_ms, self.onset_ms, self.seed
        video, voice = self.video_blend, self.voice_blend
        if not (
            type(seq) is type(t_ms) is type(onset_ms) is type(seed) is type(self.v) is int
            and self.v == PACKET_VERSION
            and 0 <= seq < _UINT32
            and 0 <= t_ms <= MAX_T_MS
            and -32768 <= onset_ms <= 32767
            and 0 <= seed < _UINT32
            and type(video) is type(voice) is tuple
            and len(video) <= MAX_VIDEO_CUES
            and len(voice) <= MAX_VOICE_CUES
            and _VIDEO_CUES_ONLY.issuperset(map(type, video))
            and _VOICE_CUES_ONLY.issuperset(map(type, voice))
            and type(self.mood) is Mood
            and (self.context is None or self.context in CONTEXTS)
            and (self.utterance is None or is_content_id(self.utterance))
            and (self.meta is NO_META or (type(self.meta) is Meta and self.meta != NO_META))
        ):
            self._find_fault()

    def _find_fault(self) -> None:
        if type(self.v) is not int or self.v != PACKET_VERSION:
            raise PacketVersionError(
                f"packet version {shorten(self.v)} is not readable here, which knows version "
                f"{PACKET_VERSION}. Update the older side, or pick another WebSocket subprotocol."
            )
        check_int("seq", self.seq, 0, _UINT32 - 1, "Start again at 0 after the last one.")
        check_int("t_ms", self.t_ms, 0, MAX_T_MS, "Count from the session's start.")
        check_int("onset_ms", self.onset_ms, -32768, 32767, "Use 130 where there is no speech.")
        check_int("seed", self.seed, 0, _UINT32 - 1, "Take it modulo 2**32.")
        _check_blend("video_blend", self.video_blend, VideoCue, MAX_VIDEO_CUES)
        _check_blend("voice_blend", self.voice_blend, VoiceCue, MAX_VOICE_CUES)
        if type(self.mood) is not Mood:
            refuse("mood", self.mood, "a Mood", "Build it with wire.Mood(...).")
        if self.context is not None and self.context not in CONTEXTS:
            refuse("context", self.context, f"one of {', '.join(CONTEXTS)}", "Or leave it out.")
        if self.utterance is not None and not is_content_id(self.utterance):
            refuse(
                "utterance",
                self.utterance,
                "a content id (26 characters of lower-case Crockford base32)",
                "Take it from IndexBook.add('utterance', text).",
            )
        if self.meta is not NO_META:
            if type(self.meta) is not Meta:
                refuse("meta", self.meta, "a Meta", "Build it with wire.Meta(...).")
            if self.meta == NO_META:
                # One spelling of "nothing to say", so that it is left out of the JSON.
                msgspec.structs.force_setattr(self, "meta", NO_META)
