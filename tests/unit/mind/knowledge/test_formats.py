"""Each format gives the same sentence; broken ones name the file and what is wrong."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from sherin.errors import KnowledgeError
from sherin.mind.knowledge import KnowledgeBase
from sherin.mind.knowledge.formats import SUFFIXES, read_documents
from sherin.mind.knowledge.formats.zim import ZimArchive
from sherin.mind.knowledge.passages import passages_of

_spec = importlib.util.spec_from_file_location(
    "make_files", Path(__file__).with_name("make_files.py")
)
assert _spec and _spec.loader
make_files = importlib.util.module_from_spec(_spec)
sys.modules["make_files"] = make_files
_spec.loader.exec_module(make_files)

TEXT = make_files.sentence("Skerry")


def write(suffix: str, path: Path) -> None:
    if suffix in {".md", ".markdown"}:
        path.write_text(
            f"---\ntitle: Skerry\ndate: 2020-05-01\n---\n# Skerry\n\n## Built\n\n{TEXT}\n"
        )
    elif suffix in {".txt", ".text"}:
        path.write_text(f"Skerry\n\n{TEXT}\n")
    elif suffix in {".html", ".htm", ".xhtml"}:
        path.write_text(make_files.page("Skerry"))
    elif suffix == ".pdf":
        make_files.write_pdf(path, TEXT)
    elif suffix == ".docx":
        make_files.write_docx(path, "Skerry", TEXT)
    elif suffix == ".epub":
        make_files.write_epub(path, "Skerry", {"The building": TEXT})
    elif suffix == ".csv":
        path.write_text(f'title,text\nSkerry,"{TEXT}"\n')
    elif suffix == ".tsv":
        path.write_text(f"title\ttext\nSkerry\t{TEXT}\n")
    elif suffix == ".json":
        path.write_text(json.dumps({"data": [{"title": "Skerry", "text": TEXT}]}))
    elif suffix in {".jsonl", ".ndjson"}:
        path.write_text(json.dumps({"title": "Skerry", "text": TEXT}) + "\n")
    else:
        pytest.fail(f"no sample for {suffix}: add one to this test")


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_format_gives_its_title_and_its_sentence(suffix: str, tmp_path: Path):
    path = tmp_path / f"Skerry{suffix}"
    write(suffix, path)
    (document,) = read_documents(path)
    assert document.title == "Skerry"
    assert [passage.text for passage in passages_of(document)] == [TEXT]


@pytest.mark.parametrize("suffix", sorted(SUFFIXES - {".txt", ".text", ".md", ".markdown"}))
def test_a_broken_file_is_skipped_and_named_and_the_others_come_in(
    suffix: str, tmp_path: Path, base: KnowledgeBase
):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / f"broken{suffix}").write_bytes(b"\x00\xff\xfe{<(" * 40)
    (folder / "good.txt").write_text(TEXT)
    report = base.ingest(folder, "M6")
    assert report.added == 1 and report.passages == 1
    (problem,) = report.problems
    assert f"broken{suffix}" in problem


@pytest.mark.parametrize("packing", ["zstd", "xz", "plain"])
def test_an_archive_gives_its_pages_and_neither_redirects_nor_pictures(
    packing: str, tmp_path: Path
):
    path = tmp_path / "wiki.zim"
    names = ["Skerry", "Holm", "Stack"]
    make_files.write_zim(path, {n: make_files.page(n) for n in names}, packing=packing)
    with ZimArchive(path) as archive:
        found = [document for _, document in archive.documents(0, [])]
        rest = [document.title for _, document in archive.documents(2, [])]
    assert [document.title for document in found] == names
    assert passages_of(found[1])[0].text == make_files.sentence("Holm")
    assert rest == ["Stack"]


def test_an_interrupted_archive_goes_on_where_it_stopped(
    tmp_path: Path, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "wiki.zim"
    names = [f"Page {n}" for n in range(9)]
    make_files.write_zim(path, {n: make_files.page(n) for n in names})
    monkeypatch.setattr("sherin.mind.knowledge.ingest.BATCH_PASSAGES", 2)
    calls = 0

    def stop(done: int, total: int, passages: int) -> None:
        nonlocal calls
        calls += 1
        if passages >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        base.ingest(path, "M11", progress=stop)
    kept = base.status().passages
    assert 4 <= kept < 9
    report = base.ingest(path, "M11")
    assert report.passages == 9 - kept
    assert sorted(source.title for source in base.documents("M11")) == names
    assert base.ingest(path, "M11").unchanged == 1


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda raw: raw[:40], "shorter than a header"),
        (lambda raw: b"ZIP!" + raw[4:], "does not begin as one"),
        (lambda raw: raw[: len(raw) // 2], "not complete"),
        (lambda raw: raw[:4] + b"\x09" + raw[5:], "version 9"),
    ],
)
def test_a_damaged_archive_says_what_is_wrong(damage, why: str, tmp_path: Path):
    path = tmp_path / "wiki.zim"
    make_files.write_zim(path, {"Skerry": make_files.page("Skerry")})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(KnowledgeError, match=why):
        ZimArchive(path)


def test_a_damaged_cluster_costs_only_its_pages(tmp_path: Path):
    path = tmp_path / "wiki.zim"
    names = ["Skerry", "Holm", "Stack", "Voe"]
    make_files.write_zim(path, {n: make_files.page(n) for n in names})
    raw = bytearray(path.read_bytes())
    first = raw.index(b"\x05\x28\xb5\x2f\xfd")  # the first zstd cluster
    raw[first + 1 : first + 5] = b"\0\0\0\0"
    path.write_bytes(raw)
    problems: list[str] = []
    with ZimArchive(path) as archive:
        titles = [document.title for _, document in archive.documents(0, problems)]
    assert titles == ["Stack", "Voe"]
    assert len(problems) == 2 and "passed over" in problems[0]


def test_what_a_page_runs_and_its_menu_are_not_read(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_text(make_files.page("Skerry"))
    (document,) = read_documents(path)
    text = " ".join(block.text for block in document.blocks)
    assert "not text" not in text and "Menu" not in text


def test_questions_beside_a_text_in_json_are_no_texts(tmp_path: Path):
    path = tmp_path / "squad.json"
    question = {"question": "Who built it of grey granite?", "answers": [{"text": "Ada Thornbury"}]}
    article = {"title": "Skerry", "paragraphs": [{"context": TEXT, "qas": [question]}]}
    path.write_text(json.dumps({"data": [article]}))
    documents = list(read_documents(path))
    assert [(d.title, d.blocks[0].text) for d in documents] == [("Skerry", TEXT)]


def test_an_unknown_kind_lists_the_known_ones(tmp_path: Path):
    path = tmp_path / "a.xyz"
    path.write_text("x")
    with pytest.raises(KnowledgeError, match=r"\.docx.*\.zim"):
        list(read_documents(path))


def test_a_zip_bomb_is_refused(tmp_path: Path):
    import zipfile

    path = tmp_path / "bomb.epub"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", b"0" * 5_000_000)
    with pytest.raises(KnowledgeError, match="unpacks to 5 MB"):
        list(read_documents(path))
