"""What stands behind the person: the photo without them, larger than the crop."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from sherin.body.rig.face.head import Head
from sherin.body.rig.fill import fill_texture
from sherin.body.rig.model import Layer
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings.matting import Cutout
from sherin.body.rig.surroundings.regions import Regions

__all__ = ["build_background"]

_DEPTH: Final = 5.0
"""Of the card, in d: it hardly moves when the camera wanders."""
_SIDE_PX: Final = 512
"""Backgrounds are out of focus or get less attention: half of a large crop is enough."""
_MARGIN: Final = 0.9
"""Mirrored beyond the crop on each side, share of its side."""
_CLEAR_D: Final = 0.11
"""Around the head nothing of the photo is trusted: shadows, stray hair, a soft outline."""
_EDGES_GO_ON_D: Final = 1.1
"""How far texture goes on behind the person: a head that rolls by 15 degrees uncovers 0.7."""


def build_background(portrait: Portrait, head: Head, cutout: Cutout, regions: Regions) -> Part:
    """Layer `background`: a card with the person filled away, on which nothing acts.

    Beyond the crop it is mirrored by its UVs, which costs no texture.
    """
    side = portrait.pixels.shape[0]
    scale = min(1.0, _SIDE_PX / side)
    size = round(side * scale)
    clear_px = max(2, round(_CLEAR_D * head.pixel_scale))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * clear_px + 1,) * 2)
    person = np.maximum(cutout.alpha, portrait.matte) > 0.03
    turns = person & (np.maximum(np.maximum(regions.head, regions.fall), regions.rim) > 0.02)
    occupied = np.asarray(cv2.dilate(turns.astype(np.uint8), kernel), bool)
    # A body hardly moves: there the card keeps all it has, even what the matte has missed.
    occupied |= np.asarray(cv2.dilate(person.astype(np.uint8), np.ones((5, 5), np.uint8)), bool)
    known = (~occupied).astype(np.float32)
    if float(known.mean()) < 0.002:  # nothing but the person: the softest guess at a wall
        known = (cutout.alpha < 0.5).astype(np.float32)
    small = cv2.resize(portrait.pixels, (size, size), interpolation=cv2.INTER_AREA)
    small_known = cv2.resize(known, (size, size), interpolation=cv2.INTER_AREA)
    small_known = (np.asarray(small_known) > 0.99).astype(np.float32)
    filled = fill_texture(
        np.asarray(small, np.uint8),
        small_known,
        reach_px=_EDGES_GO_ON_D * head.pixel_scale * scale,
    )
    texture = np.dstack([filled, np.full((size, size), 255, np.uint8)])
    stops = np.array([-_MARGIN, 0.0, 1.0, 1.0 + _MARGIN])
    mirrored = np.array([_MARGIN, 0.0, 1.0, 1.0 - _MARGIN])
    columns, rows = np.meshgrid(stops, stops)
    us, vs = np.meshgrid(mirrored, mirrored)
    places = np.column_stack([columns.ravel(), rows.ravel()]) * side
    positions = head.unproject(places, np.full(len(places), _DEPTH))
    skinning = np.zeros((len(places), 4), np.float32)
    skinning[:, 0] = 1.0
    corners = np.arange(16).reshape(4, 4)
    a, b = corners[:-1, :-1].ravel(), corners[:-1, 1:].ravel()
    c, e = corners[1:, :-1].ravel(), corners[1:, 1:].ravel()
    layer = Layer(
        name="background",
        material="card",
        texture="background",
        positions=positions.astype(np.float32),
        uvs=np.column_stack([us.ravel(), vs.ravel()]).astype(np.float32),
        triangles=np.vstack([np.column_stack([a, b, c]), np.column_stack([b, e, c])]).astype(
            np.int32
        ),
        skinning=skinning,
        feather=np.ones(len(places), np.float32),
    )
    return Part(layers=(layer,), textures={"background": np.ascontiguousarray(texture)})
