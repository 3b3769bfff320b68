"""Imports point one way: app -> work, growth, mind -> body -> wire -> errors.

import-linter holds the same rule in `make check`; this walk needs no installed package, also sees
imports inside functions, and says which third-party packages the two pure rooms may use.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

FLOOR = frozenset({"errors"})
MOTION = FLOOR | {"wire", "body"}
MAY_IMPORT = {
    "errors": frozenset[str](),
    "settings": FLOOR,
    "wire": FLOOR,
    "body": FLOOR | {"wire"},
    "mind": MOTION,
    "growth": MOTION,
    "work": MOTION,
    "testing": MOTION | {"mind"},
    "app": MOTION | {"mind", "growth", "work", "settings"},
}
SEEING = frozenset({"msgspec", "numpy", "numba", "cv2", "scipy", "PIL", "mediapipe"})
THIRD_PARTY = {
    "errors": frozenset[str](),
    "wire": frozenset({"msgspec"}),
    "body": frozenset({"msgspec", "numpy"}),
    "body/rendering": SEEING,
    "body/rig": SEEING,
    # the engines: in the worker processes of the voice alone
    "body/voice": frozenset({"numpy", "espeakng_loader", "piper"}),
}


def allowed_packages(parts: tuple[str, ...]) -> frozenset[str] | None:
    """What a file may import from outside; None for anything."""
    for depth in (2, 1):
        found = THIRD_PARTY.get("/".join(parts[:depth]))
        if found is not None:
            return found
    return None


def imported_modules(path: Path, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a file imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            # `from sherin import body` imports a room; `from sherin.body import x` names it already
            for alias in node.names:
                yield node.lineno, f"{stem}.{alias.name}" if stem == "sherin" else stem


def broken_arrows(root: Path) -> list[str]:
    """Every import in `root` (the folder of the package) that the rules forbid."""
    wrong: list[str] = []
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        room = parts[0]
        if room == "__init__":
            continue
        if room not in MAY_IMPORT:
            wrong.append(f"{'/'.join(parts)}: room {room!r} is not in MAY_IMPORT")
            continue
        may_use = allowed_packages(parts)
        for line, name in imported_modules(path, ("sherin", *parts[:-1])):
            top, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            where = f"{'/'.join(parts)}.py:{line} imports {name}"
            if top == "sherin":
                if target and target not in {*MAY_IMPORT[room], room, "__version__"}:
                    wrong.append(where)
            elif top not in sys.stdlib_module_names and top not in (may_use or {top}):
                wrong.append(where)
    return wrong


def test_no_import_points_back_up(repository: Path):
    assert broken_arrows(repository / "src" / "sherin") == []


@pytest.mark.parametrize(
    ("file", "source", "named"),
    [
        ("wire/packet.py", "import sherin.body.capsule", "sherin.body.capsule"),
        ("wire/packet.py", "from sherin import mind", "sherin.mind"),
        ("body/timeline.py", "from sherin.mind.affect import State", "sherin.mind.affect"),
        ("body/voice/prosody.py", "from ...mind import affect", "sherin.mind"),
        ("mind/affect.py", "def f():\n    import sherin.app.cli", "sherin.app.cli"),
        ("mind/affect.py", "from sherin.growth import feedback", "sherin.growth"),
        ("wire/packet.py", "import numpy as np", "numpy"),
        ("body/timeline.py", "from scipy.spatial import KDTree", "scipy.spatial"),
        ("errors.py", "import sherin.wire", "sherin.wire"),
        ("cellar/secret.py", "", "MAY_IMPORT"),
    ],
)
def test_guard_sees_a_bad_arrow(tmp_path: Path, file: str, source: str, named: str):
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    (found,) = broken_arrows(tmp_path)
    assert named in found


def test_guard_lets_good_arrows_pass(tmp_path: Path):
    (tmp_path / "mind").mkdir()
    (tmp_path / "mind" / "select.py").write_text(
        dedent("""
            from __future__ import annotations
            import scipy.spatial
            from sherin import __version__, body
            from sherin.wire import Packet
            from . import affect
            from .affect import State
        """)
    )
    assert broken_arrows(tmp_path) == []
