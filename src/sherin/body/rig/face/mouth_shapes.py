"""What each mouth and jaw blendshape at weight 1 does to the lips, chin and cheeks.

All in the face's own frame and unit: x to the person's left, y down, z back. Constants without a
source were measured on real mouths for a prototype and then set by eye on eleven portraits.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.anatomy import Anatomy, Lips, Side

__all__ = ["mouth_shapes"]

Field = NDArray[np.float64]  # (n, 3): own frame
Values = NDArray[np.float64]  # (k,)

_HINGE: Final = (0.62, 1.35)
"""(y, z) of the axis through both jaw joints."""

_JAW_DEG: Final = 15.5
_JAW_NARROWS: Final = 0.03
"""Share of the mouth's width that a fully open jaw takes."""
_JAW_CORNER: Final = 0.26
"""Share of the lower lip's fall that the corners take."""
_JAW_LIFT: Final = 0.05
"""How far the upper lip rises from an open jaw."""


def bow(lips: Lips, *, sharpness: float = 2.3, power: float = 0.75) -> Values:
    """1 in the middle, 0 in the corners; round like an open mouth's rim, softer outside the red."""
    centre = np.clip(1 - lips.off_centre**sharpness, 0, 1)
    return centre ** (power + 0.10 * (1 - lips.inward))


def half(lips: Lips, side: Side) -> Values:
    """1 on one side, 0 on the other, with a soft middle; both sides add up to 1."""
    toward = lips.across if side == "Left" else -lips.across
    t = np.clip((toward + 0.3) / 0.6, 0, 1)
    return t * t * (3 - 2 * t)


def outward(side: Side) -> float:
    """Sign of x away from the middle."""
    return 1.0 if side == "Left" else -1.0


class _Mouth:
    """The shapes of one mouth; each method gives a field over all vertices."""

    def __init__(self, anatomy: Anatomy) -> None:
        self.face = anatomy
        self.lips = anatomy.lips
        self.n = len(anatomy.points)
        self.upper = self.lips.is_upper
        self.sign = np.where(self.upper, -1.0, 1.0)  # away from the lip line

    def field(self, x: Values | float, y: Values | float, z: Values | float) -> Field:
        """A field that moves the lips only."""
        result = np.zeros((self.n, 3))
        for axis, values in enumerate((x, y, z)):
            result[self.lips.index, axis] = values
        return result

    def room(self, most: float) -> Values:
        """(k,): `most`, or less where the lip is too thin to lose that much of its red."""
        return np.minimum(most, 0.65 * self.lips.thickness)

    def chin(self, x: float, y: float, z: float) -> Field:
        """A field that moves chin and jaw line by their share."""
        return self.face.jaw[:, None] * np.array([x, y, z])

    def jaw_turn(self) -> Field:
        """What a full turn about the hinge does to each vertex."""
        angle = np.radians(_JAW_DEG)
        y, z = self.face.points[:, 1] - _HINGE[0], self.face.points[:, 2] - _HINGE[1]
        turned_y = np.cos(angle) * y - np.sin(angle) * z
        turned_z = np.sin(angle) * y + np.cos(angle) * z
        return np.column_stack([np.zeros(self.n), turned_y - y, turned_z - z])

    def jaw_open(self) -> Field:
        turn = self.jaw_turn()
        result = turn * self.face.jaw[:, None]
        at = self.lips.index
        fall = np.where(self.upper, 0.0, 1.0) * bow(self.lips, sharpness=2.8)
        share = fall + (1 - fall) * _JAW_CORNER * self.lips.off_centre**3
        result[at] = turn[at] * share[:, None]
        result[at, 1] -= np.where(self.upper, _JAW_LIFT * bow(self.lips), 0.0)
        result[at, 0] -= _JAW_NARROWS * self.face.mouth_half_width * self.lips.across
        return result

    def mouth_close(self) -> Field:
        """Cancels the gap of an equally weighted `jawOpen`: the lips meet, the chin stays low."""
        open_ = self.jaw_open()
        upper, lower = (self.face.rings[f"mouthInner{name}"] for name in ("Upper", "Lower"))
        at = self.lips.index
        here = (open_[lower] - open_[upper])[self.lips.station]
        result = np.zeros((self.n, 3))
        strength = 0.55 + 0.45 * self.lips.inward
        share = np.where(self.upper, 0.36, -0.64) * np.where(self.lips.inward == 1, 1.0, strength)
        result[at] = here * share[:, None]
        result[at, 0] = 0.0
        return result

    def smile(self, side: Side) -> Field:
        c, w = self.lips.off_centre, half(self.lips, side)
        y = -0.15 * w * c**2.2 + 0.016 * w * (1 - c**2)
        # Stretched lips thin out.
        y -= self.sign * (1 - self.lips.inward) * self.room(0.022) * w * (1 - c**2)
        return self.field(outward(side) * 0.08 * w * c**1.4, y, w * (0.05 * c**2 + 0.012))

    def frown(self, side: Side) -> Field:
        c, w = self.lips.off_centre, half(self.lips, side)
        y = 0.125 * w * c**2.2 - 0.014 * w * (1 - c**2)
        return self.field(-outward(side) * 0.015 * w * c, y, 0.01 * w * c)

    def dimple(self, side: Side) -> Field:
        c, w = self.lips.off_centre, half(self.lips, side)
        return self.field(outward(side) * 0.06 * w * c**2, -0.02 * w * c**2, 0.07 * w * c**2)

    def stretch(self, side: Side) -> Field:
        c, w = self.lips.off_centre, half(self.lips, side)
        y = 0.04 * w * c**2 - self.sign * (1 - self.lips.inward) * self.room(0.02) * w * (1 - c**2)
        return self.field(outward(side) * 0.10 * w * c**1.3, y, 0.05 * w * c**2)

    def pucker(self) -> Field:
        c, r = self.lips.off_centre, self.lips.inward
        x = -0.31 * self.face.mouth_half_width * self.lips.across
        swell = np.where(self.upper, 0.030, 0.038) * (1 - r) * (1 - 0.8 * c**2)
        part = 0.012 * r * bow(self.lips)
        return self.field(x, self.sign * (swell + part), -(0.10 - 0.06 * c**2))

    def funnel(self) -> Field:
        c, r = self.lips.off_centre, self.lips.inward
        x = -0.24 * self.face.mouth_half_width * self.lips.across
        y = self.sign * np.where(self.upper, 0.055, 0.072) * bow(self.lips) * (0.75 + 0.25 * r)
        return self.field(x, y, -(0.09 - 0.05 * c**2))

    def sideways(self, side: Side) -> Field:
        x = outward(side) * (0.13 - 0.03 * self.lips.off_centre**2)
        lead = np.where(outward(side) * self.lips.across > 0, self.lips.off_centre, 0.0)
        return self.field(x, -0.02 * lead, 0.04 * lead) + self.chin(outward(side) * 0.035, 0, 0)

    def press(self, side: Side) -> Field:
        c, w, r = self.lips.off_centre, half(self.lips, side), self.lips.inward
        y = -self.sign * self.room(0.042) * (1 - r) * w * (1 - 0.6 * c**2)
        return self.field(outward(side) * 0.012 * w * c, y, 0.025 * w)

    def roll(self, *, upper: bool) -> Field:
        own = np.where(self.upper == upper, 1.0, 0.0)
        r, b = self.lips.inward, bow(self.lips, power=0.6)
        # The border of the red turns in toward the line; the rim passes a little beyond it.
        y = -self.sign * own * b * (self.room(0.062) * (1 - r) + 0.018 * r)
        return self.field(0.0, y, own * b * 0.055)

    def shrug_lower(self) -> Field:
        b, r = bow(self.lips, power=0.6), self.lips.inward
        y = -np.where(self.upper, 0.030, 0.048 - 0.010 * (1 - r)) * b
        z = np.where(self.upper, 0.0, -0.045) * b
        return self.field(0.0, y, z) + self.chin(0, -0.055, -0.03)

    def shrug_upper(self) -> Field:
        b, r = bow(self.lips, power=0.6), self.lips.inward
        y = -np.where(self.upper, 0.045 - 0.02 * r, 0.022) * b
        return self.field(0.0, y, np.where(self.upper, -0.04, 0.0) * b)

    def lower_down(self, side: Side) -> Field:
        c, w = self.lips.off_centre, half(self.lips, side)
        own = np.where(self.upper, 0.0, 1.0)
        b = bow(self.lips) * w
        return self.field(outward(side) * 0.02 * own * w * c, 0.085 * own * b, 0.0)

    def upper_up(self, side: Side) -> Field:
        c, w = self.lips.off_centre, half(self.lips, side)
        own = np.where(self.upper, 1.0, 0.0)
        b = bow(self.lips) * w
        result = self.field(outward(side) * 0.015 * own * w * c, -0.085 * own * b, 0.015 * own * b)
        return result + self.wing(side, 0.012, -0.02)

    def wing(self, side: Side, out: float, y: float) -> Field:
        """A field that moves the wing of the nose."""
        result = np.zeros((self.n, 3))
        wing = _WING_LEFT if side == "Left" else _WING_RIGHT
        for landmark, share in wing:
            result[landmark] = share * np.array([outward(side) * out, y, 0.0])
        return result

    def cheek_puff(self) -> Field:
        b = bow(self.lips, power=0.5)
        return self.field(0.0, 0.0, -0.03 * b)

    def jaw_forward(self) -> Field:
        own = np.where(self.upper, 0.1, 0.9) * (1 - self.lips.off_centre**2)
        return self.field(0.0, 0.015 * own, -0.09 * own) + self.chin(0.0, 0.02, -0.11)

    def jaw_sideways(self, side: Side) -> Field:
        own = np.where(self.upper, 0.12, 0.70) * (1 - self.lips.off_centre**2) + 0.12
        x = outward(side) * 0.12
        return self.field(x * own, 0.0, 0.0) + self.chin(x, 0.0, 0.0)

    def tongue_out(self) -> Field:
        """The lips give way to the tongue; the jaw is the channel's user's business."""
        y = np.where(self.upper, -0.012, 0.03) * bow(self.lips)
        return self.field(0.0, y, -0.01)

    def sneer(self, side: Side) -> Field:
        own = np.where(self.upper, 1.0, 0.0) * half(self.lips, side) * bow(self.lips, power=0.6)
        result = self.field(0.0, -0.045 * own, 0.01 * own)
        return result + self.wing(side, 0.015, -0.07)


# fmt: off
_WING_LEFT: Final = (
    (279, 1.0), (278, 0.9), (294, 0.9), (331, 0.9), (344, 0.8), (360, 1.0), (420, 0.8), (327, 0.35),
    (438, 0.5), (439, 0.7), (440, 0.4), (309, 0.6), (457, 0.35), (326, 0.12), (363, 0.3),
)
_WING_RIGHT: Final = (
    (49, 1.0), (48, 0.9), (64, 0.9), (102, 0.9), (115, 0.8), (131, 1.0), (198, 0.8), (98, 0.35),
    (218, 0.5), (219, 0.7), (220, 0.4), (237, 0.35), (97, 0.12), (134, 0.3),
)
# fmt: on


def mouth_shapes(anatomy: Anatomy) -> dict[str, Field]:
    """Every mouth and jaw blendshape (and what sneers do to lip and nose), over all vertices."""
    mouth = _Mouth(anatomy)
    fields: dict[str, Field] = {
        "jawOpen": mouth.jaw_open(),
        "jawForward": mouth.jaw_forward(),
        "mouthClose": mouth.mouth_close(),
        "mouthFunnel": mouth.funnel(),
        "mouthPucker": mouth.pucker(),
        "mouthRollLower": mouth.roll(upper=False),
        "mouthRollUpper": mouth.roll(upper=True),
        "mouthShrugLower": mouth.shrug_lower(),
        "mouthShrugUpper": mouth.shrug_upper(),
        "cheekPuff": mouth.cheek_puff(),
        "tongueOut": mouth.tongue_out(),
    }
    sides: tuple[Side, ...] = ("Left", "Right")
    for side in sides:
        fields[f"jaw{side}"] = mouth.jaw_sideways(side)
        fields[f"mouth{side}"] = mouth.sideways(side)
        fields[f"mouthSmile{side}"] = mouth.smile(side)
        fields[f"mouthFrown{side}"] = mouth.frown(side)
        fields[f"mouthDimple{side}"] = mouth.dimple(side)
        fields[f"mouthStretch{side}"] = mouth.stretch(side)
        fields[f"mouthPress{side}"] = mouth.press(side)
        fields[f"mouthLowerDown{side}"] = mouth.lower_down(side)
        fields[f"mouthUpperUp{side}"] = mouth.upper_up(side)
        fields[f"noseSneer{side}"] = mouth.sneer(side)
    return fields
