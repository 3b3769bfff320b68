"""Hypothesis strategies for valid packets, messages and index books.

Everything drawn is valid, and reaches every bound of its format: largest counters, negative times,
full blends, longest ids.
"""

from __future__ import annotations

from hypothesis import strategies as st

from sherin.wire import (
    ContentKind,
    Event,
    Hello,
    Interrupt,
    Message,
    Meta,
    Mood,
    Packet,
    PacketMessage,
    Ping,
    State,
    VideoCue,
    VoiceCue,
    format_content_id,
)
from sherin.wire.content_id import CONTENT_KINDS
from sherin.wire.messages import ACTIVITIES, MAX_CLOCK_US
from sherin.wire.packet import (
    CONTEXTS,
    LAYERS,
    MAX_T_MS,
    MAX_TRIMMED,
    MAX_VIDEO_CUES,
    MAX_VOICE_CUES,
)

LIBRARY_IDS: tuple[str, ...] = (
    "HF_001",
    "HK_042",
    "VF_083",
    "FMM_7",
    "VC_022",
    "BK_SWAY_LEFT",
    "LD_0",
    "E_0342",
    "ABCDE_" + "Z9_" * 11 + "Z",
)
"""A small library in index order: every length of prefix, and one id of 40 characters."""

_UINT32 = st.integers(0, 2**32 - 1)
_INT16 = st.integers(-32768, 32767)
_T_MS = st.integers(0, MAX_T_MS)
_WEIGHTS = st.integers(0, 200).map(lambda n: n / 100)
_MOODS = st.integers(-100, 100).map(lambda n: n / 100)
_NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True)
_UTTERANCES = st.binary(min_size=16, max_size=16).map(format_content_id)

moods = st.builds(Mood, _MOODS, _MOODS, _MOODS)


def video_cues(ids: st.SearchStrategy[str]) -> st.SearchStrategy[VideoCue]:
    """Video cues that name one of `ids`."""
    return st.builds(VideoCue, ids, _WEIGHTS, st.sampled_from(LAYERS), _INT16)


def voice_cues(ids: st.SearchStrategy[str]) -> st.SearchStrategy[VoiceCue]:
    """Voice cues that name one of `ids`."""
    return st.builds(VoiceCue, ids, _WEIGHTS, _INT16)


def packets(
    *, max_video: int = MAX_VIDEO_CUES, max_voice: int = MAX_VOICE_CUES
) -> st.SearchStrategy[Packet]:
    """Valid packets whose ids are all in `LIBRARY_IDS`."""
    ids = st.sampled_from(LIBRARY_IDS)
    return st.builds(
        Packet,
        seq=_UINT32,
        t_ms=_T_MS,
        onset_ms=_INT16,
        seed=_UINT32,
        video_blend=st.lists(video_cues(ids), max_size=max_video).map(tuple),
        voice_blend=st.lists(voice_cues(ids), max_size=max_voice).map(tuple),
        mood=moods,
        context=st.none() | st.sampled_from(CONTEXTS),
        utterance=st.none() | _UTTERANCES,
        # An expression need not be in the library: "ANX_DENIAL" is spelled out in binary.
        meta=st.builds(
            Meta,
            expression=st.none() | ids | st.just("ANX_DENIAL"),
            trimmed=st.integers(0, MAX_TRIMMED),
        ),
    )


def messages() -> st.SearchStrategy[Message]:
    """Valid messages of every class; packets inside are small enough to need no trimming."""
    return st.one_of(
        st.builds(
            Hello,
            session=_NAMES,
            library=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
            rig=_NAMES,
            baseline=moods,
            t_ms=_T_MS,
        ),
        st.builds(State, t_ms=_T_MS, mood=moods, activity=st.sampled_from(ACTIVITIES)),
        st.builds(PacketMessage, packets(max_video=1, max_voice=0)),
        st.builds(Interrupt, t_ms=_T_MS),
        st.builds(Event, name=_NAMES),
        st.builds(
            Ping,
            client_us=st.integers(0, MAX_CLOCK_US),
            server_us=st.none() | st.integers(0, MAX_CLOCK_US),
        ),
    )


def index_book_entries() -> st.SearchStrategy[list[tuple[ContentKind, str]]]:
    """What one may add to a book: kinds and texts, some of them twice."""
    texts = st.text(min_size=1, max_size=40)
    return st.lists(st.tuples(st.sampled_from(CONTENT_KINDS), texts), max_size=12)
