"""From a portrait to its hands: tone, cloth, light; or the reason why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.hands.cloth import Cloth, encoded, find_cloth, linear, sleeve_albedo
from sherin.body.rig.hands.drawing import draw_hands
from sherin.body.rig.hands.kit import HandKit, HandLight, HandSheet
from sherin.body.rig.hands.mesh import ATLAS_PX, SKIN_PX, WHITE_PX, build_mesh
from sherin.body.rig.hands.posing import pose_joints
from sherin.body.rig.hands.shadow import shadow_places
from sherin.body.rig.hands.skin import skin_albedo
from sherin.body.rig.hands.tone import FaceTone, measure_tone
from sherin.body.rig.hands.views import reference_vectors
from sherin.body.rig.model import Frame, Texture
from sherin.body.rig.portrait import Portrait

__all__ = ["LUMINANCE_SHARE", "build_hands", "skin_target", "why_no_hands"]

Floats = NDArray[np.float64]

LUMINANCE_SHARE: Final = 1.02
"""Of the middle of the face's skin."""
_DARK_SHARE: Final = 0.78
"""The same on dark skin, whose palms are much lighter than what a viewer compares: the backs."""
_OWN_HUE: Final = (0.08, 0.60)
"""How much of the hue is taken from the face's shade, on pale and on dark skin."""
_BLOOD: Final = np.array([1.02, 0.99, 0.985])
"""Pale hands are a little redder than the face."""
_BRIGHTEST: Final = 0.54
"""Mean luminance above which what the key shines on would be cut at white."""
_CHROMA_SHARE: Final = (0.94, 0.84)
"""Of the face's chroma, for faces of little and of much colour: saturated skin copied is clay."""
_CHROMA_RANGE: Final = (16.0, 36.0)
"""Lab chroma between which that share falls."""
_CONTRAST: Final = (0.24, 0.56)
"""What shade may have of the light's luminance: a beard is darker, an even flash is paler."""
_TINT: Final = (0.88, 1.14)
"""How much one colour of the shade or of the light may differ from the skin's own."""
_KEY: Final = 1.15
"""Little of a hand looks straight at the light: what does is a bit brighter than the face's."""
_DARKENS: Final = 70.0
"""sRGB levels above the photo's black from which on a shadow is as dark as it may be."""
_ROUNDS: Final = 4
_REC709: Final = np.array([0.2126, 0.7152, 0.0722])
_ROOM_D: Final = 1.0
"""Least room between chin and lower edge: below it only finger tips would show."""
_MAX_ERROR: Final = 12.0
"""dE of hands and face beyond which hands are left out."""
_GLOSS: Final = (0.035, 0.10)
"""Linear: light that skin of any colour reflects at its surface, least and most."""
_DARKEST_CLOTH: Final = 0.011
"""Linear: black cloth still shows its folds."""


def build_hands(portrait: Portrait, frame: Frame) -> HandKit | None:
    """The hands of a person, or None where they would look wrong (`why_no_hands` says why).

    Args:
        portrait: The photo.
        frame: Of the same photo; its light and skin colour are those of the hands.

    Raises:
        RigError: The mesh of the hands is missing from the installation.

    Cost: about 1 s.
    """
    cloth = None if _no_place(portrait, frame) else find_cloth(portrait, frame)
    if cloth is None:
        return None
    tone = measure_tone(portrait, frame)
    light = _light_of(frame, tone, is_grey=portrait.traits.is_grey)
    albedo = skin_albedo(float(tone.middle @ _REC709), grain=tone.grain)
    if portrait.traits.is_grey:
        albedo[:] = (albedo @ _REC709)[..., None]
    colour = np.concatenate([albedo, sleeve_albedo(cloth)], axis=1)
    kit = HandKit(
        mesh=build_mesh(),
        texture=_texture(colour),
        light=light,
        chest=_chest(portrait, frame),
    )
    return _calibrated(kit, frame, colour, skin_target(tone), cloth)


def why_no_hands(portrait: Portrait, frame: Frame) -> str | None:
    """Why a portrait gets no hands, as a sentence for its owner; None where it gets them."""
    reason = _no_place(portrait, frame)
    if reason is None and find_cloth(portrait, frame) is None:
        reason = "No clothes can be told from skin below the chin, so hands would have no sleeves."
    return reason


def _no_place(portrait: Portrait, frame: Frame) -> str | None:
    if portrait.traits.has_bare_hands:
        return "The photo shows the person's own hands or bare arms, so no drawn hands are added."
    room = frame.centre[1] + 0.5 * frame.width_d - frame.chin_y
    if portrait.traits.is_close_up or room < _ROOM_D:
        return "There is too little room below the chin for hands; a wider photo would have them."
    return None


def skin_target(tone: FaceTone) -> Floats:
    """(3,) linear colour that the hands' skin is to have on the picture, on average."""
    luminance = float(tone.middle @ _REC709)
    dark = float(np.clip((0.34 - luminance) / 0.28, 0.0, 1.0))
    # The hue of the shade is the skin's own; what is lit has some of the sky's, most on dark skin.
    own = _OWN_HUE[0] + dark * (_OWN_HUE[1] - _OWN_HUE[0])
    face = (1.0 - own) * tone.middle + own * tone.shade * (luminance / (tone.shade @ _REC709))
    lab = _lab(face)
    low, high = _CHROMA_RANGE
    blood = (1.0 - dark) * min(float(np.hypot(lab[1], lab[2])) / low, 1.0)
    face = face * (1.0 + blood * (_BLOOD - 1.0))
    face *= luminance / (face @ _REC709)
    lab = _lab(face)
    chroma = float(np.hypot(lab[1], lab[2]))
    share = _CHROMA_SHARE[0] + (_CHROMA_SHARE[1] - _CHROMA_SHARE[0]) * float(
        np.clip((chroma - low) / (high - low), 0.0, 1.0)
    )
    # Towards the grey of the same luminance until the chroma is what it should be.
    wanted = luminance * (LUMINANCE_SHARE + dark * (_DARK_SHARE - LUMINANCE_SHARE))
    wanted = min(wanted, _BRIGHTEST)
    low_mix, high_mix = 0.0, 1.0
    for _ in range(24):
        mix = 0.5 * (low_mix + high_mix)
        trial = _lab(wanted * (mix * face / luminance + 1.0 - mix))
        if np.hypot(trial[1], trial[2]) < share * chroma:
            low_mix = mix
        else:
            high_mix = mix
    return wanted * (low_mix * face / luminance + 1.0 - low_mix)


def _lab(light: Floats) -> Floats:
    """CIE Lab (D65) of linear RGB."""
    value = np.clip(light, 0.0, 1.0).astype(np.float32)[None, None]
    srgb = (encoded(value) / 255.0).astype(np.float32)
    return cv2.cvtColor(srgb, cv2.COLOR_RGB2LAB)[0, 0].astype(np.float64)


def _light_of(frame: Frame, tone: FaceTone, *, is_grey: bool) -> HandLight:
    """Key and fill that make of the hands' skin what the photo's light makes of the face's.

    The fill shows the middle of the skin as the face's shade, fill and key show it as its light.
    The key's direction is that of the linear part of the face's harmonics: a face tells nothing of
    light from below or behind.
    """
    light = np.asarray(frame.light, np.float64)
    grey = light @ _REC709
    base = max(float(grey[0]), 1e-3)
    toward = np.array([grey[3], grey[1], grey[2]])
    strength = float(np.linalg.norm(toward))
    usual = np.array([-0.28, -0.62, -0.73])
    direction = (
        0.72 * toward / max(strength, 1e-6) * min(strength / (0.25 * base), 1.0) + 0.45 * usual
    )
    direction[2] = min(direction[2], -0.55 * float(np.linalg.norm(direction)))
    direction /= np.linalg.norm(direction)
    middle = float(tone.middle @ _REC709)
    bright, dark = float(tone.light @ _REC709), float(tone.shade @ _REC709)
    share = float(np.clip(dark / max(bright, 1e-4), *_CONTRAST))
    high = float(np.clip(bright / max(middle, 1e-4), 1.15, 1.6))
    fill = share * high * _tint_of(tone.shade, tone.middle, is_grey=is_grey)
    lit = high * _tint_of(tone.light, tone.middle, is_grey=is_grey)
    return HandLight(
        direction=direction,
        key=np.maximum(_KEY * (lit - fill), 0.0),
        fill=fill,
        sheen=float(np.clip(tone.shine, *_GLOSS)) / max(middle, 0.05),
        shadow=0.14 + 0.18 * (1.0 - share),
        is_grey=is_grey,
    )


def _tint_of(colour: Floats, skin: Floats, *, is_grey: bool) -> Floats:
    """(3,) what a light that shows `skin` as `colour` is tinted like, of luminance 1 on it."""
    if is_grey:
        return np.ones(3)
    ratio = colour / np.maximum(skin, 1e-4)
    return np.clip(ratio / max(float(ratio @ _REC709), 1e-4), *_TINT)


def _chest(portrait: Portrait, frame: Frame) -> Floats:
    """The matte where the shadow's grid lies, less where the photo is black already."""
    side = portrait.matte.shape[0]
    soft = cv2.GaussianBlur(portrait.matte, (0, 0), 0.03 * side)
    grey = cv2.cvtColor(portrait.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    # Nothing gets darker than the photo's own black.
    room = cv2.GaussianBlur(grey, (0, 0), 0.02 * side) - float(np.percentile(grey, 1))
    soft = (2.0 * soft - 1.0) * np.clip(room / _DARKENS, 0.0, 1.0)
    at = (shadow_places(frame) - frame.centre) / frame.width_d + 0.5
    place = np.clip(np.rint(at * side).astype(int), 0, side - 1)
    return np.clip(soft[place[:, 1], place[:, 0]].astype(np.float64), 0.0, 1.0)


def _calibrated(
    kit: HandKit, frame: Frame, colour: Floats, target: Floats, cloth: Cloth
) -> HandKit | None:
    """The kit with the texture whose lit mean over some poses is the wanted colour.

    A gain for each channel of the skin and one for the cloth, found in a few rounds because what is
    lit beyond white is cut. None where the tone is missed all the same.
    """
    cloth_target = np.maximum(0.92 * cloth.mean, _DARKEST_CLOTH)
    gain = np.stack([np.ones(3), cloth_target / np.maximum(cloth.mean, 1e-4)])
    sheets = [draw_hands(kit, pose_joints(kit.mesh, frame, v)) for v in reference_vectors()]
    place = np.clip((kit.mesh.fine_uvs * ATLAS_PX).astype(int), 0, np.array(ATLAS_PX) - 1)
    albedo = colour[place[:, 1], place[:, 0]]
    for _ in range(_ROUNDS):
        seen = _seen(sheets, albedo, gain)
        gain[0] *= np.clip(target / np.maximum(seen[0], 1e-4), 0.1, 4.0)
        gain[1] *= np.clip((cloth_target @ _REC709) / max(float(seen[1] @ _REC709), 1e-4), 0.5, 2.0)
    error = float(np.linalg.norm(_lab(_seen(sheets, albedo, gain)[0]) - _lab(target)))
    if error > _MAX_ERROR:
        return None
    colour[:, :SKIN_PX] *= gain[0]
    colour[:, SKIN_PX:] *= gain[1]
    return replace(kit, texture=_texture(colour))


def _texture(colour: Floats) -> Texture:
    """The atlas of linear colour as sRGB, not to be written."""
    texture = np.full((ATLAS_PX[1], ATLAS_PX[0], 4), 255, np.uint8)
    texture[..., :3] = np.rint(encoded(colour)).astype(np.uint8)
    texture[-WHITE_PX:, -WHITE_PX:] = 255
    texture.setflags(write=False)
    return texture


def _seen(sheets: Sequence[HandSheet], albedo: Floats, gain: Floats) -> Floats:
    """(2, 3) mean linear colour of skin and of cloth over the reference poses, as lit.

    Args:
        sheets: The poses.
        albedo: (n, 3) linear colour of the texture at the vertices of one hand.
        gain: (2, 3) what that of skin and of cloth is multiplied with.
    """
    total, weight = np.zeros((2, 3)), np.zeros((2, 1))
    n = len(albedo)
    is_cloth = sheets[0].uvs[:n, 0] > SKIN_PX / ATLAS_PX[0]
    colours = encoded(albedo * gain[is_cloth.astype(np.intp)])
    for sheet in sheets:
        repeated = np.tile(colours, (len(sheet.gains) // n, 1))
        lit = linear(np.minimum(repeated * sheet.gains, 255.0))
        corners = sheet.positions[sheet.triangles].astype(np.float64)
        ab, ac = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
        area = np.abs(ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
        of_cloth = is_cloth[sheet.triangles[:, 0] % n]
        for k in range(2):
            use = of_cloth == bool(k)
            total[k] += (area[use, None] * lit[sheet.triangles[use]].mean(axis=1)).sum(axis=0)
            weight[k] += area[use].sum()
    return total / np.maximum(weight, 1e-9)
