"""The page on capsules says what the code says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.reading import parse_capsules

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs/capsules.md").read_text(encoding="utf-8")


def test_the_generated_tables_are_fresh():
    done = subprocess.run(
        [sys.executable, ROOT / "tools/generate_capsule_reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_subtype_is_on_the_page():
    assert all(f"**`{name}`**" in PAGE for name in SUBTYPES)


def test_the_first_capsule_of_the_page_is_valid():
    found = re.search(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    assert found is not None
    capsules, problems = parse_capsules(found.group(1).encode(), source="docs/capsules.md")
    assert problems == ()
    assert capsules[0].capsule_id == "HK_MY_TAP"
