"""Where SHERIN keeps what it keeps."""

from pathlib import Path

import pytest

from sherin.errors import InputError
from sherin.settings import home_folder, passphrase


def test_variable_names_the_folder(tmp_path: Path):
    assert home_folder({"SHERIN_HOME": str(tmp_path / "new")}) == tmp_path / "new"


def test_home_folder_is_absolute_without_the_variable():
    assert home_folder({}).is_absolute()
    assert home_folder({"SHERIN_HOME": ""}) == home_folder({})


def test_tilde_is_filled_in():
    assert home_folder({"SHERIN_HOME": "~/sherin"}) == Path.home() / "sherin"


def test_a_file_in_its_place_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(InputError, match="is a file, not a folder") as caught:
        home_folder({"SHERIN_HOME": str(path)})
    assert str(path) in str(caught.value)


def test_passphrase_is_read_and_an_empty_one_is_none():
    assert passphrase({"SHERIN_PASSPHRASE": "open sesame"}) == "open sesame"
    assert passphrase({"SHERIN_PASSPHRASE": ""}) is None
    assert passphrase({}) is None
