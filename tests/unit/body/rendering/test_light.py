"""Light: untouched when neutral, bounded when turned, each channel in its own direction."""

from __future__ import annotations

import numpy as np
import pytest

from sherin.body.channels import CHANNEL_NAMES, NEUTRAL
from sherin.body.rendering.light import GAMMA, TONES_PER_LEVEL, add_gains, light_of, tone_table
from sherin.testing.rigs import tiny_rig

FRAME = tiny_rig().frame
LEVELS = TONES_PER_LEVEL * np.arange(256)


def light(**channels: float):
    pose = dict(zip(CHANNEL_NAMES, NEUTRAL.tolist(), strict=True)) | channels
    return light_of(FRAME, pose)


def gains(now: np.ndarray, *, strength: float = 1.0, **channels: float) -> np.ndarray:
    """Gains of one vertex that faced the camera and now faces `now`."""
    lit = light(**channels)
    out = np.zeros((1, 9), np.float32)
    rest = np.array([[0.0, 0.0, -1.0]], np.float32)
    add_gains(
        rest, now[None].astype(np.float32), np.array([strength], np.float32),
        lit.before, lit.after, *lit.gain, out,
    )  # fmt: skip
    return out[0, 6:]


def test_neutral_light_changes_nothing() -> None:
    assert np.allclose(gains(np.array([0.0, 0.0, -1.0])), 1.0)
    assert np.array_equal(np.rint(tone_table(light())[LEVELS]), np.arange(256))


def test_skin_turned_to_the_key_brightens_within_its_bounds() -> None:
    """The light of this rig comes from the picture's left (-x)."""
    toward, away = (np.array([x, 0.0, -0.8]) for x in (-0.6, 0.6))
    assert gains(toward).min() > 1.02 and gains(away).max() < 0.98
    low, high = (1.0 + 0.65 * (end - 1.0) for end in (0.75, 1.25))
    for normal in (toward, away, np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])):
        assert (low ** (1 / GAMMA) - 1e-6 <= gains(normal)).all()
        assert (gains(normal) <= high ** (1 / GAMMA) + 1e-6).all()


def test_background_takes_no_part_in_turning() -> None:
    assert np.allclose(gains(np.array([0.6, 0.0, -0.8]), strength=0.0), 1.0)


@pytest.mark.parametrize(("kelvin", "sign"), [(3000.0, 1), (9000.0, -1)])
def test_key_temperature_shifts_red_against_blue_at_equal_brightness(
    kelvin: float, sign: int
) -> None:
    gain = np.array(light(lightKeyTemperature=kelvin).gain)
    assert sign * (gain[0] - gain[2]) > 0.1
    assert gain**GAMMA @ (0.2126, 0.7152, 0.0722) == pytest.approx(1.0, abs=0.06)


def test_exposure_brightens_dark_tones_without_burning_white() -> None:
    lit = light(lightExposure=1.5)
    shown = np.interp(lit.gain[0] * TONES_PER_LEVEL * np.array([60.0, 128.0, 240.0, 255.0]),
                      np.arange(4096), tone_table(lit))  # fmt: skip
    assert shown[0] > 75.0 and shown[1] > 150.0
    assert shown[2] < shown[3] <= 255.0
    assert max(light(lightExposure=-1.5).gain) < 0.85


def test_contrast_turns_about_the_middle_grey_and_keeps_black_and_white() -> None:
    strong = tone_table(light(lightContrast=1.5))[LEVELS]
    flat = tone_table(light(lightContrast=0.5))[LEVELS]
    assert strong[60] < 55.0 and strong[190] > 200.0 and strong[0] == 0.0 and strong[255] == 255.0
    assert flat[60] > 65.0 and flat[190] < 180.0
    assert (np.diff(strong.astype(int)) >= 0).all() and (np.diff(flat.astype(int)) >= 0).all()


def test_soft_light_fades_drawn_shadows() -> None:
    assert light(lightShadowSoftness=1.0).shadow < 1.0 < light(lightShadowSoftness=0.0).shadow
