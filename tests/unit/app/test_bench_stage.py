"""What the bench of the stage says before it starts a browser."""

import gzip
from pathlib import Path

import pytest

from sherin.app.bench.stage import stage_rows
from sherin.errors import MissingExtraError, SherinError


def built(folder: Path) -> Path:
    """A client as a build leaves it, in small."""
    (folder / "assets").mkdir()
    (folder / "emotion-avatar.js").write_bytes(b"export {};" * 4000)
    (folder / "assets" / "index-1.js").write_bytes(b"start();" * 4000)
    (folder / "assets" / "index-2.css").write_bytes(b"p { margin: 0 }" * 400)
    (folder / "assets" / "later.js").write_bytes(bytes(range(256)) * 400)
    (folder / "index.html").write_text(
        '<script type="module" src="./assets/index-1.js"></script>'
        '<link rel="stylesheet" href="./assets/index-2.css">',
        encoding="utf-8",
    )
    return folder


def test_a_client_that_is_not_built_is_told_before_anything_starts(tmp_path: Path):
    with pytest.raises(SherinError, match=r"emotion-avatar\.js is missing\. Build the client"):
        next(iter(stage_rows(page_folder=tmp_path)))


def test_sizes_are_what_a_browser_fetches_at_first(tmp_path: Path):
    folder = built(tmp_path)
    rows = stage_rows(page_folder=folder)
    element, page = next(rows), next(rows)
    rows.close()
    first = [folder / "assets" / name for name in ("index-1.js", "index-2.css")]
    expected = sum(len(gzip.compress(path.read_bytes(), 9)) for path in first)
    assert page.value == pytest.approx(expected / 1000.0, rel=1e-3)
    assert page.value < 100.0  # what comes later is not counted
    assert element.unit == page.unit == "kB"


def test_a_machine_without_a_browser_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    from sherin.app.bench import stage

    with (
        pytest.raises(MissingExtraError, match="needs one of chromium"),
        stage._page("http://127.0.0.1:9/", built(tmp_path)),
    ):
        pass
