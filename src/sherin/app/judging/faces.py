"""Every portrait of a folder: built, judged, and put side by side in one page."""

from __future__ import annotations

import base64
import html
import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sherin.app.judging.judge import Judge
from sherin.app.judging.shapes import ShapeFindings, judge_shapes
from sherin.app.judging.stillness import StillnessFindings, judge_stillness
from sherin.body._channel_table import VISEMES
from sherin.body.channels import CHANNEL_NAMES
from sherin.body.rendering import Stage, contact_sheet
from sherin.body.rig import Portrait, Rig
from sherin.body.rig.intake import Detector, MediaPipeDetector
from sherin.errors import PortraitError, RigError

__all__ = [
    "BOUNDS",
    "POSES",
    "FaceReport",
    "has_pictures",
    "judge_face",
    "judge_folder",
    "write_report",
]

BOUNDS: Final = {
    "likeness_db": (40.0, float("inf")),
    "jitter_px": (0.0, 0.1),
    "closure": (0.0, 0.1),
    "slope": (0.8, 1.2),
    "crosstalk": (0.0, 0.15),
}
"""What a face has to keep to."""

_PICTURE_ENDINGS: Final = (".jpg", ".jpeg", ".png")
_CELL_PX: Final = 200
_JUDGED_PX: Final = 512


def _both(name: str, weight: float) -> dict[str, float]:
    return {f"{name}Left": weight, f"{name}Right": weight}


def _viseme(name: str) -> dict[str, float]:
    poses = dict(VISEMES)
    return {CHANNEL_NAMES[channel]: weight for channel, weight in poses[name]}


POSES: Final[Sequence[tuple[str, Mapping[str, float]]]] = (
    ("photo's own", {"photoExpression": 1.0}),
    ("rest", {}),
    ("joy", {**_both("mouthSmile", 0.8), **_both("cheekSquint", 0.6), **_both("eyeSquint", 0.2)}),
    (
        "anger",
        {**_both("browDown", 0.9), **_both("noseSneer", 0.4), **_both("mouthPress", 0.5),
         **_both("eyeSquint", 0.3)},
    ),
    (
        "grief",
        {"browInnerUp": 0.8, **_both("mouthFrown", 0.7), **_both("eyeBlink", 0.2),
         "mouthShrugLower": 0.3},
    ),
    (
        "surprise",
        {"browInnerUp": 0.8, **_both("browOuterUp", 0.8), **_both("eyeWide", 0.8), "jawOpen": 0.4},
    ),
    (
        "disgust",
        {**_both("noseSneer", 0.9), **_both("mouthUpperUp", 0.5), **_both("browDown", 0.4)},
    ),
    ("doubt", {"browOuterUpLeft": 0.8, "browDownRight": 0.5, "mouthLeft": 0.4, "headRoll": 6.0}),
    ("blink", _both("eyeBlink", 1.0)),
    ("jaw .7", {"jawOpen": 0.7}),
    ("aa", _viseme("aa")),
    ("PP", _viseme("PP")),
    ("FF", _viseme("FF")),
    ("ou", _viseme("ou")),
    ("tongue", {"tongueOut": 1.0, "jawOpen": 0.3}),
    ("gaze left", {"gazeYaw": 25.0}),
    ("yaw +15", {"headYaw": 15.0}),
    ("yaw -15", {"headYaw": -15.0}),
    ("pitch +12", {"headPitch": 12.0}),
    ("roll -12", {"headRoll": -12.0}),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceReport:
    """One photo and what became of it."""

    name: str
    reason: str
    """Why there is no rig, or an empty text."""
    build_s: float = 0.0
    warnings: tuple[str, ...] = ()
    shapes: ShapeFindings | None = None
    stillness: StillnessFindings | None = None
    sheet: NDArray[np.uint8] | None = None

    def faults(self) -> tuple[str, ...]:
        """What breaks a bound, in words."""
        if self.shapes is None or self.stillness is None:
            return (self.reason,)
        found: list[str] = []

        def check(bound: str, what: str, value: float) -> None:
            lowest, highest = BOUNDS[bound]
            if not lowest <= value <= highest:
                found.append(f"{what} {value:.3g}")

        check("likeness_db", "likeness", self.stillness.likeness_db)
        check("jitter_px", "jitter", self.stillness.jitter_px)
        for side, value in self.shapes.closure.items():
            check("closure", f"closure {side}", value)
        for name, value in self.shapes.slopes.items():
            check("slope", f"slope {name}", value)
        for shape, values in self.shapes.crosstalk.items():
            for name, value in values.items():
                check("crosstalk", f"{shape} > {name}", value)
        return tuple(found)


def judge_folder(
    folder: Path,
    build: Callable[[Path], tuple[Portrait, Rig]],
    *,
    on_face: Callable[[str], None] | None = None,
) -> Iterator[FaceReport]:
    """Judge every picture of a folder, in the order of their names.

    Args:
        folder: Pictures in .jpg, .jpeg or .png.
        build: Photo to portrait and rig.
        on_face: Called with the name of each before it is built.
    """
    for path in _pictures(folder):
        if on_face is not None:
            on_face(path.stem)
        yield judge_face(path, build)


def has_pictures(folder: Path) -> bool:
    """Whether there is anything in a folder that `judge_folder` would look at."""
    return bool(_pictures(folder))


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _PICTURE_ENDINGS)


def judge_face(
    path: Path,
    build: Callable[[Path], tuple[Portrait, Rig]],
    *,
    detector: Detector | None = None,
) -> FaceReport:
    """Build one photo's rig and judge it; a photo that cannot work is a report with a reason."""
    began = time.perf_counter()
    try:
        portrait, rig = build(path)
    except (PortraitError, RigError) as error:
        return FaceReport(name=path.stem, reason=str(error))
    build_s = time.perf_counter() - began
    detector = MediaPipeDetector() if detector is None else detector
    judge = Judge(stage=Stage(rig, size=(_JUDGED_PX, _JUDGED_PX)), detector=detector)
    try:
        shapes = judge_shapes(judge)
    except RigError as error:
        return FaceReport(name=path.stem, reason=str(error), build_s=build_s)
    return FaceReport(
        name=path.stem,
        reason="",
        build_s=build_s,
        warnings=(*portrait.warnings, *rig.left_out),
        shapes=shapes,
        stillness=judge_stillness(judge, portrait),
        sheet=contact_sheet(Stage(rig, size=(_CELL_PX, _CELL_PX)), POSES, 10),
    )


def write_report(reports: Sequence[FaceReport], path: Path) -> None:
    """One HTML page with everything in it; it appears under its name when it is complete."""
    rows = "\n".join(_section(report) for report in reports)
    text = (
        "<!doctype html><meta charset=utf-8><title>Faces</title>"
        "<style>body{font:14px system-ui;margin:2rem;max-width:2000px}img{width:100%}"
        "h2{margin:2rem 0 .3rem}code{color:#a33}</style>"
        f"<h1>Faces</h1><p>{len(reports)} photographs, "
        f"{sum(r.sheet is not None for r in reports)} rigs, "
        f"{sum(not r.faults() for r in reports)} within every bound.</p>\n{rows}"
    )
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def _section(report: FaceReport) -> str:
    parts = [f"<h2>{html.escape(report.name)}</h2>"]
    if report.sheet is None:
        return "".join([*parts, f"<p><code>{html.escape(report.reason)}</code></p>"])
    if report.shapes is not None and report.stillness is not None:
        slopes = ", ".join(f"{name} {slope:.2f}" for name, slope in report.shapes.slopes.items())
        shape, distance, value = report.shapes.worst_crosstalk()
        parts.append(
            f"<p>built in {report.build_s:.1f} s; likeness {report.stillness.likeness_db:.1f} dB; "
            f"slopes: {slopes}; worst cross-talk {shape} into {distance} {value:.2f}</p>"
        )
    faults = "; ".join(report.faults())
    if faults:
        parts.append(f"<p>out of bounds: <code>{html.escape(faults)}</code></p>")
    parts += [f"<p>{html.escape(warning)}</p>" for warning in report.warnings]
    stream = io.BytesIO()
    Image.fromarray(report.sheet).save(stream, "JPEG", quality=82)
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    parts.append(f'<img alt="poses" src="data:image/jpeg;base64,{data}">')
    return "".join(parts)
