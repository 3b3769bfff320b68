"""Freeze stops all learning, in every process, and a torn decision never allows any."""

from __future__ import annotations

from pathlib import Path

import pytest

from sherin.errors import FrozenError, MemoryStoreError
from sherin.mind.companion.governance import Decisions, Governance

NOW = 1_800_000_000.0


def of_ada(home: Path) -> Governance:
    return Governance.open("Ada", home=home)


def test_at_first_it_learns_and_the_journal_holds_no_words(tmp_path: Path):
    governance = of_ada(tmp_path)
    assert governance.decisions == Decisions(is_frozen=False, since_s=None, journal="metadata")
    assert governance.may_learn("memory")
    assert not governance.path.exists(), "nothing is written before something is decided"


def test_freeze_stops_everything_until_unfreeze(tmp_path: Path):
    governance = of_ada(tmp_path)
    governance.freeze(now_s=NOW)
    assert [governance.may_learn(w) for w in ("memory", "gap", "answer", "reply")] == [False] * 4
    assert governance.refused == {"memory": 1, "gap": 1, "answer": 1, "reply": 1}
    with pytest.raises(FrozenError, match=r"this answer was not kept.*sherin freeze off"):
        governance.require("answer")
    governance.unfreeze()
    assert governance.may_learn("memory")
    governance.require("answer")


def test_it_outlives_the_process_and_others_obey_at_once(tmp_path: Path):
    one, other = of_ada(tmp_path), of_ada(tmp_path)
    assert other.may_learn("gap")
    one.freeze(now_s=NOW)
    assert not other.may_learn("gap")
    assert of_ada(tmp_path).decisions.since_s == NOW
    other.unfreeze()
    assert one.may_learn("gap")


def test_freezing_again_keeps_the_first_moment(tmp_path: Path):
    governance = of_ada(tmp_path)
    governance.freeze(now_s=NOW)
    assert governance.freeze(now_s=NOW + 99).since_s == NOW


def test_decisions_do_not_disturb_each_other(tmp_path: Path):
    governance = of_ada(tmp_path)
    governance.choose_journal("full")
    governance.freeze(now_s=NOW)
    assert governance.journal == "full"
    governance.unfreeze()
    governance.choose_journal("off")
    assert (governance.journal, governance.is_frozen) == ("off", False)


@pytest.mark.parametrize(
    "torn", [b"", b"{", b'{"version": 1, "is_frozen": "no"}', b"\xff\xfe", b'{"journal": "loud"}']
)
def test_a_torn_file_counts_as_frozen_until_it_is_decided_anew(tmp_path: Path, torn: bytes):
    governance = of_ada(tmp_path)
    governance.freeze(now_s=NOW)
    governance.path.write_bytes(torn)
    fresh = of_ada(tmp_path)
    assert fresh.is_frozen and fresh.is_torn and fresh.journal == "off"
    fresh.unfreeze()
    assert not fresh.is_frozen and not fresh.is_torn


def test_persons_decide_for_themselves(tmp_path: Path):
    of_ada(tmp_path).freeze(now_s=NOW)
    assert Governance.open("Bob", home=tmp_path).may_learn("memory")
    with pytest.raises(MemoryStoreError, match="Choose another name"):
        Governance.open("../ada", home=tmp_path)


def test_a_folder_that_cannot_be_written_is_told_and_nothing_changes(tmp_path: Path):
    (tmp_path / "people").write_text("in the way")
    governance = of_ada(tmp_path)
    with pytest.raises(MemoryStoreError, match="nothing was decided"):
        governance.freeze(now_s=NOW)


def test_the_file_is_for_its_owner_only_and_nothing_is_left_beside(tmp_path: Path):
    governance = of_ada(tmp_path)
    governance.freeze(now_s=NOW)
    assert governance.path.stat().st_mode & 0o077 == 0
    assert [path.name for path in governance.path.parent.iterdir()] == ["governance.json"]
