"""Small libraries of capsules for tests and benchmarks: places and rules, one short motion."""

from __future__ import annotations

import numpy as np

from sherin.body.channels import CHANNEL_INDEX, DOMAIN_INDEX
from sherin.body.curves import bake_track
from sherin.body.library import Library
from sherin.body.library_format import CompiledCapsule, encode_library

__all__ = ["capsule_at", "library_of", "random_library"]

_PREFIX_OF_DOMAIN = {
    "hand": "HF",
    "face": "VF",
    "body": "BK",
    "voice": "VC",
    "camera": "CS",
    "light": "LD",
    "tempo": "TR",
    "environment": "ER",
    "temporal": "TC",
}
_SHARES = (0.3, 0.34, 0.12, 0.1, 0.04, 0.04, 0.03, 0.02, 0.01)
# A flat curve has no track; this one is not flat.
_TRACKS = tuple(
    filter(None, [bake_track(CHANNEL_INDEX["jawOpen"], lambda u: 0.1 * np.sin(np.pi * u))])
)


def capsule_at(
    capsule_id: str,
    domain: str,
    place: tuple[float, float, float] | None,
    *,
    subtype: str = "bump",
    priority: int = 5,
    contexts: int = 0,
) -> CompiledCapsule:
    """One capsule at a place in valence-arousal-dominance, or at none; it opens the jaw."""
    return CompiledCapsule(
        capsule_id=capsule_id,
        domain=DOMAIN_INDEX[domain],
        subtype=subtype,
        tracks=_TRACKS,
        duration_ms=400,
        priority=priority,
        contexts=contexts,
        vad=place,
    )


def library_of(*capsules: CompiledCapsule) -> Library:
    """A library of exactly these capsules."""
    return Library(memoryview(encode_library(capsules, about={})), source="test library")


def random_library(n_capsules: int, *, seed: int = 1) -> Library:
    """Capsules spread over all searched domains and the whole space, six subtypes each.

    The shares of the domains are about those of the shipped library.
    """
    rng = np.random.default_rng(seed)
    domains = rng.choice(list(_PREFIX_OF_DOMAIN), size=n_capsules, p=_SHARES)
    places = rng.uniform(-1.0, 1.0, (n_capsules, 3)).round(2)
    return library_of(
        *(
            capsule_at(
                f"{_PREFIX_OF_DOMAIN[domain]}_{row:05d}",
                str(domain),
                (float(place[0]), float(place[1]), float(place[2])),
                subtype=f"{domain}_{row % 6}",
                priority=int(rng.integers(0, 11)),
            )
            for row, (domain, place) in enumerate(zip(domains, places, strict=True))
        )
    )
