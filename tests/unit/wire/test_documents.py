"""What docs/wire.md shows runs, and its figures are the measured ones."""

import doctest
import json
import re
from pathlib import Path

import pytest

import sherin.wire.book

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "wire.md").read_text("utf-8")
VECTORS = {
    row["name"]: row
    for row in json.loads((ROOT / "conformance/packets/packets.json").read_text("utf-8"))["vectors"]
}


def test_worked_example_runs():
    snippet = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert snippet
    names: dict[str, object] = {}
    exec(snippet[1], names)
    assert b'"weight":0.68' in names["text"]


@pytest.mark.parametrize(
    ("line", "vector"),
    [("nothing plays", "minimal"), ("typical: ", "typical"), ("16 + 4 cues, longest", "maximal")],
)
def test_table_of_sizes_is_the_vectors(line: str, vector: str):
    row = re.search(rf"^\| {re.escape(line)}.*\| (\d+) B.* \| (\d+) B \|$", PAGE, re.MULTILINE)
    assert row
    recorded = VECTORS[vector]
    assert int(row[1]) == len(recorded["json"])
    assert int(row[2]) == len(recorded["binary"]) // 2


def test_example_in_the_book_runs():
    assert doctest.testmod(sherin.wire.book).failed == 0
