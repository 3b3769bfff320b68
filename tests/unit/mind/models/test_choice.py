"""Which model was chosen: kept whole, read with care."""

from pathlib import Path

import pytest

from sherin.errors import ModelError
from sherin.mind.models import ModelChoice, load_choice, save_choice


def test_a_choice_comes_back_and_leaves_no_other_file(tmp_path: Path):
    home = tmp_path / "new"
    assert load_choice(home) is None
    for choice in (ModelChoice(name="a", url="http://127.0.0.1:1"), ModelChoice()):
        save_choice(home, choice)
        assert load_choice(home) == choice
    assert [path.name for path in home.iterdir()] == ["models.json"]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'{"name": 5}', b'{"version": 1, "nam": "x"}', b"\xff" * 100]
)
def test_a_torn_file_says_what_to_do(tmp_path: Path, raw: bytes):
    (tmp_path / "models.json").write_bytes(raw)
    with pytest.raises(ModelError, match=r"models\.json.*sherin models use NAME"):
        load_choice(tmp_path)


def test_a_later_version_is_refused(tmp_path: Path):
    (tmp_path / "models.json").write_bytes(b'{"version": 2, "name": "x"}')
    with pytest.raises(ModelError, match="version 2, expected 1"):
        load_choice(tmp_path)


def test_where_nothing_can_be_written_nothing_is_lost(tmp_path: Path):
    home = tmp_path / "file"
    home.write_text("mine")
    with pytest.raises(ModelError, match="cannot be written"):
        save_choice(home, ModelChoice(name="a"))
    assert home.read_text() == "mine"
