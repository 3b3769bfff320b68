"""Gaps and confirmed replies of every form ever written are still there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sherin.errors import MemoryStoreError
from sherin.mind.companion.gaps import Gaps
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.reflex_cache import ReflexCache
from sherin.mind.companion.store import COMPANION_FORM, CompanionStore

GOLDEN = Path(__file__).with_name("companion")
NOW = 1_800_000_000.0


def brought(home: Path, form: int) -> CompanionStore:
    folder = home / "people" / "ada"
    shutil.copytree(GOLDEN / f"form_{form}", folder)
    (folder / "memory.key.json").chmod(0o600)  # a checkout does not keep it
    return CompanionStore.open("Ada", home=home, keyring=None)


@pytest.mark.parametrize("form", range(1, COMPANION_FORM + 1))
def test_what_was_recorded_is_still_known(tmp_path: Path, form: int):
    governance = Governance.open("Ada", home=tmp_path)
    with brought(tmp_path, form) as store:
        gaps, cache = Gaps(store, governance), ReflexCache(store, governance)
        assert gaps.counts() == {"open": 1, "answered": 1, "dismissed": 1}
        answer = gaps.ask("mayor of Lyon")
        assert answer is not None and answer.text == "Ada Example is."
        assert answer.sources[0].title == "answered by Grace, 2027-01-15"
        found = cache.find("Why is it blue?", version="another")
        assert found is not None and found.text == "Blue."
        assert cache.is_denied("why is it red", "Rust.")
        assert gaps.note("what is new", confidence=0.1, now_s=NOW) is not None


def test_tables_of_a_later_version_are_refused_and_not_touched(tmp_path: Path):
    with brought(tmp_path, COMPANION_FORM) as store, store.changing(NOW):
        store.change("INSERT INTO companion_form VALUES (?)", (COMPANION_FORM + 1,))
    with pytest.raises(MemoryStoreError, match="Update SHERIN"):
        CompanionStore.open("Ada", home=tmp_path, keyring=None)
