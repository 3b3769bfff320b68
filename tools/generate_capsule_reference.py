"""Write the tables of `docs/capsules.md` from the code: subtypes, params, and form B.

Run as `python tools/generate_capsule_reference.py`, or with `--check` to exit 1 when the page
differs from what the code says (the freshness test does).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sherin.body.capsules.deltas import DELTA_PARAMETERS
from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.motion.subtype import Param
from sherin.body.channels import DOMAINS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/capsules.md"


def default_of(param: Param) -> str:
    if param.default is None:
        return "required"
    if isinstance(param.default, bool):
        return str(param.default).lower()
    if isinstance(param.default, int | float):
        return f"{param.default:g}"
    if param.kind == "fingers":
        return "all five"
    return f"`{param.default}`"


def range_of(param: Param) -> str:
    match param.kind:
        case "number" | "integer":
            return f"{param.minimum:g} .. {param.maximum:g} {param.unit}".strip()
        case "choice":
            return ", ".join(f"`{choice}`" for choice in param.choices)
        case "fingers":
            return "list of fingers"
        case "components":
            return "list of components"
        case "boolean":
            return "`true`, `false`"


def subtype_tables() -> list[str]:
    lines: list[str] = []
    for domain in DOMAINS:
        chosen = [s for s in SUBTYPES.values() if s.domain == domain.name]
        if not chosen:
            continue
        prefixes = ", ".join(f"`{prefix}_`" for prefix in domain.prefixes)
        lines += [f"### {domain.name} ({prefixes})", ""]
        for subtype in chosen:
            lines += [f"**`{subtype.name}`**: {subtype.help}", ""]
            if subtype.params:
                lines += ["| param | range | default | |", "| --- | --- | --- | --- |"]
            lines += [
                f"| `{p.name}` | {range_of(p)} | {default_of(p)} | {p.help} |"
                for p in subtype.params
            ]
            lines.append("")
    return lines


def delta_table() -> list[str]:
    lines = ["| `parameter` | domain | id becomes | delta in |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{name}` | {delta.domain} | `{delta.prefix}_...` | {delta.meaning} |"
        for name, delta in DELTA_PARAMETERS.items()
    ]
    return [*lines, ""]


def page_with_tables(page: str) -> str:
    """The page with everything between a pair of markers written anew."""
    for name, lines in (("subtypes", subtype_tables()), ("deltas", delta_table())):
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        if not rest or not after:
            raise SystemExit(f"{PAGE}: the markers of {name} are missing; put them back.")
        page = before + begin + "\n" + "\n".join(lines) + end + after
    return page


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    asked_to_check: bool = parser.parse_args().check
    page = PAGE.read_text(encoding="utf-8")
    fresh = page_with_tables(page)
    if asked_to_check:
        if fresh != page:
            print(f"{PAGE} is stale. Run: python tools/generate_capsule_reference.py")
        return int(fresh != page)
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
