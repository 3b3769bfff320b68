"""From a photo to a rig: what a generator is, which there are, and the built-in one.

A generator takes a photo and gives a `Rig`; everything behind it (file, stage, film) is the same
for all. Start with `generator` or, for the built-in one, `PhotoRigGenerator`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from sherin.body.channels import CHANNEL_NAMES
from sherin.body.rig.intake import Detector, read_portrait
from sherin.body.rig.model import Layer, Rig, Texture
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait
from sherin.errors import RigError, RigNotFoundError

__all__ = [
    "BUILT_IN",
    "LAYER_ORDER",
    "STEPS",
    "PhotoRigGenerator",
    "Progress",
    "RigGenerator",
    "build_rig",
    "generator",
    "generator_names",
    "register_generator",
]

Progress = Callable[[str, int, int], None]
"""Called before each step with what begins, how many steps are done, and how many there are."""

BUILT_IN: Final = "photo"
STEPS: Final = ("photo", "glasses", "face", "surroundings", "eyes", "mouth", "hands", "whole")
"""What the built-in generator does, in order; the words a progress line shows."""

LAYER_ORDER: Final = (
    "background",
    "body",
    "hair",
    "mouthSock",
    "tongue",
    "teethLower",
    "teethUpper",
    "photoTeeth",
    "lipShadow",
    "sclera",
    "iris",
    "eyeball",
    "glint",
    "eyeShadow",
    "head",
    "tongueTip",
    "lid",
    "glasses",
)
"""From back to front; a name stands for its `Left` and `Right` too."""

_HIDDEN_CHIN_JAW: Final = 0.5
"""How far a jaw may open behind a hand or cloth: farther, the chin would slide out beside it."""

_EYE_SHAPES: Final = ("eyeBlink", "eyeLook", "eyeSquint", "eyeWide")
_COVERED_BROWS: Final = 0.6
"""Brows that rise far above dark glasses lift their rims along (FINDINGS 1b)."""


class RigGenerator(Protocol):
    """Something that makes a rig of a photo; a neural one fits here as well."""

    @property
    def name(self) -> str:
        """What `sherin avatar build --generator` calls it."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same photo would give another rig."""
        ...

    def build(
        self, photo: Path | bytes, *, face: int | None = None, progress: Progress | None = None
    ) -> Rig:
        """A rig of the person in a photo.

        Args:
            photo: Path of an image file, or its bytes.
            face: Which face, counted from 1 for the largest; None takes the largest.
            progress: Told what begins.

        Returns:
            A rig whose `provenance` names this generator, its version and the photo's SHA-256.

        Raises:
            PortraitError: this photo cannot become a rig.
            MissingExtraError: what the generator needs is not installed.
        """
        ...


class PhotoRigGenerator:
    """The built-in generator: landmarks, a cut mesh and the photo as texture; needs no weights."""

    name: str = BUILT_IN
    version: str = "3"

    def __init__(self, *, detector: Detector | None = None) -> None:
        """A generator that can be used many times.

        Args:
            detector: What finds faces; the models bundled with MediaPipe unless given.
        """
        self._detector = detector

    def build(
        self, photo: Path | bytes, *, face: int | None = None, progress: Progress | None = None
    ) -> Rig:
        """See `RigGenerator.build`."""
        tell = progress or _silent
        tell(STEPS[0], 0, len(STEPS))
        portrait = read_portrait(photo, face=face, detector=self._detector)
        rig = build_rig(portrait, progress=tell)
        made_by = {"generator": self.name, "generator_version": self.version}
        return replace(rig, provenance={**made_by, **rig.provenance})


def build_rig(portrait: Portrait, *, progress: Progress | None = None) -> Rig:
    """The rig of a portrait: every part built and put in drawing order.

    Raises:
        PortraitError: a part cannot be made of this portrait.
    """
    # Imported here: they bring compilers and image libraries, and `RigGenerator` alone needs none.
    from sherin.body.rig.face import build_head
    from sherin.body.rig.face.fringes import without_fringes
    from sherin.body.rig.hands import build_hands, why_no_hands
    from sherin.body.rig.insides import build_eyes, build_mouth
    from sherin.body.rig.surroundings import (
        build_glasses,
        build_surroundings,
        find_glasses,
        without_glasses,
    )

    tell = progress or _silent
    done = iter(range(1, len(STEPS)))

    def step() -> None:
        number = next(done)
        tell(STEPS[number], number, len(STEPS))

    step()
    mask = find_glasses(portrait)
    # Frames on the skin would bend with the brows: all but their own layer is built without them.
    bare = portrait
    if mask is not None:
        cleared = without_glasses(portrait.pixels, mask)
        bare = replace(portrait, pixels=without_fringes(cleared, mask, portrait.eye_distance_px))
    step()
    head = build_head(bare)
    step()
    surroundings = build_surroundings(bare, head)
    step()
    eyes = build_eyes(bare, head)
    step()
    mouth = build_mouth(bare, head)
    step()
    hands = build_hands(bare, head.frame)
    no_hands = None if hands is not None else why_no_hands(bare, head.frame)
    step()
    glasses = None if mask is None else build_glasses(portrait, head)
    own = Part(layers=(head.layer,), textures={head.layer.texture: head.texture})
    parts = [surroundings, mouth, eyes, own, *([] if glasses is None else [glasses])]
    return Rig(
        layers=in_drawing_order(layer for part in parts for layer in part.layers),
        textures=joined_textures(parts),
        wrinkles=head.wrinkles,
        frame=head.frame,
        hands=hands,
        limits=_limits(portrait),
        left_out=(*portrait.warnings, *_left_out(portrait, no_hands)),
        provenance={"photo_sha256": portrait.source_sha256, "detector": portrait.detector},
    )


def in_drawing_order(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Layers from back to front, right before left.

    Raises:
        RigError: a layer whose place is unknown.
    """

    def place(layer: Layer) -> tuple[int, bool]:
        name = layer.name.removesuffix("Left").removesuffix("Right")
        if name not in LAYER_ORDER:
            raise RigError(
                f"layer {layer.name!r}: its place is unknown; expected one of "
                f"{', '.join(LAYER_ORDER)}, with Left or Right where there are two."
            )
        return LAYER_ORDER.index(name), layer.name.endswith("Left")

    return tuple(sorted(layers, key=place))


def joined_textures(parts: Iterable[Part]) -> dict[str, Texture]:
    """The textures of all parts under their names.

    Raises:
        RigError: two parts carry different textures of one name.
    """
    joined: dict[str, Texture] = {}
    for part in parts:
        for name, texture in part.textures.items():
            if name in joined and not np.array_equal(joined[name], texture):
                raise RigError(f"texture {name!r}: two parts of the rig have different ones.")
            joined[name] = texture
    return joined


def _limits(portrait: Portrait) -> dict[str, float]:
    """Channels that would show what the photo hides."""
    limits: dict[str, float] = {}
    if portrait.traits.has_hidden_chin:
        limits["jawOpen"] = _HIDDEN_CHIN_JAW
    if portrait.traits.has_sunglasses:
        limits |= {name: 0.0 for name in CHANNEL_NAMES if name.startswith(_EYE_SHAPES)}
        limits |= {name: _COVERED_BROWS for name in CHANNEL_NAMES if name.startswith("brow")}
    return limits


def _left_out(portrait: Portrait, no_hands: str | None) -> tuple[str, ...]:
    """What this photo did not allow, in sentences for its owner."""
    said: list[str] = []
    traits = portrait.traits
    if traits.has_sunglasses:
        said.append(
            "Dark glasses hide the eyes: they neither blink nor look about, and brows move less."
        )
    if traits.has_hidden_chin:
        said.append("Something covers the chin: the mouth opens half as far.")
    if no_hands is not None:
        said.append(no_hands)
    return tuple(said)


def _silent(what: str, done: int, total: int) -> None:
    """No one watches."""


_GENERATORS: dict[str, Callable[[], RigGenerator]] = {BUILT_IN: PhotoRigGenerator}


def register_generator(name: str, factory: Callable[[], RigGenerator]) -> None:
    """Make another generator known, for example when an extension is imported.

    Args:
        name: What it is asked for by.
        factory: Makes one; called only when it is used.

    Raises:
        RigError: the name is taken by another one.
    """
    if _GENERATORS.get(name, factory) is not factory:
        raise RigError(f"generator {name!r}: there is one of that name. Choose another name.")
    _GENERATORS[name] = factory


def generator_names() -> tuple[str, ...]:
    """The names of the generators that are known, sorted."""
    return tuple(sorted(_GENERATORS))


def generator(name: str = BUILT_IN) -> RigGenerator:
    """A generator by its name.

    Raises:
        RigNotFoundError: none of that name; the closest are listed.
    """
    factory = _GENERATORS.get(name)
    if factory is None:
        close = difflib.get_close_matches(name, _GENERATORS, n=3, cutoff=0.4)
        raise RigNotFoundError(
            f"generator {name!r}: there is none. Known: {', '.join(close or generator_names())}."
        )
    return factory()
