"""Lips, teeth and tongue."""

from __future__ import annotations

from figure_design.registry import Path, add, both, mirrored, points

LIP_CORNER = (0.40, 1.145)
OUTER_UPPER = [(0.0, 1.035), (0.085, 1.01), (0.19, 1.04), (0.30, 1.095)]
INNER_UPPER = [(0.0, 1.152), (0.13, 1.145), (0.27, 1.15)]
INNER_LOWER = [(0.0, 1.154), (0.13, 1.147), (0.27, 1.152)]
OUTER_LOWER = [(0.0, 1.318), (0.085, 1.312), (0.20, 1.282), (0.31, 1.222)]


def mouth() -> None:
    corner = points("lipCornerLeft", [LIP_CORNER], group="lipCorner")
    upper = points("lipUpperLeft", OUTER_UPPER, group="lipUpper", dz=-0.02)
    upper_in = points("lipUpperInnerLeft", INNER_UPPER, group="lipUpperInner")
    lower_in = points("lipLowerInnerLeft", INNER_LOWER, group="lipLowerInner")
    lower = points("lipLowerLeft", OUTER_LOWER, group="lipLower", dz=-0.02)
    edge_up, edge_in = both([*upper, *corner]), both([*upper_in, *corner])
    edge_low, edge_low_in = both([*lower, *corner]), both([*lower_in, *corner])
    add(Path("mouth", "fill", "mouth", [edge_in, edge_low_in[::-1]]))
    teeth_low = points(
        "teethLowLeft", [(0.0, 1.225), (0.14, 1.222), (0.27, 1.205)], group="jawBone", z=-0.14
    )
    teeth_low_root = points(
        "teethLowRootLeft", [(0.0, 1.42), (0.27, 1.38)], group="jawBone", z=-0.12
    )
    add(
        Path(
            "teethLow",
            "fill",
            "teeth",
            [both(teeth_low), both(teeth_low_root)[::-1]],
            clip="mouth",
            opacity=0.85,
        )
    )
    tongue = points(
        "tongueLeft",
        [(0.0, 1.235), (0.12, 1.235), (0.22, 1.28), (0.24, 1.40), (0.0, 1.46)],
        group="tongue",
        z=-0.10,
    )
    add(
        Path(
            "tongue",
            "fill",
            "tongue",
            [[mirrored(n) for n in tongue[:0:-1]] + tongue[:-1]],
            closed=True,
            clip="mouth",
        )
    )
    teeth = points(
        "teethLeft",
        [(0.0, 1.205), (0.13, 1.203), (0.26, 1.19), (0.39, 1.15)],
        group="skull",
        z=-0.16,
    )
    teeth_root = points("teethRootLeft", [(0.0, 0.92), (0.41, 0.92)], group="skull", z=-0.14)
    add(Path("teeth", "fill", "teeth", [both(teeth), both(teeth_root)[::-1]], clip="mouth"))
    add(
        Path(
            "lipUpperShadow",
            "stroke",
            "ink",
            [edge_in],
            width=[0.0, 0.05, 0.05, 0.0],
            opacity=0.28,
            clip="mouth",
        )
    )
    add(Path("lipLower", "fill", "lip", [edge_low, edge_low_in[::-1]]))
    tongue_top = points("tongueOutTopLeft", [(0.0, 1.150), (0.12, 1.150)], group="tongueTop")
    tongue_out = points(
        "tongueOutLeft", [(0.0, 1.156), (0.085, 1.156), (0.13, 1.154)], group="tongueTip"
    )
    tip = [*tongue_top[:1], tongue_top[1], tongue_out[2], tongue_out[1], tongue_out[0]]
    ring = [*tip, *(mirrored(n) for n in (tongue_out[1], tongue_out[2], tongue_top[1]))]
    add(
        Path(
            "tongueOut",
            "fill",
            "tongue",
            [ring],
            closed=True,
            opacity=0.0,
            channels={"tongueOut": 12.0},
        )
    )
    add(
        Path(
            "tongueOutLine",
            "stroke",
            "garmentLine",
            [
                [
                    tongue_top[1],
                    *tongue_out[::-1],
                    *[mirrored(n) for n in tongue_out[1:]],
                    mirrored(tongue_top[1]),
                ]
            ],
            width=[0.0, 0.03, 0.03, 0.0],
            opacity=0.0,
            channels={"tongueOut": 3.0},
        )
    )
    add(Path("lipUpper", "fill", "lipUpper", [edge_up, edge_in[::-1]]))
    add(Path("lipLineLow", "stroke", "ink", [edge_low_in], width=[0.01, 0.024, 0.02, 0.024, 0.01]))
    add(
        Path(
            "lipLine",
            "stroke",
            "ink",
            [edge_in],
            width=[0.02, 0.045, 0.03, 0.036, 0.03, 0.045, 0.02],
        )
    )
    under = points("lipUnderLeft", [(0.0, 1.375), (0.14, 1.362)], group="lipUnder")
    add(Path("lipUnder", "stroke", "soft", [both(under)], width=[0.0, 0.03, 0.0], opacity=0.6))
    chin = points("chinLeft", [(0.0, 1.50), (0.13, 1.525), (0.20, 1.575)], group="chin")
    add(
        Path(
            "chinLine",
            "stroke",
            "soft",
            [both(chin)],
            width=[0.0, 0.032, 0.0],
            opacity=0.0,
            channels={
                "mouthShrugLower": 0.8,
                "mouthFrownLeft": 0.2,
                "mouthFrownRight": 0.2,
                "jawForward": 0.45,
            },
        )
    )
    philtrum = points("philtrumLeft", [(0.045, 0.87), (0.06, 0.98)], group="philtrum")
    add(Path("philtrumLeft", "stroke", "soft", [philtrum], width=[0.0, 0.02], opacity=0.3))
