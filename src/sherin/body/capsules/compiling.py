"""From capsules to compiled ones: curves from parameters, bundles resolved, samples quantised.

`compile_all` is the one to use. A `combined` or `expression` capsule is the weighted sum of its
components' curves on one time axis: each starts at its `at_ms` and keeps its own length, and the
bundle is as long as the last of them to end.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sherin.body.capsules.definition import Capsule
from sherin.body.capsules.motion import SUBTYPES, Motion
from sherin.body.capsules.motion.arguments import components, with_defaults
from sherin.body.capsules.motion.shapes import Placed, Scaled, Windowed, scaled, total
from sherin.body.channels import CHANNEL_INDEX, DOMAIN_INDEX
from sherin.body.curves import PEAK, BakedTrack, Curve, bake_track
from sherin.body.library_format import BLEND_MODES, CONTEXTS, RELATIVE_TO, CompiledCapsule
from sherin.errors import CapsuleError

__all__ = ["Compiler", "compile_all"]

MAX_DURATION_MS: Final = 65_535
MAX_DEPTH: Final = 8
"""A bundle may hold bundles, this deep."""
_FADE_SHARE: Final = 0.2
"""Fade at either end of a loop that plays once inside a bundle."""


def compile_all(capsules: Iterable[Capsule]) -> tuple[CompiledCapsule, ...]:
    """Compile capsules that may refer to each other, in the order given.

    Raises:
        CapsuleError: a repeated id, an unknown subtype or component, a bundle that holds itself, or
            a motion that cannot be quantised; the message names the capsule.
    """
    capsules = tuple(capsules)
    by_id: dict[str, Capsule] = {}
    for capsule in capsules:
        if capsule.capsule_id in by_id:
            raise CapsuleError(f"{capsule.capsule_id}: two capsules have this id; rename one.")
        by_id[capsule.capsule_id] = capsule
    compiler = Compiler(by_id)
    return tuple(compiler.compile(capsule) for capsule in capsules)


@dataclass(slots=True)
class Compiler:
    """Compiles capsules one by one; keeps what it has sampled, so that equal shapes cost once."""

    by_id: Mapping[str, Capsule]
    """Where components are looked up; may grow while compiling."""
    _motions: dict[str, Motion] = field(default_factory=dict[str, Motion])
    _tracks: dict[tuple[Curve, bool], BakedTrack | None] = field(
        default_factory=dict[tuple[Curve, bool], "BakedTrack | None"]
    )

    def compile(self, capsule: Capsule) -> CompiledCapsule:
        """Compile one capsule; see `compile_all` for the errors."""
        return self.finish(capsule, self.motion_of(capsule))

    def finish(self, capsule: Capsule, motion: Motion) -> CompiledCapsule:
        """Quantise a motion that was resolved before."""
        duration_ms = capsule.duration_ms or round(motion.duration_ms)
        if not 1 <= duration_ms <= MAX_DURATION_MS:
            raise CapsuleError(
                f"{capsule.capsule_id}: it lasts {duration_ms} ms; "
                f"expected 1..{MAX_DURATION_MS} ms."
            )
        tracks: list[BakedTrack] = []
        for name in sorted(motion.curves, key=self._channel_of(capsule)):
            track = self._bake(
                CHANNEL_INDEX[name], motion.curves[name], capsule, is_loop=motion.is_loop
            )
            if track is not None:
                tracks.append(track)
        vad = capsule.emotion_vec
        return CompiledCapsule(
            capsule_id=capsule.capsule_id,
            domain=DOMAIN_INDEX[capsule.domain],
            subtype=capsule.subtype,
            tracks=tuple(tracks),
            duration_ms=duration_ms,
            attack_ms=round(motion.attack_ms),
            release_ms=round(motion.release_ms),
            offset_ms=capsule.trigger.offset_ms,
            relative_to=RELATIVE_TO.index(capsule.trigger.relative_to),
            blend=BLEND_MODES.index(capsule.blend_mode),
            priority=capsule.priority,
            probability=round(capsule.trigger.probability * 100),
            is_loop=motion.is_loop,
            contexts=sum(1 << CONTEXTS.index(name) for name in capsule.context),
            vad=None if vad is None else (vad.valence, vad.arousal, vad.dominance),
            fallback=capsule.fallback,
        )

    def motion_of(self, capsule: Capsule, *, inside: tuple[str, ...] = ()) -> Motion:
        """What a capsule does, bundles resolved; `inside` are the bundles around it."""
        known = self._motions.get(capsule.capsule_id)
        if known is None:
            known = self._motions[capsule.capsule_id] = self.resolve(capsule, inside=inside)
        return known

    def resolve(self, capsule: Capsule, *, inside: tuple[str, ...] = ()) -> Motion:
        """The same for a capsule whose id is not final: nothing is kept under it."""
        subtype = SUBTYPES.get(capsule.subtype)
        if subtype is None:
            raise CapsuleError(
                f"{capsule.capsule_id}: no subtype {capsule.subtype!r}"
                f"{_nearest(capsule.subtype, SUBTYPES)}."
            )
        if any(param.kind == "components" for param in subtype.params):
            return self._bundle(capsule, (*inside, capsule.capsule_id))
        return subtype.motion(with_defaults(subtype, capsule.params))

    def _bundle(self, capsule: Capsule, inside: tuple[str, ...]) -> Motion:
        if len(inside) > MAX_DEPTH:
            raise CapsuleError(
                f"{inside[0]}: bundles are nested deeper than {MAX_DEPTH}: {' > '.join(inside)}."
            )
        placed: list[tuple[float, float, Motion]] = []  # (start in ms, weight, motion)
        for component in components(capsule.params, "components"):
            name = str(component["cid"])
            if name in inside:
                raise CapsuleError(
                    f"{capsule.capsule_id}: the bundle holds itself: "
                    f"{' > '.join((*inside, name))}. Take one of them out."
                )
            part = self.by_id.get(name)
            if part is None:
                raise CapsuleError(
                    f"{capsule.capsule_id}: no component {name!r}{_nearest(name, self.by_id)}."
                )
            motion = self.motion_of(part, inside=inside)
            if part.duration_ms is not None:
                motion = _with_duration(motion, float(part.duration_ms))
            start_ms = _as_number(component.get("at_ms", 0.0))
            placed.append((start_ms, _as_number(component["weight"]), motion))
        if not placed:
            raise CapsuleError(f"{capsule.capsule_id}: a bundle needs at least one component.")
        return _sum_of(placed)

    def _channel_of(self, capsule: Capsule) -> Callable[[str], int]:
        def position(name: str) -> int:
            try:
                return CHANNEL_INDEX[name]
            except KeyError:
                raise CapsuleError(
                    f"{capsule.capsule_id}: its motion names no channel {name!r}"
                    f"{_nearest(name, CHANNEL_INDEX)}."
                ) from None

        return position

    def _bake(
        self, channel: int, curve: Curve, capsule: Capsule, *, is_loop: bool
    ) -> BakedTrack | None:
        gain, shape = (curve.gain, curve.shape) if isinstance(curve, Scaled) else (1.0, curve)
        key = (shape, is_loop)
        if key not in self._tracks:
            try:
                self._tracks[key] = bake_track(channel, shape, is_loop=is_loop)
            except CapsuleError as exc:
                raise CapsuleError(f"{capsule.capsule_id}: {exc}") from exc
        unit = self._tracks[key]
        if unit is None or abs(gain) * unit.scale * PEAK < 1e-6:
            return None
        if not np.isfinite(gain):
            raise CapsuleError(f"{capsule.capsule_id}: channel {channel} has a gain of {gain}.")
        return BakedTrack(
            channel=channel,
            log2_intervals=unit.log2_intervals,
            scale=float(np.float32(abs(gain) * unit.scale)),
            samples=unit.samples if gain > 0.0 else -unit.samples,
        )


def _with_duration(motion: Motion, duration_ms: float) -> Motion:
    return Motion(
        duration_ms=duration_ms,
        curves=motion.curves,
        attack_ms=motion.attack_ms,
        release_ms=motion.release_ms,
        is_loop=motion.is_loop,
    )


def _sum_of(placed: list[tuple[float, float, Motion]]) -> Motion:
    whole_ms = max(start + motion.duration_ms for start, _, motion in placed)
    parts: dict[str, list[Curve]] = {}
    for start_ms, weight, motion in placed:
        begin = round(start_ms / whole_ms, 6)
        length = round(motion.duration_ms / whole_ms, 6)
        for name, curve in motion.curves.items():
            gain, shape = (curve.gain, curve.shape) if isinstance(curve, Scaled) else (1.0, curve)
            if motion.is_loop or motion.attack_ms > 0.0 or motion.release_ms > 0.0:
                # What does not start or end at zero by itself is faded, so that the sum does.
                rise = motion.attack_ms / motion.duration_ms or _FADE_SHARE
                fall = motion.release_ms / motion.duration_ms or _FADE_SHARE
                shape = Windowed(shape, min(rise, 0.5), min(fall, 0.5))
            if begin > 0.0 or length < 1.0:
                shape = Placed(shape, begin, length)
            if weight != 0.0:
                parts.setdefault(name, []).append(scaled(weight * gain, shape))
    return Motion(
        duration_ms=whole_ms, curves={name: total(curves) for name, curves in parts.items()}
    )


def _as_number(value: object) -> float:
    assert isinstance(value, (int, float)), value
    return float(value)


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"; did you mean {', '.join(close)}?" if close else ""
