"""The packet of one reaction: which capsules play, how strongly, from when, in which mood.

Every value lies on the grid both wire forms share (weights and mood in hundredths, times in whole
milliseconds), so JSON and binary carry the same packet. Off-grid values are refused, never rounded
in secret: call `quantise_weight` or `quantise_mood` first. An instance that exists is valid.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Literal, NoReturn, get_args

import msgspec

from sherin.errors import PacketError
from sherin.wire.content_id import is_content_id
from sherin.wire.failures import PacketFieldError, PacketSizeError, PacketVersionError, shorten

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
MAX_ID_CHARS = 40
MAX_WEIGHT = 2.0
MAX_TRIMMED = 255
MAX_T_MS = 2**48 - 1

UNKNOWN_PREFIX = "UNK_"
"""Reserved id prefix: `UNK_<index>` stands for a library index the reader does not know."""

_ID = re.compile(r"[A-Z]{1,5}_[A-Z0-9_]+")
_UINT32 = 2**32
_WEIGHTS = frozenset(n / 100 for n in range(201))
_POSITIVE_WEIGHTS = _WEIGHTS - {0.0}
_MOODS = frozenset(n / 100 for n in range(-100, 101))
_NONZERO_MOODS = _MOODS - {0.0}
_LAYER_SET: frozenset[str] = frozenset(LAYERS)


def quantise_weight(weight: float) -> float:
    """The weight a packet can carry that is nearest to `weight`: hundredths, 0..2.00.

    Outside the range the nearer bound is taken.

    Raises:
        PacketError: `weight` is NaN (there is no nearest value); infinities clamp.
    """
    return _quantise(weight, 0.0, MAX_WEIGHT, "weight")


def quantise_mood(value: float) -> float:
    """The mood value a packet can carry that is nearest to `value`: hundredths, -1..1.

    Outside the range the nearer bound is taken; never -0.0.

    Raises:
        PacketError: `value` is NaN.
    """
    return _quantise(value, -1.0, 1.0, "mood")


@lru_cache(maxsize=16384)
def _is_spelled_as_id(text: str) -> bool:
    # Remembered, because the same few thousand ids come back in packet after packet.
    return _ID.fullmatch(text) is not None


def is_capsule_id(text: str) -> bool:
    """Whether `text` is a capsule id: `^[A-Z]{1,5}_[A-Z0-9_]+$`, at most 40 characters."""
    # Bounded before it is remembered, so that hostile texts cannot fill memory.
    return len(text) <= MAX_ID_CHARS and _is_spelled_as_id(text)


def _quantise(value: float, low: float, high: float, what: str) -> float:
    if math.isnan(value):
        raise PacketFieldError(
            f"{what}: nan has no nearest packet value, expected {low:g}..{high:g}. "
            "Find the division or logarithm that made it."
        )
    clamped = min(max(value, low), high)
    return round(clamped * 100) / 100 + 0.0  # + 0.0 turns -0.0 into 0.0


def _check_cue(cue: VideoCue | VoiceCue) -> None:
    cid, weight, at_ms = cue.cid, cue.weight, cue.at_ms
    # One cheap test for the cue that is right; which field is wrong matters only when one is.
    if (
        type(weight) is float
        and weight in _POSITIVE_WEIGHTS
        and type(at_ms) is int
        and -32768 <= at_ms <= 32767
        and type(cid) is str
        and len(cid) <= MAX_ID_CHARS
        and _is_spelled_as_id(cid)
    ):
        return
    _check_id("cid", cid)
    _canonicalise(cue, "weight", weight, _WEIGHTS, "0..2", "wire.quantise_weight()")
    _check_int("at_ms", at_ms, -32768, 32767, "A cue starts within 32 s of its packet.")


def _canonicalise(
    owner: msgspec.Struct, name: str, value: object, grid: frozenset[float], span: str, remedy: str
) -> None:
    # 1 and -0.0 are spellings of 1.0 and 0.0; anything else that is off the grid is refused.
    if isinstance(value, int | float) and not isinstance(value, bool) and value in grid:
        msgspec.structs.force_setattr(owner, name, float(value) + 0.0)
        return
    _refuse(name, value, f"{span} in whole hundredths", f"Round it with {remedy} first.")


def _check_id(name: str, value: object) -> None:
    if not (isinstance(value, str) and is_capsule_id(value)):
        _refuse(
            name,
            value,
            f"an id like VF_083 (^[A-Z]{{1,5}}_[A-Z0-9_]+$, at most {MAX_ID_CHARS} characters)",
            "List the known ids with `sherin capsules list`.",
        )


def _check_int(name: str, value: object, low: int, high: int, remedy: str) -> None:
    if not (type(value) is int and low <= value <= high):
        _refuse(name, value, f"a whole number {low}..{high}", remedy)


def _check_blend(
    name: str, blend: tuple[VideoCue, ...] | tuple[VoiceCue, ...], cue_type: type, limit: int
) -> None:
    if type(blend) is not tuple:
        _refuse(name, blend, f"a tuple of {cue_type.__name__}", "Wrap the cues in tuple(...).")
    if len(blend) > limit:
        raise PacketSizeError(
            f"packet field `{name}`: {len(blend)} cues, expected at most {limit}. "
            "Keep the strongest ones, or send two packets."
        )
    for index, cue in enumerate(blend):
        if type(cue) is not cue_type:
            expected = f"a {cue_type.__name__}"
            _refuse(f"{name}[{index}]", cue, expected, f"Build it with wire.{cue_type.__name__}().")


def _refuse(name: str, value: object, expected: str, remedy: str) -> NoReturn:
    error: PacketError = PacketFieldError(
        f"packet field `{name}`: got {shorten(value)}, expected {expected}. {remedy}"
    )
    raise error


def unknown_id(index: int) -> str:
    """The reserved id of a library index the reader does not know: `UNK_<index>`."""
    return f"{UNKNOWN_PREFIX}{index}"


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

    def __post_init__(self) -> None:
        _check_cue(self)
        if self.layer not in _LAYER_SET:
            _refuse("layer", self.layer, f"one of {', '.join(LAYERS)}", "Name the layer it moves.")


class VoiceCue(msgspec.Struct, frozen=True, gc=False):
    """One voice capsule in a packet."""

    cid: str
    """Capsule id, at most 40 characters."""
    weight: float
    """0..2, in hundredths."""
    at_ms: int
    """Start after the packet's `t_ms`, int16; negative starts earlier."""

    def __post_init__(self) -> None:
        _check_cue(self)


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
            _canonicalise(self, axis, getattr(self, axis), _MOODS, "-1..1", "wire.quantise_mood()")


class Meta(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What is good to know about a packet and changes no motion."""

    expression: str | None = None
    """Id of the expression the cues came from, for people who read packets."""
    trimmed: int = 0
    """How many cues were left out to keep the JSON short, 0..255."""

    def __post_init__(self) -> None:
        expression = self.expression
        if expression is not None:
            _check_id("expression", expression)
        _check_int("trimmed", self.trimmed, 0, MAX_TRIMMED, "Count cues, up to 255.")


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
        if not self._is_plainly_right():
            self._find_fault()

    def _is_plainly_right(self) -> bool:
        # The whole check for the usual packet in one expression; `_find_fault` is its plain twin.
        seq, t_ms, onset_ms, seed = self.seq, self.t_ms, self.onset_ms, self.seed
        video, voice = self.video_blend, self.voice_blend
        return (
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
        )

    def _find_fault(self) -> None:
        if type(self.v) is not int or self.v != PACKET_VERSION:
            raise PacketVersionError(
                f"packet version {shorten(self.v)} is not readable here, which knows version "
                f"{PACKET_VERSION}. Update the older side, or pick another WebSocket subprotocol."
            )
        _check_int("seq", self.seq, 0, _UINT32 - 1, "Start again at 0 after the last one.")
        _check_int("t_ms", self.t_ms, 0, MAX_T_MS, "Count from the session's start.")
        _check_int("onset_ms", self.onset_ms, -32768, 32767, "Use 130 where there is no speech.")
        _check_int("seed", self.seed, 0, _UINT32 - 1, "Take it modulo 2**32.")
        _check_blend("video_blend", self.video_blend, VideoCue, MAX_VIDEO_CUES)
        _check_blend("voice_blend", self.voice_blend, VoiceCue, MAX_VOICE_CUES)
        if type(self.mood) is not Mood:
            _refuse("mood", self.mood, "a Mood", "Build it with wire.Mood(...).")
        if self.context is not None and self.context not in CONTEXTS:
            _refuse("context", self.context, f"one of {', '.join(CONTEXTS)}", "Or leave it out.")
        if self.utterance is not None and not is_content_id(self.utterance):
            _refuse(
                "utterance",
                self.utterance,
                "a content id (26 characters of lower-case Crockford base32)",
                "Take it from IndexBook.add('utterance', text).",
            )
        if self.meta is not NO_META:
            if type(self.meta) is not Meta:
                _refuse("meta", self.meta, "a Meta", "Build it with wire.Meta(...).")
            if self.meta == NO_META:
                # One spelling of "nothing to say", so that it is left out of the JSON.
                msgspec.structs.force_setattr(self, "meta", NO_META)
