"""Declaring the parameters of motion functions, and turning their times into pulses.

`arguments` reads the values back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sherin.body.capsules.motion.arguments import number
from sherin.body.capsules.motion.shapes import Pulse, scaled
from sherin.body.capsules.motion.subtype import Param
from sherin.body.curves import Curve

__all__ = [
    "Params",
    "Stroke",
    "choice_param",
    "integer_param",
    "number_param",
    "pulse_params",
    "spread_over",
    "stroke_of",
]

Params = Mapping[str, object]


def number_param(
    name: str, default: float, minimum: float, maximum: float, unit: str, text: str
) -> Param:
    """Declare a number: its default, its range and its unit."""
    return Param(
        name=name,
        kind="number",
        help=text,
        unit=unit,
        minimum=minimum,
        maximum=maximum,
        default=default,
    )


def integer_param(name: str, default: int, minimum: int, maximum: int, text: str) -> Param:
    """Declare a whole number."""
    return Param(
        name=name, kind="integer", help=text, minimum=minimum, maximum=maximum, default=default
    )


def choice_param(name: str, choices: Sequence[str], text: str) -> Param:
    """Declare a choice; the first one is the default."""
    return Param(name=name, kind="choice", help=text, choices=tuple(choices), default=choices[0])


@dataclass(frozen=True, slots=True)
class Stroke:
    """Times of one movement out, held, and back, all in ms."""

    attack_ms: float
    hold_ms: float
    release_ms: float

    @property
    def length_ms(self) -> float:
        """Length of the whole movement."""
        return self.attack_ms + self.hold_ms + self.release_ms

    def pulse(self, total_ms: float | None = None, *, delay_ms: float = 0.0) -> Pulse:
        """The movement as a pulse within a motion of `total_ms`, begun after `delay_ms`."""
        total_ms = self.length_ms if total_ms is None else total_ms
        # Moments are rounded, not lengths: equal timing gives equal shapes, and none ends after 1.
        begin = round(delay_ms / total_ms, 4)
        top = round((delay_ms + self.attack_ms) / total_ms, 4)
        leave = round((delay_ms + self.attack_ms + self.hold_ms) / total_ms, 4)
        end = min(1.0, round((delay_ms + self.length_ms) / total_ms, 4))
        return Pulse(top - begin, leave - top, end - leave, begin)


def pulse_params(attack_ms: float, hold_ms: float, release_ms: float) -> tuple[Param, Param, Param]:
    """The three times of a movement out, held, and back, with these defaults."""
    return (
        number_param("attack_ms", attack_ms, 30.0, 6000.0, "ms", "time to reach the extreme"),
        number_param("hold_ms", hold_ms, 0.0, 8000.0, "ms", "time at the extreme"),
        number_param("release_ms", release_ms, 30.0, 6000.0, "ms", "time back to rest"),
    )


def stroke_of(params: Params) -> Stroke:
    """The three times that `pulse_params` declared."""
    return Stroke(
        number(params, "attack_ms"), number(params, "hold_ms"), number(params, "release_ms")
    )


def spread_over(gains: Mapping[str, float], shape: Curve) -> dict[str, Curve]:
    """The same shape on several channels, each with its gain; zero gains are left out."""
    return {name: scaled(gain, shape) for name, gain in gains.items() if gain != 0.0}
