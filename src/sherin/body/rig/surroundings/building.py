"""All that surrounds a face, from one cutting-out of the person."""

from __future__ import annotations

from sherin.body.rig.face.head import Head
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings.background import build_background
from sherin.body.rig.surroundings.body import build_body, build_fall
from sherin.body.rig.surroundings.matting import cut_out
from sherin.body.rig.surroundings.regions import find_regions
from sherin.body.rig.surroundings.sheets import head_cover

__all__ = ["build_surroundings"]


def build_surroundings(portrait: Portrait, head: Head) -> Part:
    """Layers `background`, `body` and, where hair hangs beside the neck, `hair`; back to front.

    They are drawn before everything of the head. At rest, below the head layer, they give the photo
    again; the head's texture must have gone through `refine_head_texture`.

    Cost: about 0.8 s for 768 x 768 on one core.
    """
    cutout = cut_out(portrait)
    regions = find_regions(portrait)
    cover = head_cover(head, portrait.pixels.shape[0])
    parts = [
        build_background(portrait, head, cutout, regions),
        build_body(portrait, head, cutout, regions, cover),
    ]
    fall = build_fall(head, cutout, regions)
    if fall is not None:
        parts.append(fall)
    return Part(
        layers=tuple(layer for part in parts for layer in part.layers),
        textures={name: texture for part in parts for name, texture in part.textures.items()},
    )
