"""`sherin avatar` end to end, with a generator that needs no photo of a person."""

import json
from pathlib import Path

import pytest

from sherin.app.cli.main import run
from sherin.body.rig import Rig, building
from sherin.body.rig.glb import decode_rig, rig_document
from sherin.errors import PortraitError
from sherin.testing.rigs import tiny_rig


class TinyGenerator:
    """Makes the small rig of any photo, unless the photo is called after trouble."""

    name = "photo"
    version = "test"

    def build(self, photo: object, *, face: int | None = None, progress: object = None) -> Rig:
        if isinstance(photo, Path) and photo.stem == "stone":
            raise PortraitError("no face was found; give a photo of one person.")
        if isinstance(photo, Path) and photo.stem == "patience":
            raise KeyboardInterrupt
        progress("photo", 0, 2)  # type: ignore[operator]
        return tiny_rig(grid_px=12.0)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SHERIN_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(building._GENERATORS, "photo", TinyGenerator)
    return tmp_path / "home"


def photo(folder: Path, name: str = "me") -> str:
    path = folder / f"{name}.jpg"
    path.write_bytes(b"not looked at")
    return str(path)


def test_build_keeps_an_avatar_under_the_photos_name(home: Path, tmp_path: Path):
    assert run(["avatar", "build", photo(tmp_path)]) == 0
    data = (home / "avatars" / "me.glb").read_bytes()
    assert decode_rig(data).layer("head")
    beside = json.loads((home / "avatars" / "me.json").read_text("utf-8"))
    assert beside["synthetic"] is True
    assert beside["frame"]["width_d"] == pytest.approx(rig_document(data).frame.width_d)


def test_build_says_in_json_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out.glb"
    assert run(["avatar", "build", photo(tmp_path), "-o", str(out), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["ok"] is True
    assert made["bytes"] == out.stat().st_size
    assert made["seconds"] > 0
    assert made["warnings"] == []
    assert out.with_suffix(".json").exists()


def test_bad_photo_exits_2_and_leaves_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert run(["avatar", "build", photo(tmp_path, "stone")]) == 2
    assert "no face was found" in capsys.readouterr().err
    assert run(["avatar", "build", photo(tmp_path, "stone"), "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"ok": False, "reason": "no face was found; give a photo of one person."}
    assert not list(home.rglob("*.*"))


def test_interrupted_build_leaves_the_old_avatar(home: Path, tmp_path: Path):
    assert run(["avatar", "build", photo(tmp_path), "-o", "patience"]) == 0
    before = (home / "avatars" / "patience.glb").read_bytes()
    assert run(["avatar", "build", photo(tmp_path, "patience")]) == 130
    assert (home / "avatars" / "patience.glb").read_bytes() == before
    assert sorted(p.name for p in (home / "avatars").iterdir()) == ["patience.glb", "patience.json"]


@pytest.mark.parametrize("name", ["../evil", "a/b", ".hidden", "nul", "x" * 65, "a b", "-x\x00"])
def test_a_name_cannot_leave_the_folder(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
):
    assert run(["avatar", "build", photo(tmp_path), "-o", name]) == 2
    assert "avatar name" in capsys.readouterr().err
    assert not home.exists()


def test_missing_folder_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert run(["avatar", "build", photo(tmp_path, "stone"), "-o", str(tmp_path / "no/x.glb")]) == 2
    assert "its folder does not exist" in capsys.readouterr().err


def test_a_json_of_something_else_is_not_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    other = tmp_path / "package.json"
    other.write_text("{}")
    build = ["avatar", "build", photo(tmp_path), "-o", str(tmp_path / "package.glb")]
    assert run(build) == 2
    assert "belongs to no avatar" in capsys.readouterr().err
    assert other.read_text() == "{}"
    other.unlink()
    assert run(build) == 0
    assert run(build) == 0  # its own may be replaced


def test_a_long_name_of_a_photo_is_cut(home: Path, tmp_path: Path):
    assert run(["avatar", "build", photo(tmp_path, "x" * 90)]) == 0
    assert (home / "avatars" / f"{'x' * 64}.glb").is_file()


def test_list_names_the_built_in_one_and_mine(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["avatar", "build", photo(tmp_path)]) == 0
    capsys.readouterr()
    assert run(["avatar", "list", "--json"]) == 0
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed.keys() == {"astronaut", "me"}
    assert listed["astronaut"]["is_built_in"] is True
    assert listed["me"]["bytes"] > 10_000
    assert run(["avatar", "list"]) == 0
    assert "made on first use" in capsys.readouterr().out


def test_built_in_avatar_is_built_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert run(["avatar", "show", "astronaut", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "sherin-rig"
    monkeypatch.setattr(TinyGenerator, "build", None)
    assert run(["avatar", "show", "astronaut"]) == 0
    assert "synthetic" in capsys.readouterr().out
    assert len(list((home / "cache").glob("astronaut-*.glb"))) == 1


def test_another_generator_version_builds_it_again(home: Path, monkeypatch: pytest.MonkeyPatch):
    assert run(["avatar", "show", "astronaut"]) == 0
    monkeypatch.setattr(TinyGenerator, "version", "later")
    assert run(["avatar", "show", "astronaut"]) == 0
    assert len(list((home / "cache").glob("astronaut-*.glb"))) == 2


def test_unknown_avatar_lists_the_closest(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["avatar", "show", "astronout"]) == 2
    assert "Did you mean astronaut?" in capsys.readouterr().err


def test_show_reads_a_file_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out.glb"
    assert run(["avatar", "build", photo(tmp_path), "-o", str(out)]) == 0
    assert run(["avatar", "show", str(out)]) == 0
    said = capsys.readouterr().out
    assert "background body lipShadow head" in said or "head" in said
    out.write_bytes(out.read_bytes()[:-40])
    assert run(["avatar", "show", str(out)]) == 2
    assert "a whole file" in capsys.readouterr().err


def test_delete_removes_one_and_says_so(home: Path, tmp_path: Path):
    assert run(["avatar", "build", photo(tmp_path)]) == 0
    assert run(["avatar", "delete", "me", "--dry-run"]) == 0
    assert (home / "avatars" / "me.glb").exists()
    assert run(["avatar", "delete", "me"]) == 0
    assert list((home / "avatars").iterdir()) == []
    assert run(["avatar", "delete", "me"]) == 2


def test_built_in_avatar_cannot_be_deleted(capsys: pytest.CaptureFixture[str]):
    assert run(["avatar", "delete", "astronaut"]) == 2
    assert "is built in and stays" in capsys.readouterr().err


def test_unknown_generator_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["avatar", "build", photo(tmp_path), "--generator", "foto"]) == 2
    assert "Known: photo" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["avatar", "list"], ["render", "--avatar", "astronaut"]])
def test_missing_libraries_are_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
):
    monkeypatch.setattr("sherin.app.avatars.find_spec", lambda name: None)
    assert run(command) == 2
    assert "avatars need av, cv2" in capsys.readouterr().err
