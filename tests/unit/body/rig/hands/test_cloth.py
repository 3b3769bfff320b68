"""Clothes are told from skin in dark photos as in others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sherin.body.rig import Rig
from sherin.body.rig.hands.cloth import encoded, find_cloth, linear
from sherin.body.rig.portrait import Portrait


@pytest.mark.parametrize("brightness", [1.0, 0.5, 0.25])
def test_a_dark_copy_has_clothes_too(
    built_in_portrait: Portrait, built_in_rig: Rig, brightness: float
) -> None:
    pixels = np.rint(brightness * built_in_portrait.pixels).astype(np.uint8)
    skin = linear(brightness * encoded(np.asarray(built_in_rig.frame.skin_rgb)))
    frame = replace(built_in_rig.frame, skin_rgb=tuple(float(v) for v in skin))
    assert find_cloth(replace(built_in_portrait, pixels=pixels), frame) is not None
