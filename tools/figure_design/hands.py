"""Two hands and their sleeves: anatomy, and what is drawn of it."""

from __future__ import annotations

from figure_design.registry import GROUP, HEAD_SHARE, MM, POINTS, Path, add
from sherin.body.capsules.motion.hand_anatomy import REST_TURN_DEG

FINGERS = ("Thumb", "Index", "Middle", "Ring", "Pinky")
# Knuckles from the wrist: x toward the thumb, y along the fingers, z out of the palm, in mm.
KNUCKLES = {
    "Index": (27.0, 93.0, 0.0),
    "Middle": (7.0, 97.0, 1.0),
    "Ring": (-13.0, 91.0, 0.0),
    "Pinky": (-31.0, 80.0, -2.0),
}
BONES = {
    "Thumb": (40.0, 31.0, 24.0),
    "Index": (46.0, 27.0, 20.0),
    "Middle": (50.0, 31.0, 21.0),
    "Ring": (46.0, 29.0, 21.0),
    "Pinky": (36.0, 21.0, 18.0),
}
RADII = {
    "Thumb": (13.0, 11.5, 10.5, 8.0),
    "Index": (10.5, 9.5, 8.5, 6.5),
    "Middle": (10.5, 9.7, 8.7, 6.7),
    "Ring": (10.0, 9.2, 8.2, 6.3),
    "Pinky": (9.0, 8.0, 7.2, 5.6),
}
# Relaxed knuckle and middle joint in degrees, and how far the finger stands off toward the thumb.
RELAXED = {
    "Index": (18.0, 25.0, 5.0),
    "Middle": (24.0, 30.0, 1.0),
    "Ring": (30.0, 34.0, -4.0),
    "Pinky": (34.0, 34.0, -11.0),
}
PALM = [
    (-22.0, -4.0), (-31.0, 18.0), (-38.0, 50.0), (-40.0, 78.0), (-30.0, 89.0), (-13.0, 100.0),
    (7.0, 106.0), (26.0, 102.0), (37.0, 92.0), (36.0, 66.0), (33.0, 36.0), (22.0, -4.0),
]  # fmt: skip
HANDS = {
    "mm": MM,
    "shoulder_mm": 380.0,
    # Where the right hand's wrist rests in the gesture box, in eye distances; the left mirrors it.
    "wrist": [-2.65, 5.15, -1.0],
    "left_lower": 0.2,
    "rest_deg": list(REST_TURN_DEG),
    # No finger may cover the mouth: tips stay below this height before the face, freely beside it,
    # and over a width between (from, to) the rule fades.
    "below": 1.98,
    "beside": [1.25, 1.95],
    "hidden_drop": 2.3,
    "hidden_bulge": 0.28,
    "elbow": [-2.95, 7.9, -0.4],
    "knuckles": [list(KNUCKLES[name]) for name in FINGERS[1:]],
    "bones": [list(BONES[name]) for name in FINGERS],
    "relaxed": [list(RELAXED[name]) for name in FINGERS[1:]],
    "dip_share": 2.0 / 3.0,
    # Flexion and curl limits of a joint in degrees.
    "mcp_deg": [-20.0, 90.0],
    "pip_deg": [0.0, 110.0],
    # Fitted so that thumb and index touch in the contact pose of the capsules (15 mm between the
    # middles of two finger tips) and are 22 mm apart in the press pose.
    "thumb_root": [20.0, 22.0, 6.0],
    "thumb_out_deg": 24.6,
    "thumb_fore_deg": 21.7,
    "thumb_flex": [0.13, 0.58],  # degrees outward and forward per degree of flexion
    "thumb_curl": [[-0.27, 0.0], [-0.40, 0.10]],  # the same per degree of curl, at both joints
    "thumb_curl_rest": 7.5,
    # The outline, then the two ends of what gives the palm its thickness, seen from its edge.
    "palm": [*([x, y, 0.0] for x, y in PALM), [0.0, 2.0, -2.0], [1.0, 88.0, -2.0]],
    # Half widths in mm, and distances from the wrist against the direction of the hand.
    "elbow_half": 54.0,
    "cuff_half": 34.0,
    "hem_half": 26.0,
    "wrist_half": 22.0,
    "cuff_back": 24.0,
    "hem_back": 34.0,
    "wrist_front": 3.0,
    "elbow_follow": 0.35,
}


ARM_POINTS = ("ElbowA", "CuffA", "CuffB", "ElbowB", "HemA", "WristA", "WristB", "HemB")
N_JOINTS = 5  # of a finger: knuckle, the place where its outline begins, two joints, tip


def hands() -> None:
    # Points are placed by forward kinematics: their rest here is only a place in the list.
    for side in ("Right", "Left"):
        hand = f"hand{side}"
        names = [f"{hand}Palm{k}" for k in range(len(PALM) + 2)]
        names += [f"{hand}{finger}{joint}" for finger in FINGERS for joint in range(N_JOINTS)]
        names += [hand + part for part in ARM_POINTS]
        for name in names:
            POINTS[name], GROUP[name], HEAD_SHARE[name] = (0.0, 0.0, 0.0), "hand", 0.0
    hand, line = "handLeft", 0.05
    elbow_a, cuff_a, cuff_b, elbow_b, hem_a, wrist_a, wrist_b, hem_b = (
        hand + n for n in ARM_POINTS
    )
    arm = f"{hand}.arm"

    def straight(name: str, kind: str, role: str, span: list[str], part: str) -> None:
        width = [] if kind == "fill" else [line]
        add(Path(name, kind, role, [span], width=width, steps=1, part=part))

    straight(f"{hand}WristFill", "fill", "skin", [hem_a, wrist_a, wrist_b, hem_b], arm)
    straight(f"{hand}WristEdgeA", "stroke", "ink", [hem_a, wrist_a], arm)
    straight(f"{hand}WristEdgeB", "stroke", "ink", [hem_b, wrist_b], arm)
    straight(f"{hand}ArmFill", "fill", "sleeve", [elbow_a, cuff_a, cuff_b, elbow_b], arm)
    straight(f"{hand}ArmEdges", "stroke", "ink", [elbow_a, cuff_a, cuff_b, elbow_b], arm)
    palm = [f"{hand}Palm{k}" for k in range(len(PALM))]
    body = [f"{hand}Palm{len(PALM)}", f"{hand}Palm{len(PALM) + 1}"]
    thick = [22.0 * MM, 24.0 * MM]
    inked = [width + 2.0 * line for width in thick]

    # All ink first, then all skin: what is seen of the ink is the outline of both together.
    def of_palm(name: str, kind: str, role: str, span: list[str], width: list[float]) -> None:
        steps, is_ring = (4, kind == "fill") if span is palm else (1, False)
        path = Path(hand + name, kind, role, [span], width, closed=is_ring, steps=steps)
        path.part = f"{hand}.palm"
        add(path)

    of_palm("BodyLine", "stroke", "ink", body, inked)
    of_palm("PalmLine", "stroke", "ink", palm, [2.0 * line])  # open where the forearm goes on
    of_palm("BodyFill", "stroke", "skin", body, thick)
    of_palm("PalmFill", "fill", "skin", palm, [])
    for finger in FINGERS:
        joints = [f"{hand}{finger}{k}" for k in (0, 2, 3, 4)]
        outline = [f"{hand}{finger}{k}" for k in (1, 2, 3, 4)]
        diameters = [2.0 * radius * MM for radius in RADII[finger]]
        # Thin at the knuckle, so that it does not bulge out of a palm seen from its edge.
        filled = [0.7 * diameters[0], *diameters[1:]]
        part = f"{hand}.{finger}"
        inked = [d + 1.8 * line for d in diameters]
        add(
            Path(f"{hand}{finger}Line", "stroke", "ink", [outline], width=inked, steps=3, part=part)
        )
        add(
            Path(
                f"{hand}{finger}Fill",
                "stroke",
                "skin",
                [joints],
                width=filled,
                steps=3,
                part=part,
            )
        )
