"""Whole photos: what is accepted, and what is refused in which words, at any exposure."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from sherin.body.rig.intake import read_portrait
from sherin.body.rig.intake.detector import Landmarks, Pixels
from sherin.body.rig.intake.pose import find_pose
from sherin.body.rig.landmarks import N_LANDMARKS, mirror_permutation
from sherin.body.rig.portrait import Portrait
from sherin.errors import PortraitError

PORTRAITS = Path(__file__).parents[6] / "shared" / "data" / "portraits"
BUILT_IN = Path(__file__).parents[5] / "src/sherin/body/data/portrait/astronaut.png"

needs_portraits = pytest.mark.skipif(
    not PORTRAITS.is_dir(), reason="the 32 portraits are not beside the repository"
)


def pixels_of(name: str) -> Pixels:
    return np.ascontiguousarray(cv2.imread(str(PORTRAITS / f"{name}.jpg"))[:, :, ::-1])


def photo_of(pixels: Pixels) -> bytes:
    return cv2.imencode(".png", pixels[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()


def exposed(pixels: Pixels, how: str) -> Pixels:
    light = pixels / 255.0
    changed = {"gamma 2": light**2, "half": light / 2, "gamma 1/2": light**0.5}[how]
    return np.rint(255 * changed).astype(np.uint8)


def digest(portrait: Portrait) -> str:
    parts = (portrait.pixels, portrait.landmarks, portrait.matte, np.array(portrait.pose_deg))
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


def good() -> list[str]:
    table = PORTRAITS / "README.md"
    if not table.exists():
        return []
    rows = [line.split("|") for line in table.read_text("utf-8").splitlines() if "| good |" in line]
    return [row[1].strip().removesuffix(".jpg") for row in rows]


def test_built_in_portrait_is_framed_and_measured(built_in_portrait: Portrait) -> None:
    portrait = built_in_portrait
    side = portrait.pixels.shape[0]
    assert portrait.pixels.shape == (side, side, 3)
    assert 512 <= side <= 1024
    assert portrait.matte.shape == (side, side)
    assert portrait.landmarks.shape == (N_LANDMARKS, 3)
    assert portrait.traits.mouth == "teeth"
    assert not portrait.traits.has_sunglasses
    assert max(abs(angle) for angle in portrait.pose_deg) < 8
    features = portrait.landmarks[[1, 33, 61, 263, 291], :2].round().astype(int)
    assert portrait.matte[features[:, 1], features[:, 0]].min() == 1.0
    assert portrait.matte[: side // 8, : side // 8].max() < 0.05


def test_another_process_reads_the_same_bits(built_in_portrait: Portrait) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import test_reading as t\n"
        "from sherin.body.rig.intake import read_portrait\n"
        "print(t.digest(read_portrait(t.BUILT_IN)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert found.stdout.strip() == digest(built_in_portrait)
    assert not found.stderr  # MediaPipe's own messages stay away


def test_mirrored_photo_gives_a_mirrored_pose(built_in_portrait: Portrait) -> None:
    photo = np.ascontiguousarray(cv2.imread(str(BUILT_IN))[:, ::-1, ::-1])
    yaw, pitch, roll = read_portrait(photo_of(photo)).pose_deg
    assert np.allclose(
        (-yaw, pitch, -roll), built_in_portrait.pose_deg, atol=1.5
    )  # looks differ by noise


@needs_portraits
@pytest.mark.parametrize("name", good())
def test_good_portrait_is_accepted(name: str) -> None:
    portrait = read_portrait(PORTRAITS / f"{name}.jpg")
    assert not portrait.traits.has_sunglasses
    assert portrait.traits.is_grey == (name == "p030")
    assert portrait.traits.has_glasses == (name in {"p016", "p050", "p065", "p082"})
    assert portrait.traits.has_hidden_chin == (name == "p025")
    assert portrait.traits.has_bare_hands == (name in {"p025", "p046"})
    assert (portrait.traits.mouth == "dark") == (name == "p028")
    teeth = {"p014", "p016", "p022", "p030", "p037", "p071", "p088", "p089", "p096"}
    assert (portrait.traits.mouth == "teeth") == (name in teeth)


@needs_portraits
@pytest.mark.parametrize("how", ["gamma 2", "half", "gamma 1/2"])
@pytest.mark.parametrize("name", ["p022", "p028", "p061", "p071"])
def test_exposure_decides_nothing(name: str, how: str) -> None:
    """Dark skin, deep shadow, pale skin: the ones that absolute thresholds got wrong."""
    portrait = read_portrait(photo_of(exposed(pixels_of(name), how)))
    assert not portrait.traits.has_sunglasses


@needs_portraits
@pytest.mark.parametrize("how", ["gamma 2", "gamma 1/2"])
def test_sunglasses_are_seen_at_any_exposure(how: str) -> None:
    for name in ("p004", "p015", "p048"):
        traits = read_portrait(photo_of(exposed(pixels_of(name), how))).traits
        assert traits.has_sunglasses
        assert traits.has_glasses


@needs_portraits
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("p003", "no face was found.*looks towards the camera"),
        ("p008", "no face was found"),
        ("p012", "no face was found"),
        ("p024", "no face was found"),
        ("p040", r"turned 4\d degrees.*less than 32 degrees"),
    ],
)
def test_unusable_photo_is_refused_darkened_too(name: str, reason: str) -> None:
    with pytest.raises(PortraitError, match=reason):
        read_portrait(PORTRAITS / f"{name}.jpg")
    with pytest.raises(PortraitError):
        read_portrait(photo_of(exposed(pixels_of(name), "gamma 2")))


@needs_portraits
def test_small_and_turned_faces_are_accepted_with_a_warning() -> None:
    assert "small" in " ".join(read_portrait(PORTRAITS / "p015.jpg").warnings)
    assert "turned 20 degrees" in " ".join(read_portrait(PORTRAITS / "p048.jpg").warnings)


@needs_portraits
@pytest.mark.parametrize("roll_deg", [90, 180, 270, 40])
def test_turned_photo_gives_the_upright_portrait(roll_deg: int) -> None:
    photo = pixels_of("p061")
    height, width = photo.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -roll_deg, 1.0)
    turned = cv2.warpAffine(photo, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
    straight, upright = read_portrait(photo_of(photo)), read_portrait(photo_of(turned))
    assert np.allclose(upright.pose_deg, straight.pose_deg, atol=3.0)
    assert upright.landmarks[10, 1] < upright.landmarks[152, 1]


@needs_portraits
def test_covered_mouth_is_refused() -> None:
    for name in ("p035", "p057"):
        photo = pixels_of(name)
        found = read_portrait(photo_of(photo))
        covered = found.pixels.copy()
        x, y = found.landmarks[[13, 14], :2].mean(axis=0).round().astype(int)
        d = found.eye_distance_px
        cv2.ellipse(covered, (x, y), (int(0.8 * d), int(0.45 * d)), 0, 0, 360, (90, 120, 150), -1)
        with pytest.raises(PortraitError, match=r"mouth is hidden.*no hand, mask"):
            read_portrait(photo_of(covered))


@needs_portraits
def test_face_that_fills_the_photo_is_framed_beyond_its_edges() -> None:
    photo = pixels_of("p006")[170:620, 190:580]
    portrait = read_portrait(photo_of(np.ascontiguousarray(photo)))
    assert "cropped tight" in " ".join(portrait.warnings)
    side = portrait.pixels.shape[0]
    assert portrait.landmarks[:468, :2].min() > 0
    assert portrait.landmarks[:468, :2].max() < side


@needs_portraits
def test_too_small_face_is_refused_with_its_size() -> None:
    small = cv2.resize(pixels_of("p015"), (400, 400), interpolation=cv2.INTER_AREA)
    with pytest.raises(PortraitError, match=r"eyes are 3\d px apart.*at least 40 px"):
        read_portrait(photo_of(small))


@needs_portraits
def test_of_several_faces_the_largest_is_taken_and_any_can_be_chosen() -> None:
    left = cv2.resize(pixels_of("p061"), (600, 600), interpolation=cv2.INTER_AREA)
    pair = np.concatenate([np.pad(left, ((84, 84), (0, 0), (0, 0))), pixels_of("p089")], axis=1)
    photo = photo_of(np.ascontiguousarray(pair))
    largest = read_portrait(photo)
    assert "2 faces were found" in largest.warnings[0]
    assert largest.traits.mouth == "teeth"
    assert np.array_equal(read_portrait(photo, face=1).pixels, largest.pixels)
    second = read_portrait(photo, face=2)
    assert second.traits.mouth == "closed"
    assert not any("faces" in warning for warning in second.warnings)
    for wrong in (0, 3):
        with pytest.raises(PortraitError, match=f"face {wrong} was asked for, but 2 faces were"):
            read_portrait(photo, face=wrong)


class FlippingDetector:
    """A detector of our own: the bundled one, asked about the mirror image."""

    name = "mirror 1"

    def __init__(self) -> None:
        from sherin.body.rig.intake import MediaPipeDetector

        self.inner = MediaPipeDetector()

    def faces(self, pixels: Pixels) -> tuple[Landmarks, ...]:
        width = pixels.shape[1]
        found = self.inner.faces(np.ascontiguousarray(pixels[:, ::-1]))
        return tuple(face[mirror_permutation()] * [-1, 1, 1] + [width - 1, 0, 0] for face in found)

    def person(self, pixels: Pixels) -> np.ndarray:
        return self.inner.person(pixels)

    def hands(self, pixels: Pixels) -> tuple[np.ndarray, ...]:
        return ()


def test_another_detector_can_be_given(built_in_portrait: Portrait) -> None:
    """It also shows that landmarks keep their names and places in a mirror."""
    portrait = read_portrait(BUILT_IN, detector=FlippingDetector())
    assert portrait.detector == "mirror 1"
    apart = np.linalg.norm((portrait.landmarks - built_in_portrait.landmarks)[:468, :2], axis=1)
    assert portrait.pixels.shape == built_in_portrait.pixels.shape
    assert apart.mean() < 0.05 * portrait.eye_distance_px
    assert np.allclose(find_pose(portrait.landmarks), portrait.pose_deg)
