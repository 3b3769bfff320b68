"""Generate the Python and TypeScript channel tables from `src/sherin/body/channels.toml`.

Run as `python tools/generate_channels.py` to write both, or with `--check` to exit 1 when a file on
disk differs from what the registry says (the freshness test and `make check` use that).
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REGISTRY = ROOT / "src/sherin/body/channels.toml"
PYTHON_TABLE = ROOT / "src/sherin/body/_channel_table.py"
TYPESCRIPT_TABLE = ROOT / "web/src/generated/channels.ts"

NOTICE = "Generated from src/sherin/body/channels.toml by tools/generate_channels.py; do not edit."


def flatten_channels(registry: dict[str, Any]) -> list[dict[str, Any]]:
    """Every channel in registry order: plain groups, with both hands after the torso."""
    channels: list[dict[str, Any]] = []

    def add(name: str, domain: str, group: dict[str, Any]) -> None:
        low, high = group["range"]
        channels.append(
            {
                "name": name,
                "domain": domain,
                "rank": registry["domains"][domain]["rank"],
                "unit": group["unit"],
                "minimum": float(low),
                "maximum": float(high),
                "neutral": float(group["neutral"]),
            }
        )

    groups = registry["group"]
    is_before_hands = [group["domain"] in ("face", "body") for group in groups]
    for group, before in zip(groups, is_before_hands, strict=True):
        if before:
            for name in group["names"]:
                add(name, group["domain"], group)
    for side in ("Left", "Right"):
        for group in registry["hand"]:
            for part in group["parts"]:
                add(f"hand{side}{part}", "hand", group)
    for group, before in zip(groups, is_before_hands, strict=True):
        if not before:
            for name in group["names"]:
                add(name, group["domain"], group)
    return channels


def check_registry(registry: dict[str, Any], channels: list[dict[str, Any]]) -> None:
    """Refuse a registry that contradicts itself, naming the entry."""
    names = [channel["name"] for channel in channels]
    duplicates = sorted({name for name in names if names.count(name) > 1})
    if duplicates:
        raise SystemExit(f"channels.toml: duplicate channel names {duplicates}")
    for channel in channels:
        if not channel["minimum"] <= channel["neutral"] <= channel["maximum"]:
            raise SystemExit(f"channels.toml: {channel['name']}: neutral lies outside its range")
    poses = {
        "visemes": registry["visemes"],
        "mood_anchor": {
            name: both_sides(anchor["pose"], names)
            for name, anchor in registry["mood_anchor"].items()
        },
    }
    for table, entries in poses.items():
        unknown = sorted({c for pose in entries.values() for c in pose} - set(names))
        if unknown:
            raise SystemExit(f"channels.toml [{table}]: unknown channels {unknown}")


def both_sides(pose: dict[str, float], names: list[str]) -> dict[str, float]:
    """A pose with every name that has no side written out for the left and the right."""
    whole: dict[str, float] = {}
    for name, value in pose.items():
        sides = (name,) if name in names else (f"{name}Left", f"{name}Right")
        whole.update(dict.fromkeys(sides, float(value)))
    return whole


def mouth_channels(registry: dict[str, Any], names: list[str]) -> list[tuple[int, float]]:
    """Each channel that speech owns, with the share of a mood that it keeps meanwhile."""
    speech = registry["speech"]
    corners = tuple(speech["corner_prefixes"])
    return [
        (
            index,
            speech["corner_share_while_speaking"]
            if name.startswith(corners)
            else speech["mood_share_while_speaking"],
        )
        for index, name in enumerate(names)
        if name.startswith(tuple(speech["mouth_prefixes"]))
    ]


def build_tables(registry: dict[str, Any]) -> dict[str, Any]:
    """The registry as plain tables, shared by both writers."""
    channels = flatten_channels(registry)
    check_registry(registry, channels)
    names = [channel["name"] for channel in channels]
    index_of = {name: index for index, name in enumerate(names)}
    return {
        "version": registry["version"],
        "channels": channels,
        "domains": [{"name": name, **entry} for name, entry in registry["domains"].items()],
        "visemes": [
            {"name": name, "pose": [[index_of[c], float(w)] for c, w in pose.items()]}
            for name, pose in registry["visemes"].items()
        ],
        "mood_anchors": [
            [
                name,
                [float(axis) for axis in anchor["at"]],
                sorted([index_of[c], w] for c, w in both_sides(anchor["pose"], names).items()),
            ]
            for name, anchor in registry["mood_anchor"].items()
        ],
        "mouth": mouth_channels(registry, names),
        "constants": [
            (f"{table}_{name}".upper(), value)
            for table in ("playing", "idle")
            for name, value in registry[table].items()
        ],
        "states": [{"name": name, **entry} for name, entry in registry["states"].items()],
    }


def render_python(tables: dict[str, Any]) -> str:
    channels = "\n".join(
        f"    ({c['name']!r}, {c['domain']!r}, {c['rank']}, {c['unit']!r}, "
        f"{c['minimum']!r}, {c['maximum']!r}, {c['neutral']!r}),"
        for c in tables["channels"]
    )
    domains = "\n".join(
        f"    ({d['name']!r}, {d['rank']}, {d['layer']!r}, {tuple(d['prefixes'])!r}),"
        for d in tables["domains"]
    )
    visemes = "\n".join(
        f"    ({v['name']!r}, {tuple((i, w) for i, w in v['pose'])!r})," for v in tables["visemes"]
    )
    mood_anchors = "\n".join(
        f"    ({name!r}, {tuple(at)!r}, {tuple((i, w) for i, w in pose)!r}),"
        for name, at, pose in tables["mood_anchors"]
    )
    states = "\n".join(
        f"    ({s['name']!r}, {s['blink_per_min']!r}, {s['mutual_s']!r}, {s['away_s']!r}, "
        f"{s['head_gain']!r}, {tuple(s['look'])!r}),"
        for s in tables["states"]
    )
    constants = "\n".join(
        f"{name}: Final = {tuple(value) if isinstance(value, list) else value!r}"  # pyright: ignore[reportUnknownArgumentType]
        for name, value in tables["constants"]
    )
    return f'''"""{NOTICE}"""

# fmt: off
# ruff: noqa: E501
from typing import Final

VERSION: Final = {tables["version"]}

# (name, domain, rank, unit, minimum, maximum, neutral)
CHANNELS: Final[tuple[tuple[str, str, int, str, float, float, float], ...]] = (
{channels}
)

# (name, rank, layer, prefixes)
DOMAINS: Final[tuple[tuple[str, int, str, tuple[str, ...]], ...]] = (
{domains}
)

# (name, ((channel index, weight), ...))
VISEMES: Final[tuple[tuple[str, tuple[tuple[int, float], ...]], ...]] = (
{visemes}
)

# (name, (valence, arousal, dominance), ((channel index, offset at full strength), ...))
MoodAnchor = tuple[str, tuple[float, float, float], tuple[tuple[int, float], ...]]
MOOD_ANCHORS: Final[tuple[MoodAnchor, ...]] = (
{mood_anchors}
)

# (channel index, share of a mood that it keeps while speaking)
MOUTH: Final[tuple[tuple[int, float], ...]] = {tuple(tables["mouth"])!r}

# (name, blink_per_min, mutual_s, away_s, head_gain, look)
STATES: Final[tuple[tuple[str, float, float, float, float, tuple[float, ...]], ...]] = (
{states}
)

{constants}
'''


def render_typescript(tables: dict[str, Any]) -> str:
    def literal(value: object) -> str:
        return json.dumps(value, separators=(", ", ": "))

    def rows(values: list[Any]) -> str:
        return "\n".join(f"  {literal(value)}," for value in values)

    fields = ("name", "blink_per_min", "mutual_s", "away_s", "head_gain", "look")
    states = [[state[field] for field in fields] for state in tables["states"]]
    constants = "\n".join(
        f"export const {name} = {literal(value)}{' as const' if isinstance(value, list) else ''};"
        for name, value in tables["constants"]
    )
    channels = [
        [c["name"], c["domain"], c["rank"], c["unit"], c["minimum"], c["maximum"], c["neutral"]]
        for c in tables["channels"]
    ]
    return f"""// {NOTICE}
/* eslint-disable */
// prettier-ignore-start

export const VERSION = {tables["version"]};

/** name, domain, rank, unit, minimum, maximum, neutral */
export type ChannelRow = readonly [string, string, number, string, number, number, number];
export const CHANNELS: readonly ChannelRow[] = [
{rows(channels)}
];

/** name, rank, layer, prefixes */
export type DomainRow = readonly [string, number, string, readonly string[]];
export const DOMAINS: readonly DomainRow[] = [
{rows([[d["name"], d["rank"], d["layer"], d["prefixes"]] for d in tables["domains"]])}
];

/** name, [channel index, weight][] */
export type VisemeRow = readonly [string, readonly (readonly [number, number])[]];
export const VISEMES: readonly VisemeRow[] = [
{rows([[v["name"], v["pose"]] for v in tables["visemes"]])}
];

/** name, [valence, arousal, dominance], [channel index, offset at full strength][] */
export type MoodAnchorRow = readonly [
  string,
  readonly [number, number, number],
  readonly (readonly [number, number])[],
];
export const MOOD_ANCHORS: readonly MoodAnchorRow[] = [
{rows(tables["mood_anchors"])}
];

/** channel index, share of a mood that it keeps while speaking */
export const MOUTH: readonly (readonly [number, number])[] = {literal(tables["mouth"])};

/** name, blinks per minute, mutual s, away s, head gain, [yaw, pitch] */
export type StateRow = readonly [string, number, number, number, number, readonly [number, number]];
export const STATES: readonly StateRow[] = [
{rows(states)}
];

{constants}
// prettier-ignore-end
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 if a generated file is stale")
    check: bool = parser.parse_args().check
    tables = build_tables(tomllib.loads(REGISTRY.read_text("utf-8")))
    stale: list[Path] = []
    for path, text in (
        (PYTHON_TABLE, render_python(tables)),
        (TYPESCRIPT_TABLE, render_typescript(tables)),
    ):
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    for path in stale:
        verb = "is stale; run make generate" if check else "written"
        print(f"{path.relative_to(ROOT)} {verb}", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
