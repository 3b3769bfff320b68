"""From a photo to a portrait: the order in which everything is found, checked and refused."""

from __future__ import annotations

from pathlib import Path

from sherin.body.rig.intake.detector import Detector
from sherin.body.rig.intake.framing import cut, place_crop
from sherin.body.rig.intake.loading import load_photo
from sherin.body.rig.intake.matte import find_matte
from sherin.body.rig.intake.mediapipe_models import MediaPipeDetector
from sherin.body.rig.intake.pose import eye_centres, eye_distance_px, find_pose
from sherin.body.rig.portrait import Portrait, Traits
from sherin.errors import PortraitError

__all__ = ["read_portrait"]


def read_portrait(
    photo: Path | bytes, *, face: int | None = None, detector: Detector | None = None
) -> Portrait:
    """The face of a photo, framed and measured.

    Args:
        photo: Path of an image file, or its bytes.
        face: Which face, counted from 1 for the largest; None takes the largest and says so.
        detector: What finds faces; the models bundled with MediaPipe unless given.

    Raises:
        PortraitError: This photo cannot become a rig; the message says why and what would.
        MissingExtraError: The extra `rig` is not installed.
    """
    loaded = load_photo(photo)
    detector = detector or MediaPipeDetector()
    faces = detector.faces(loaded.pixels)
    if not faces:
        raise PortraitError("no face was found; give a photo of one person who faces the camera.")
    ordered = sorted(faces, key=eye_distance_px, reverse=True)
    landmarks = ordered[(face or 1) - 1]
    eyes = eye_centres(landmarks).mean(axis=0)
    height, width = loaded.pixels.shape[:2]
    crop = place_crop(
        (float(eyes[0]), float(eyes[1])), eye_distance_px(landmarks), size=(width, height)
    )
    pixels = cut(loaded.pixels, crop)
    again = detector.faces(pixels)
    wanted = crop.points_from_photo(landmarks)
    if again:
        landmarks = min(again, key=lambda found: abs(found[:, :2] - wanted[:, :2]).mean())
    else:
        landmarks = wanted
    return Portrait(
        pixels=pixels,
        landmarks=landmarks,
        matte=find_matte(pixels, detector),
        eye_distance_px=eye_distance_px(landmarks),
        pose_deg=find_pose(landmarks),
        traits=Traits(is_grey=loaded.is_grey),
        warnings=(),
        source_sha256=loaded.sha256,
        detector=detector.name,
    )
