"""A photo becomes a portrait: one upright face in a square, its landmarks, outline and traits.

Start with `read_portrait`; `Detector` is what it asks for faces, and what another detector has to
offer. A photo that cannot work is refused with one sentence. See docs/portrait.md.
"""

from __future__ import annotations

from sherin.body.rig.intake.detector import Detector
from sherin.body.rig.intake.mediapipe_models import MediaPipeDetector
from sherin.body.rig.intake.reading import read_portrait
from sherin.body.rig.intake.task_file import TaskFileDetector

__all__ = ["Detector", "MediaPipeDetector", "TaskFileDetector", "read_portrait"]
