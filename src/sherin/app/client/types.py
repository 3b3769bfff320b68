"""What the methods of `Client` give.

Generated from the OpenAPI document by tools/generate_client.py; do not edit.
"""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = [
    "Appraisal",
    "AvatarList",
    "CapsuleFacts",
    "CapsuleList",
    "ChatAnswer",
    "Chosen",
    "Done",
    "ErrorFacts",
    "ErrorLine",
    "Failed",
    "FilmState",
    "FoundPassage",
    "Health",
    "HeardLine",
    "Interrupted",
    "JobStarted",
    "KnowledgeStatus",
    "LibraryFacts",
    "ListedAvatar",
    "ListedCapsule",
    "ListedPersonality",
    "MemoryCounts",
    "Meta",
    "MindState",
    "MindStatus",
    "Mood",
    "Packet",
    "PacketBytes",
    "PersonAnswer",
    "PersonChosen",
    "PersonalityList",
    "PieceLine",
    "Progress",
    "Reaction",
    "RenderStarted",
    "Reply",
    "ReplyLine",
    "SentenceLine",
    "ServerStatus",
    "Source",
    "State",
    "Vad",
    "VideoCue",
    "VoiceCue",
    "VoiceList",
    "WaitingLine",
]


class Appraisal(msgspec.Struct, frozen=True, kw_only=True):
    """How one line feels; every number is finite and in range."""

    valence: float
    """Unpleasant -1 to pleasant 1."""
    arousal: float
    """Calm -1 to excited 1."""
    dominance: float
    """Yielding -1 to in control 1."""
    confidence: float
    """0..1, how far the line was understood: known words, phrases and emoji. 0 means neutral."""


class AvatarList(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /avatars`."""

    current: str
    """Name of the one that is worn; `figure` is the drawn one, which needs no file."""
    avatars: tuple[ListedAvatar, ...]


class CapsuleFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One capsule's playing rules."""

    capsule_id: str
    domain: str
    subtype: str
    relative_to: str
    """What `offset_ms` counts from."""
    offset_ms: int
    probability: float
    priority: int
    """0..10; the higher one wins a channel."""
    blend_mode: str
    duration_ms: int
    attack_ms: int
    release_ms: int
    is_loop: bool
    vad: tuple[float, float, float] | None
    """Where it is found in valence, arousal and dominance."""
    contexts: tuple[str, ...]
    """What the person does while it fits."""
    fallback: str | None
    """What plays where it fails."""
    channels: tuple[str, ...]
    """What it moves."""


class CapsuleList(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /capsules`."""

    count: int
    """How many fit, in all."""
    capsules: tuple[ListedCapsule, ...]
    """Those of them that were asked for, in the order of the library."""


class ChatAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /chat` without lines: everything at once."""

    status: str = "ok"
    intent: str
    """What the line was taken for."""
    packet: int
    """Number of the packet that the answer is said with."""
    utterance: str | None
    """What is said aloud; null where it is only written."""
    reply: Reply
    """The answer itself."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A choice that was made."""

    status: Literal["ok"]
    current: str
    """What is chosen now."""


class Done(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="done"):
    """The job is done."""

    name: str
    """What was made."""
    notes: tuple[str, ...] = ()
    """What could not be made as well as one would like; sentences."""


class ErrorFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, in the four parts that every refusal has."""

    what: str
    where: str
    expected: str
    next: str
    """What to do about it."""


class ErrorLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="error"):
    """Last, in place of the answer: there will be none."""

    error: ErrorFacts
    """Why."""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="failed"):
    """The job failed; nothing was changed."""

    reason: str
    """One sentence for the person, and what would help."""


class FilmState(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /render/{id}`."""

    status: Literal["done", "failed", "waiting", "working"]
    share: float
    """Of the work that is done, 0..1; an estimate, because a voice takes its own time."""
    reason: str | None = None
    """Why it failed, and what would help."""
    file: str | None = None
    """Address of the film, once it is done."""


class FoundPassage(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that was found."""

    title: str
    domain: str
    uri: str
    text: str
    score: float
    """Falling; about 1 and more is on the subject."""
    date: str = ""
    heading: str = ""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /healthz`."""

    status: Literal["ok"]


class HeardLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="heard"):
    """First: the question was heard, and the companion's face shows it."""

    packet: int
    """Number of the packet that shows it; every viewer has it."""
    feeling: str
    """The word that lies nearest to what shows."""


class Interrupted(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /interrupt`."""

    status: Literal["ok"]
    was_speaking: bool
    """Whether something was being said."""


class JobStarted(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /avatars`, with status 202."""

    job: str
    """For `GET /avatars/jobs/{job}`."""
    name: str
    """What the avatar will be called: as asked, or with a number where that name is taken."""


class KnowledgeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a knowledge base."""

    documents: int
    passages: int
    vectors: int
    embedding: str
    index_health: str
    """`good`, or what is wrong and what to do."""
    index_pieces: int
    domains: dict[str, int]
    """Documents by domain, for every domain."""
    empty_domains: tuple[str, ...]
    newest_document: str
    """Date of the newest, or ""."""
    fallback_policy: str
    folder: str
    bytes: int


class LibraryFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The library of capsules."""

    hash: str
    """Of its file: `GET /library/{hash}.bin`."""
    capsules: int


class ListedAvatar(msgspec.Struct, frozen=True, kw_only=True):
    """One avatar of `GET /avatars`."""

    name: str
    is_built_in: bool
    is_ready: bool
    """Whether its GLB is there; the built-in one is made at the first start."""
    glb: str
    """Address of its GLB."""
    json: str
    """Address of the small JSON beside it."""
    poster: str
    """Address of a still picture, PNG."""
    job: str | None = None
    """Id of the job that makes it now, or makes it anew."""


class ListedCapsule(msgspec.Struct, frozen=True, kw_only=True):
    """One capsule in a list."""

    capsule_id: str
    domain: str
    subtype: str


class ListedPersonality(msgspec.Struct, frozen=True, kw_only=True):
    """One personality."""

    name: str
    description: str
    """One line for people."""


class MemoryCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How much is remembered."""

    by_kind: dict[str, int]
    links: int
    writes: int
    """Rows of the audit."""
    bytes: int
    """Size of the store on disk."""
    key: Literal["file", "keyring", "passphrase"]
    """Where the key is kept."""


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What is good to know about a packet and changes no motion."""

    expression: str | None = None
    """Id of the expression the cues came from, for people who read packets."""
    trimmed: int = 0
    """How many cues were left out to keep the JSON short, 0..255."""


class MindState(msgspec.Struct, frozen=True, kw_only=True):
    """How the mind is, for `/status`."""

    is_open: bool
    is_busy: bool = False
    """Whether it makes an answer now."""
    reason: str | None = None
    """Why it is not open."""
    status: MindStatus | None = None
    """What it says of itself."""


class MindStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a mind."""

    person: str
    preset: Literal["hybrid", "micro", "zero"]
    is_frozen: bool
    """Nothing is learned."""
    model: str | None
    """Name of the language model that takes part; None for none."""
    knowledge: KnowledgeStatus | None
    """None where the preset has no shelves."""
    memory: MemoryCounts | None
    """None where the memory cannot be opened."""
    open_gaps: int | None
    """Questions that wait for an answer; None where gaps are not kept."""
    problems: tuple[str, ...] = ()
    """What does not work, and what to do."""


class Mood(msgspec.Struct, frozen=True, kw_only=True):
    """The slow affect behind a reaction; each axis -1..1, in hundredths."""

    valence: float
    """Unpleasant to pleasant."""
    arousal: float
    """Calm to excited."""
    dominance: float
    """Yielding to in control."""


class Packet(msgspec.Struct, frozen=True, kw_only=True):
    """The cues and the slow state of one reaction; immutable, checked, the same in both forms."""

    v: int
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
    context: (
        Literal["holding-phone", "listening", "pointing", "reading", "thinking", "typing"] | None
    ) = None
    """What the person is doing, where known."""
    utterance: str | None = None
    """Content id of what is said, 26 characters; its text and sound are fetched by it."""
    meta: Meta = Meta()
    """Notes that change no motion; absent in JSON when empty."""


class PacketBytes(msgspec.Struct, frozen=True, kw_only=True):
    """How long a packet is on its way."""

    json: int
    """Bytes as JSON."""
    binary: int
    """Bytes in the packed form."""


class PersonAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /person`."""

    name: str | None
    """Who is there; null before anybody has said a name."""
    names: tuple[str, ...]
    """Everybody who has a memory of their own here."""


class PersonChosen(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /person`."""

    status: Literal["ok"]
    name: str
    """As it is kept: without spaces at its ends."""


class PersonalityList(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /personalities`."""

    current: str
    personalities: tuple[ListedPersonality, ...]


class PieceLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="piece"):
    """A piece of the text as a model writes it."""

    text: str
    """Together they are the text before it is cleaned; the reply has the text that counts."""


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="progress"):
    """How far a job is."""

    step: str
    """What begins now, one word; `waiting` before it is its turn."""
    share: float
    """Of the work that is done, 0..1."""


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """What a line, an event or a feeling did."""

    status: Literal["ok"]
    appraisal: Appraisal | None
    """Of a line; null for an event or a feeling."""
    feeling: str
    """The word that lies nearest to what shows."""
    packet: Packet
    """What every viewer got."""
    bytes: PacketBytes
    """Its lengths."""


class RenderStarted(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /render`, with status 202."""

    id: str
    """For `GET /render/{id}` and `GET /render/{id}/file`."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, whole."""

    text: str
    """What to say, plain text; never empty."""
    route: Literal["knowledge", "memory", "model", "none", "reflex"]
    confidence: float
    """Probability, 0..1, that it is right; known from .5 on."""
    is_known: bool
    """Whether it is given as known; below the threshold it says so itself."""
    sources: tuple[Source, ...] = ()
    """What was cited."""
    passages: tuple[FoundPassage, ...] = ()
    """The five best of the shelves; a reflex and a memory look for them only when asked to."""
    notice: str | None = None
    """Shown with the text everywhere, such as `generated, unverified`."""
    feeling: Vad | None = None
    """How it is said; None: what the words themselves say."""
    expression: str | None = None
    """Allow-listed expression id, such as `E_0342`, that a model named."""
    intent: str = "chat"
    """`chat`, `command`, `question`, `statement`, or what the caller named."""
    gap: str | None = None
    """Id of the gap that this question became, if it did."""
    latency_ms: float
    """From the text to the whole answer."""


class ReplyLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="reply"):
    """Last: the answer."""

    text: str
    """What to say, plain text; never empty."""
    route: Literal["knowledge", "memory", "model", "none", "reflex"]
    confidence: float
    """Probability, 0..1, that it is right; known from .5 on."""
    is_known: bool
    """Whether it is given as known; below the threshold it says so itself."""
    sources: tuple[Source, ...] = ()
    """What was cited."""
    passages: tuple[FoundPassage, ...] = ()
    """The five best of the shelves; a reflex and a memory look for them only when asked to."""
    notice: str | None = None
    """Shown with the text everywhere, such as `generated, unverified`."""
    feeling: Vad | None = None
    """How it is said; None: what the words themselves say."""
    expression: str | None = None
    """Allow-listed expression id, such as `E_0342`, that a model named."""
    intent: str = "chat"
    """`chat`, `command`, `question`, `statement`, or what the caller named."""
    gap: str | None = None
    """Id of the gap that this question became, if it did."""
    latency_ms: float
    """From the text to the whole answer."""
    packet: int
    """Number of the packet that it is said with."""
    utterance: str | None
    """What is said aloud; null where it is only written."""


class SentenceLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="sentence"):
    """A whole sentence of a model, checked, and said aloud at once where the answer is."""

    text: str
    """A reply that does not begin with them takes them back: its notice says so."""
    packet: int | None = None
    """On the first: number of the packet that it is said with; null where it is only written."""
    utterance: str | None = None
    """What is said aloud, and goes on with the sentences that follow."""
    notice: str
    """`generated, unverified`, as long as the reply does not say otherwise."""


class ServerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /status`."""

    version: str
    session: str
    """Name of this start; a viewer that resumes names it."""
    uptime_ms: int
    personality: str
    avatar: str
    """Name of the one that is worn."""
    state: State
    """Mood and activity now."""
    library: LibraryFacts
    voice: str | None
    """Which engine speaks, once it was opened; `silent` where there is none."""
    mind: MindState
    page_built: bool
    viewers: int
    packets: int
    """Sent since the start."""
    packets_dropped: int
    """Of those, how many slow viewers lost, in all."""
    messages_ignored: int
    """Messages of viewers that were too many or named nothing known."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer stands."""

    title: str
    domain: str
    uri: str
    date: str
    """Of the document; may be empty."""
    domain_name: str = ""
    """Of the shelf, such as "Physics" for M2; empty for what stands on none."""


class State(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="state"):
    """The slow state from `t_ms` on: idle life and the base expression follow it."""

    t_ms: int
    """From when it holds, in ms since the session's start."""
    mood: Mood
    """The slow affect."""
    activity: Literal["listening", "reading", "rest", "talking", "thinking", "typing"]
    """What the companion is doing."""


class Vad(msgspec.Struct, frozen=True, kw_only=True):
    """Three numbers in [-1, 1]; an instance that exists is finite and in range."""

    valence: float
    """Unpleasant to pleasant."""
    arousal: float
    """Calm to excited."""
    dominance: float
    """Yielding to in control."""


class VideoCue(msgspec.Struct, frozen=True, kw_only=True):
    """One capsule of the moving picture in a packet."""

    cid: str
    """Capsule id, at most 40 characters."""
    weight: float
    """0..2, in hundredths."""
    layer: Literal[
        "base",
        "body",
        "camera",
        "environment",
        "expression",
        "face",
        "hands",
        "light",
        "tempo",
        "temporal",
    ]
    """Which part of the avatar it moves."""
    at_ms: int
    """Start after the packet's `t_ms`, int16; negative starts earlier."""


class VoiceCue(msgspec.Struct, frozen=True, kw_only=True):
    """One voice capsule in a packet."""

    cid: str
    """Capsule id, at most 40 characters."""
    weight: float
    """0..2, in hundredths."""
    at_ms: int
    """Start after the packet's `t_ms`, int16; negative starts earlier."""


class VoiceList(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /voices`."""

    current: str
    """The one that was chosen; `default` where none was."""
    voices: tuple[str, ...]


class WaitingLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="waiting"):
    """The answer takes longer than an instant; the companion shows that it thinks."""
