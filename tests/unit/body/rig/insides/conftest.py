"""A head to build eyes and a mouth for, and pictures in which one kind of layer is green."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, NEUTRAL
from sherin.body.rendering.stage import Stage
from sherin.body.rig.face import Head, build_head
from sherin.body.rig.insides import build_eyes, build_mouth
from sherin.body.rig.intake import read_portrait
from sherin.body.rig.model import Rig
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait

Draw = Callable[..., NDArray[np.int64]]

SIZE = 384
PORTRAITS = Path(__file__).resolve().parents[6] / "shared" / "data" / "portraits"


@cache
def portrait_named(name: str) -> Portrait:
    """One of the test portraits; the test is skipped where they are not."""
    path = PORTRAITS / f"{name}.jpg"
    if not path.exists():
        pytest.skip(f"needs {path}, which is not part of the repository")
    return read_portrait(path)


@pytest.fixture(scope="session")
def head(built_in_portrait: Portrait) -> Head:
    """The head of the portrait that ships."""
    return build_head(built_in_portrait)


@pytest.fixture(scope="session")
def eyes(built_in_portrait: Portrait, head: Head) -> Part:
    return build_eyes(built_in_portrait, head)


@pytest.fixture(scope="session")
def mouth(built_in_portrait: Portrait, head: Head) -> Part:
    return build_mouth(built_in_portrait, head)


@pytest.fixture(scope="session")
def rig_of() -> Callable[[Head, Part, Part], Rig]:
    """A rig of a head with its eyes and mouth and nothing else."""

    def join(head: Head, eyes: Part, mouth: Part) -> Rig:
        layers = {layer.name: layer for layer in (*mouth.layers, *eyes.layers)}
        front = [layers.pop(n) for n in ("tongueTip", "lidRight", "lidLeft") if n in layers]
        return Rig(
            layers=(*layers.values(), head.layer, *front),
            textures={**mouth.textures, **eyes.textures, "head": head.texture},
            wrinkles=(),
            frame=head.frame,
        )

    return join


@pytest.fixture(scope="session")
def bare_rig(rig_of: Callable[[Head, Part, Part], Rig], head: Head, eyes: Part, mouth: Part) -> Rig:
    return rig_of(head, eyes, mouth)


@lru_cache(maxsize=6)
def _stage(rig: Rig) -> Stage:
    """Rigs are told apart by identity; a stage is slow to set up and fast to draw."""
    return Stage(rig, size=(SIZE, SIZE))


def drawn(
    rig: Rig, channels: Mapping[str, float] | None = None, *, photo_expression: float = 0.0
) -> NDArray[np.int64]:
    """The picture of a rig on black, (`SIZE`, `SIZE`, 3)."""
    vector = NEUTRAL.copy()
    for name, value in (channels or {}).items():
        vector[CHANNEL_INDEX[name]] = value
    picture = _stage(rig).draw(vector, t_s=0.0, extra={"photoExpression": photo_expression})
    return picture[:, :, :3].astype(np.int64) * picture[:, :, 3:] // 255


@lru_cache(maxsize=6)
def painted_green(rig: Rig, *prefixes: str) -> Rig:
    """The rig with some layers' textures green and no eye shadow over them."""
    textures = dict(rig.textures)
    for name, texture in rig.textures.items():
        if name.startswith(prefixes):
            textures[name] = texture.copy()
            textures[name][:, :, :3] = (0, 255, 0)
        elif name.startswith(("eyeShadow", "lipShadow")):
            textures[name] = np.zeros_like(texture)
    return replace(rig, textures=textures)


def green(picture: NDArray[np.int64]) -> NDArray[np.float64]:
    """How green each pixel is, 0..1, (h, w); skin and teeth are not."""
    return np.clip((picture[:, :, 1] - picture[:, :, [0, 2]].max(axis=2)) / 255.0, 0.0, 1.0)


def both(name: str, weight: float) -> dict[str, float]:
    return {f"{name}Left": weight, f"{name}Right": weight}


def opacity(rig: Rig, layer: str, channels: Mapping[str, float]) -> float:
    """Opacity of a layer by its fades, worked out apart from the stage."""
    share = 1.0
    for fade in rig.layer(layer).fades:
        total = sum(weight * channels.get(name, 0.0) for name, weight in fade.terms)
        t = min(max((total - fade.low) / (fade.high - fade.low), 0.0), 1.0)
        share *= t * t * (3.0 - 2.0 * t)
    return share
