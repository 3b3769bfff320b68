"""Files come in once, changed ones replace, and a process killed at any moment leaves no half."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sherin.errors import DomainNotFoundError, KnowledgeError
from sherin.mind.knowledge import KnowledgeBase, search

PARAGRAPH = (
    "Harbour number {n} was dredged in the year {year} under the harbour master {master}, and "
    "since then ships of up to nine metres of draught have been able to enter it at any tide, "
    "which made the town behind it grow from a fishing village into a place of trade with others."
)
MASTERS = "Quillfeather Brandywood Oxenham Tarrabas Merrifield Underhay Pettigrue Zwingler".split()


def write(folder: Path, n: int, year: int | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"harbour-{n:03d}.txt"
    master = f"{MASTERS[n % len(MASTERS)]}{'abcdefghij'[n // 8 % 10]}"
    path.write_text(PARAGRAPH.format(n=n, year=year or 1700 + n, master=master))
    return path


def test_the_same_file_again_costs_nothing_and_a_changed_one_replaces(
    tmp_path: Path, base: KnowledgeBase
):
    files = tmp_path / "files"
    for n in range(3):
        write(files, n)
    assert base.ingest(files, "M6").added == 3
    again = base.ingest(files, "m6")
    assert (again.unchanged, again.passages) == (3, 0)
    changed = write(files, 1, year=1999)
    report = base.ingest(files, "M6")
    assert (report.replaced, report.unchanged) == (1, 2)
    (found,) = [p for p in base.search("dredged in 1999", "M6") if "1999" in p.text]
    assert found.uri == str(changed.resolve())
    assert base.status().passages == 3
    assert not any("1701" in p.text for p in base.search("harbour dredged 1701", k=5))


def test_a_copy_under_another_name_is_not_stored_twice(tmp_path: Path, base: KnowledgeBase):
    first = write(tmp_path / "files", 0)
    first.with_name("copy.txt").write_bytes(first.read_bytes())
    report = base.ingest(tmp_path / "files", "M6")
    assert (report.added, report.unchanged) == (1, 1)


def test_a_file_moved_to_another_domain_leaves_the_old_one(tmp_path: Path, base: KnowledgeBase):
    path = write(tmp_path / "files", 0)
    base.ingest(path, "M6")
    assert base.ingest(path, "-11").replaced == 1
    assert base.documents("M6") == []
    assert [d.title for d in base.documents("-11")] == ["harbour-000"]


def test_what_is_removed_is_not_found_any_more(tmp_path: Path, base: KnowledgeBase):
    files = tmp_path / "files"
    for n in range(100):
        write(files, n)
    base.ingest(files, "M6")
    assert base.remove(files / "harbour-007.txt") == 1
    assert all("harbour-007" not in p.uri for p in base.search("harbour number 7 1707"))
    assert base.remove(files) == 99
    status = base.status()
    assert (status.documents, status.vectors, status.index_health) == (0, 0, "good")
    with pytest.raises(KnowledgeError, match="nothing came from there"):
        base.remove(files)


def test_what_was_read_before_a_change_is_not_said_after_it(tmp_path: Path, base: KnowledgeBase):
    """Passages are kept as they were read, and near words as they were found."""
    files = tmp_path / "files"
    for n in range(3):
        write(files, n)
    base.ingest(files, "M6")
    asked = "in which year was harbour number 1 of Brandywooda dredgd"
    assert "1701" in base.ask(asked).extract
    write(files, 1, year=1999)
    base.ingest(files, "M6")
    assert "1999" in base.ask(asked).extract
    with KnowledgeBase.open(tmp_path / "kb", shelf=False) as other:
        other.ingest(write(files, 1, year=1888), "M6")
    assert "1888" in base.ask(asked).extract
    base.remove(files / "harbour-001.txt")
    assert "Brandywooda" not in base.ask(asked).extract


def test_what_is_kept_of_readings_is_bounded(
    tmp_path: Path, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "_MOST_KEPT", 4)
    for n in range(30):
        write(tmp_path / "files", n)
    base.ingest(tmp_path / "files", "M6")
    searcher = base._current()  # type: ignore[reportPrivateUsage]  # what it keeps shows nowhere else
    for master in MASTERS * 2:
        found = base.ask(f"who was harbour master {master[:-1]}x dredged")
        assert found.passages
        assert searcher._nearest.cache_info().currsize <= 4 and len(searcher._readings) <= 4  # type: ignore[reportPrivateUsage]
    assert searcher is base._current()  # type: ignore[reportPrivateUsage]


def test_rebuilding_gives_the_same_answers(tmp_path: Path, base: KnowledgeBase):
    for n in range(20):
        write(tmp_path / "files", n)
    base.ingest(tmp_path / "files", "M6")
    before = base.ask("who was harbour master of harbour number 13?")
    for piece in (tmp_path / "kb" / "index").glob("*.seg"):
        piece.write_bytes(b"damaged")
    base.ingest(write(tmp_path / "more", 90), "M6")
    assert "kb rebuild" in base.status().index_health
    assert base.rebuild() == 21
    after = base.ask("who was harbour master of harbour number 13?")
    assert base.status().index_health == "good"
    assert after.extract == before.extract


def test_two_connections_see_what_the_other_wrote(tmp_path: Path, base: KnowledgeBase):
    with KnowledgeBase.open(tmp_path / "kb", shelf=False) as other:
        assert other.search("harbour") == []
        base.ingest(write(tmp_path / "files", 4), "M6")
        assert [p.title for p in other.search("harbour")] == ["harbour-004"]
        other.remove(tmp_path / "files" / "harbour-004.txt")
        assert base.search("harbour") == []


def test_the_shelf_is_brought_once_and_stays_beside_ones_own(tmp_path: Path):
    with KnowledgeBase.open(tmp_path / "kb") as base:
        base.ingest(write(tmp_path / "files", 4), "M16")
        documents = base.status().documents
    with KnowledgeBase.open(tmp_path / "kb") as base:
        assert base.status().documents == documents
        assert base.status().empty_domains == ()


def test_control_characters_of_a_file_are_not_stored(tmp_path: Path, base: KnowledgeBase):
    path = tmp_path / "evil.txt"
    path.write_text(PARAGRAPH.format(n=1, year=1701, master="\x1b[2JEvil\u202e Name"))
    base.ingest(path, "M6")
    (found,) = base.search("harbour")
    assert "\x1b" not in found.text and "\u202e" not in found.text and "Evil" in found.text


@pytest.mark.parametrize("domain", ["M17", "-13", "M0", "nonsense", ""])
def test_an_unknown_domain_is_refused_before_anything_is_read(
    domain: str, tmp_path: Path, base: KnowledgeBase
):
    with pytest.raises(DomainNotFoundError, match=r"M1\.\.M16"):
        base.ingest(tmp_path / "absent", domain)


def test_nothing_to_read_is_an_error(tmp_path: Path, base: KnowledgeBase):
    with pytest.raises(KnowledgeError, match="no such file"):
        base.ingest(tmp_path / "absent", "M6")
    (tmp_path / "empty").mkdir()
    with pytest.raises(KnowledgeError, match="no file that can be read"):
        base.ingest(tmp_path / "empty", "M6")


INGEST = """
import sys
from pathlib import Path
import sherin.mind.knowledge.ingest as ingesting
from sherin.mind.knowledge import KnowledgeBase, search
ingesting.BATCH_PASSAGES = 7
with KnowledgeBase.open(Path(sys.argv[1]), shelf=False) as base:
    base.ingest(Path(sys.argv[2]), "M6", progress=lambda *now: print(*now, flush=True))
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_killed_at_any_moment_nothing_is_half_built_and_it_goes_on(tmp_path: Path):
    n_files = 80
    for n in range(n_files):
        write(tmp_path / "files", n)
    arguments = [sys.executable, "-c", INGEST, str(tmp_path / "kb"), str(tmp_path / "files")]
    stored = 0
    for n_lines in (1, 9, 16, 23, 31):
        # Files already there are passed over quickly; the kill is counted from the first new one.
        child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for line in child.stdout:
            if int(line.split()[0]) >= stored + n_lines % 8:
                break
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        with KnowledgeBase.open(tmp_path / "kb", shelf=False) as base:
            status = base.status()
            assert status.index_health == "good"
            assert status.documents == status.passages == status.vectors >= stored
            stored = status.passages
            if stored:
                assert base.ask("which harbour was dredged in 1700?").passages
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    with KnowledgeBase.open(tmp_path / "kb", shelf=False) as base:
        assert base.status().passages == n_files
        for n in (0, 41, 79):
            assert base.search(f"harbour number {n} dredged {1700 + n}")[0].title.endswith(
                f"{n:03d}"
            )
    pieces = list((tmp_path / "kb" / "index").iterdir())
    assert {piece.suffix for piece in pieces} == {".seg"} and len(pieces) <= 9
