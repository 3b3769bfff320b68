"""The channels: every scalar control of the avatar, in the one order that everything uses.

The registry is `channels.toml`; `_channel_table.py` is generated from it. Start with `CHANNELS`
(what there is) and `CHANNEL_INDEX` (where it is in a channel vector).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body import _channel_table as _table

__all__ = [
    "ARKIT_NAMES",
    "CHANNELS",
    "CHANNEL_INDEX",
    "CHANNEL_NAMES",
    "DOMAINS",
    "DOMAIN_INDEX",
    "MAXIMUM",
    "MINIMUM",
    "MOUTH_CHANNELS",
    "NEUTRAL",
    "N_CHANNELS",
    "Channel",
    "ChannelVector",
    "Domain",
    "channel_span",
    "domain_of_id",
]

ChannelVector = NDArray[np.float64]  # (N_CHANNELS,), in registry order, each in its own unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One scalar control of the avatar."""

    name: str
    """Registry name; the 52 blendshapes are spelled as ARKit spells them."""
    domain: str
    """`face`, `body`, `hand`, `camera`, `light`, `environment`, `tempo` or `voice`."""
    rank: int
    """Authority of the domain when cues tie; higher wins."""
    unit: str
    """`weight`, `deg`, `shoulder`, `head`, `stop`, ... as `channels.toml` explains."""
    minimum: float
    maximum: float
    neutral: float
    """Value when nothing moves, `minimum <= neutral <= maximum`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One family of capsules."""

    name: str
    rank: int
    """Authority when cues tie in priority and start; higher wins."""
    layer: str
    """The packet layer that its cues belong to."""
    prefixes: tuple[str, ...]
    """Id prefixes, such as `("HF", "HK")`."""


CHANNELS: Final[tuple[Channel, ...]] = tuple(
    Channel(
        name=name,
        domain=domain,
        rank=rank,
        unit=unit,
        minimum=minimum,
        maximum=maximum,
        neutral=neutral,
    )
    for name, domain, rank, unit, minimum, maximum, neutral in _table.CHANNELS
)
"""All channels in registry order."""

CHANNEL_NAMES: Final[tuple[str, ...]] = tuple(channel.name for channel in CHANNELS)
CHANNEL_INDEX: Final[dict[str, int]] = {name: index for index, name in enumerate(CHANNEL_NAMES)}
N_CHANNELS: Final[int] = len(CHANNELS)
ARKIT_NAMES: Final[tuple[str, ...]] = tuple(
    channel.name for channel in CHANNELS if channel.domain == "face" and channel.unit == "weight"
)
"""The 52 blendshapes of ARKit, in registry order."""

DOMAINS: Final[tuple[Domain, ...]] = tuple(
    Domain(name=name, rank=rank, layer=layer, prefixes=prefixes)
    for name, rank, layer, prefixes in _table.DOMAINS
)
"""All capsule domains; a baked library names a domain by its position here."""

DOMAIN_INDEX: Final[dict[str, int]] = {domain.name: index for index, domain in enumerate(DOMAINS)}
_DOMAIN_OF_PREFIX: Final[dict[str, Domain]] = {
    prefix: domain for domain in DOMAINS for prefix in domain.prefixes
}


def _frozen(values: list[float]) -> ChannelVector:
    vector = np.array(values, dtype=np.float64)
    vector.setflags(write=False)
    return vector


NEUTRAL: Final[ChannelVector] = _frozen([channel.neutral for channel in CHANNELS])
MINIMUM: Final[ChannelVector] = _frozen([channel.minimum for channel in CHANNELS])
MAXIMUM: Final[ChannelVector] = _frozen([channel.maximum for channel in CHANNELS])

MOUTH_CHANNELS: Final[tuple[int, ...]] = tuple(channel for channel, _ in _table.MOUTH)
"""Indices of the channels that speech owns; a mood's offsets on them shrink while speaking."""


def channel_span(name: str) -> float:
    """How far a channel can move, `maximum - minimum`, in its unit."""
    channel = CHANNELS[CHANNEL_INDEX[name]]
    return channel.maximum - channel.minimum


def domain_of_id(capsule_id: str) -> Domain | None:
    """The domain that an id's prefix names (`HK_071` -> hand), or None for a foreign prefix."""
    return _DOMAIN_OF_PREFIX.get(capsule_id.split("_", 1)[0])
