"""From a photo to a portrait: the order in which everything is found, checked and refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sherin.body.rig.intake.detector import Detector
from sherin.body.rig.intake.finding import Face, find_faces
from sherin.body.rig.intake.framing import TIGHT_D, Crop, cut, place_crop
from sherin.body.rig.intake.loading import Photo, load_photo
from sherin.body.rig.intake.matte import WIDER, find_crown, find_matte
from sherin.body.rig.intake.mediapipe_models import MediaPipeDetector
from sherin.body.rig.intake.pose import eye_centres, eye_distance_px, find_pose, find_roll
from sherin.body.rig.intake.regions import inside
from sherin.body.rig.intake.traits import (
    SUNGLASSES_BELOW,
    eye_clearness,
    has_hand_at_chin,
    has_room_for_hands,
    lip_contrast,
    mouth_class,
)
from sherin.body.rig.landmarks import FACE_OVAL, OUTER_LIP_LOWER, OUTER_LIP_UPPER
from sherin.body.rig.portrait import Portrait, Traits
from sherin.body.rig.surroundings.glasses import find_glasses
from sherin.errors import PortraitError

__all__ = ["read_portrait"]

_MAX_YAW_DEG: Final = 32.0
"""Beyond it one half of the face is not in the photo (FINDINGS 1b: good <= 19, profiles >= 43)."""
_WARN_YAW_DEG: Final = 15.0
_MIN_EYES_PX: Final = 40.0
_WARN_EYES_PX: Final = 64.0
_HIDDEN_BELOW: Final = 0.75
"""Lip contrast under which something covers the mouth; see `lip_contrast`."""
_AROUND_D: Final = 8.0
_AROUND_PX: Final = 320
_WIDER_PX: Final = 512
_WELL_INSIDE: Final = 0.1
"""Share of the way from the face's outline to its middle; there is no background beyond it."""
_KEPT_ROLL_DEG: Final = 20.0
"""A tilt that belongs to the portrait; what leans more is set upright."""


def read_portrait(
    photo: Path | bytes, *, face: int | None = None, detector: Detector | None = None
) -> Portrait:
    """The face of a photo, framed and measured.

    The same photo gives the same portrait, bit for bit.

    Args:
        photo: Path of an image file, or its bytes.
        face: Which face, counted from 1 for the largest; None takes the largest and says so.
        detector: What finds faces; the models bundled with MediaPipe unless given.

    Raises:
        PortraitError: This photo cannot become a rig; the message says why and what would.
        MissingExtraError: The extra `rig` is not installed.

    Cost: about 0.3 s for a photo of 768 px on one core, models loaded.
    """
    loaded = load_photo(photo)
    detector = detector or MediaPipeDetector()
    faces = find_faces(loaded.pixels, detector)
    chosen = _choose(faces, face)
    _refuse_unusable(chosen, loaded)
    crop = _frame(chosen, loaded, detector)
    pixels = cut(loaded.pixels, crop)
    landmarks = crop.points_from_photo(chosen.landmarks)
    d = chosen.size_px * crop.side_px / crop.side
    if lip_contrast(pixels, landmarks, d=d) < _HIDDEN_BELOW:
        raise PortraitError(
            "the mouth is hidden; give a photo in which no hand, mask or thing covers it."
        )
    wider = replace(crop, side=WIDER * crop.side, side_px=_WIDER_PX)
    matte = find_matte(pixels, cut(loaded.pixels, wider), detector)
    oval = landmarks[list(FACE_OVAL)]
    matte[inside(matte.shape, oval + _WELL_INSIDE * (oval.mean(axis=0) - oval))] = 1.0
    hands = detector.hands(pixels)
    traits = Traits(
        is_grey=loaded.is_grey,
        has_sunglasses=eye_clearness(pixels, landmarks, d=d) < SUNGLASSES_BELOW,
        has_hidden_chin=has_hand_at_chin(landmarks, hands, d=d),
        has_bare_hands=bool(hands),
        is_close_up=not has_room_for_hands(pixels, landmarks, matte, d=d),
        mouth=mouth_class(pixels, landmarks, d=d),
    )
    pose = find_pose(landmarks)
    portrait = Portrait(
        pixels=pixels,
        landmarks=landmarks,
        matte=matte,
        eye_distance_px=eye_distance_px(landmarks),
        pose_deg=pose,
        traits=traits,
        warnings=_warnings(faces, chosen, asked=face, crop=crop, yaw_deg=pose[0]),
        source_sha256=loaded.sha256,
        detector=detector.name,
    )
    has_glasses = traits.has_sunglasses or find_glasses(portrait) is not None
    return replace(portrait, traits=replace(traits, has_glasses=has_glasses))


def _choose(faces: Sequence[Face], asked: int | None) -> Face:
    if not faces:
        raise PortraitError(
            "no face was found; give a photo of one person who looks towards the camera, "
            "with eyes, nose and mouth in sight."
        )
    if asked is not None and not 1 <= asked <= len(faces):
        count = "1 face was" if len(faces) == 1 else f"{len(faces)} faces were"
        raise PortraitError(
            f"face {asked} was asked for, but {count} found; "
            f"give a number from 1 (the largest) to {len(faces)}."
        )
    return faces[(asked or 1) - 1]


def _refuse_unusable(face: Face, photo: Photo) -> None:
    yaw = find_pose(face.landmarks)[0]
    if abs(yaw) > _MAX_YAW_DEG:
        raise PortraitError(
            f"the face is turned {abs(yaw):.0f} degrees to the side; "
            f"give a photo in which it is turned less than {_MAX_YAW_DEG:.0f} degrees."
        )
    if face.size_px < _MIN_EYES_PX:
        raise PortraitError(
            f"the face is too small (its eyes are {face.size_px:.0f} px apart); "
            f"give a photo in which they are at least {_MIN_EYES_PX:.0f} px apart."
        )
    height, width = photo.pixels.shape[:2]
    lips = face.landmarks[[*OUTER_LIP_UPPER, *OUTER_LIP_LOWER], :2]
    eyes = eye_centres(face.landmarks)
    for name, points in (("mouth", lips), ("eyes", eyes)):
        if points.min() < 0 or (points.max(axis=0) > (width - 1, height - 1)).any():
            raise PortraitError(
                f"the {name} lie{'s' if name == 'mouth' else ''} beyond the edge of the photo; "
                "give one that shows the whole face."
            )


def _frame(face: Face, photo: Photo, detector: Detector) -> Crop:
    """The portrait's square; upright, however the photo was turned, with room above the head."""
    roll = find_roll(face.landmarks)
    quarter = 90.0 * round(roll / 90.0)
    turn = quarter if abs(roll - quarter) <= _KEPT_ROLL_DEG else roll
    x, y = (float(v) for v in eye_centres(face.landmarks).mean(axis=0))
    d = face.size_px
    around = Crop(centre=(x, y), side=_AROUND_D * d, roll_deg=turn, side_px=_AROUND_PX)
    middle = (_AROUND_PX - 1) / 2.0
    crown_d = find_crown(
        cut(photo.pixels, around), (middle, middle), detector, d=_AROUND_PX / _AROUND_D
    )
    height, width = photo.pixels.shape[:2]
    return place_crop((x, y), d, size=(width, height), roll_deg=turn, crown_d=crown_d)


def _warnings(
    faces: Sequence[Face],
    face: Face,
    *,
    asked: int | None,
    crop: Crop,
    yaw_deg: float,
) -> tuple[str, ...]:
    """What the photo's owner should know, in sentences; what traits lead to the rig says itself."""
    found: list[str] = []
    if len(faces) > 1 and asked is None:
        found.append(
            f"{len(faces)} faces were found; the largest was taken (--face 2 takes the second)."
        )
    if face.size_px < _WARN_EYES_PX:
        found.append(
            f"The face is small (eyes {face.size_px:.0f} px apart), so the avatar will be soft."
        )
    if abs(yaw_deg) > _WARN_YAW_DEG:
        found.append(
            f"The face is turned {abs(yaw_deg):.0f} degrees; its far side is partly made up."
        )
    if crop.side <= TIGHT_D * face.size_px + 1e-6:
        found.append("The photo is cropped tight, so what lies around the head is made up.")
    return tuple(found)
