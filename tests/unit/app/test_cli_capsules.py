"""`sherin capsules`: what each command prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sherin.app.cli import capsules as module
from sherin.app.cli.capsules import capsules
from sherin.app.cli.main import run
from sherin.body.capsules.reading import dump_capsules
from sherin.body.capsules.starter import starter_capsules
from sherin.body.library import BUILTIN_PATH, Library
from sherin.errors import InputError

pytestmark = pytest.mark.skipif(
    not BUILTIN_PATH.is_file(), reason="the library is not baked: run `make setup`"
)


def call(*args: str) -> Result:
    return CliRunner().invoke(capsules, list(args))


@pytest.mark.parametrize("name", sorted(capsules.commands))
def test_the_help_of_every_command_opens_with_a_real_example(name: str):
    result = call(name, "--help")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.output.splitlines()]
    example = lines[lines.index("Example:") + 1]
    assert example.startswith(f"sherin capsules {name}")


def test_list_shows_every_capsule_once():
    lines = call("list").output.splitlines()
    assert [line.split()[0] for line in lines] == list(Library.builtin().ids)


def test_list_can_be_narrowed_to_a_domain_and_a_subtype():
    result = call("list", "--domain", "hand", "--subtype", "abort_arc", "--json")
    entries = [json.loads(line) for line in result.output.splitlines()]
    assert {"HF_061", "HK_071"} <= {entry["capsule_id"] for entry in entries}
    assert {(entry["domain"], entry["subtype"]) for entry in entries} == {("hand", "abort_arc")}


def test_list_of_an_unknown_subtype_names_the_nearest():
    result = call("list", "--subtype", "abort_ark")
    assert result.exit_code == 2
    assert "Did you mean abort_arc" in result.output


def test_show_tells_timing_params_and_channels():
    result = call("show", "HK_071")
    assert result.exit_code == 0
    assert "starts -140 ms from speech_onset" in result.output
    assert "priority 7, additive" in result.output
    assert '"abort_percent": 0.35' in result.output
    assert "handRightX" in result.output


def test_show_json_is_one_object_with_the_extent_of_each_channel():
    entry = json.loads(call("show", "HK_071", "--json").output)
    assert entry["capsule_id"] == "HK_071"
    extents = {channel["channel"]: channel for channel in entry["channels"]}
    assert extents["handRightX"]["maximum"] == pytest.approx(42.0 / 380.0, abs=1e-3)
    assert extents["handRightX"]["unit"] == "shoulder"


def test_show_of_a_neutral_capsule_says_that_nothing_moves():
    assert "moves nothing" in call("show", "HF_NEUTRAL").output


@pytest.mark.parametrize("command", [["show"], ["plot", "-o", "x.png"]])
@pytest.mark.parametrize("wrong", ["HK_O71", "hk_071"])
def test_an_unknown_id_is_answered_with_the_nearest(command: list[str], wrong: str):
    result = call(command[0], wrong, *command[1:])
    assert result.exit_code == 2
    assert f"there is no capsule '{wrong}'" in result.output
    assert "HK_071" in result.output


def test_an_id_that_would_steer_the_terminal_is_escaped():
    result = call("show", "\x1b[2J")
    assert result.exit_code == 2
    assert "\x1b" not in result.output


def test_plot_writes_a_picture(tmp_path: Path):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "capsule.png"
    result = call("plot", "HF_091", "-o", str(picture))
    assert result.exit_code == 0, result.output
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert [path.name for path in tmp_path.iterdir()] == ["capsule.png"]


def test_plot_refuses_a_name_that_is_no_picture(tmp_path: Path):
    with pytest.raises(InputError, match=r"ends in \.png, \.svg or \.pdf"):
        CliRunner().invoke(
            capsules, ["plot", "HF_001", "-o", str(tmp_path / "c.txt")], catch_exceptions=False
        )


def test_a_valid_file_is_counted(tmp_path: Path):
    path = tmp_path / "mine.json"
    path.write_text(dump_capsules(starter_capsules()), encoding="utf-8")
    result = call("validate", str(path))
    assert result.exit_code == 0
    assert f"{len(starter_capsules())} capsules, all valid" in result.output


@pytest.fixture
def broken_file(tmp_path: Path) -> Path:
    raw = json.loads(dump_capsules(starter_capsules()[:2]))["capsules"]
    raw[0]["params"]["easing"] = "cubic_ot"
    raw[0]["priority"] = 12
    raw[1]["fallback"] = "HF_0O1"
    raw[1]["trigger"]["offset_ms"] = -2000
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(raw))
    return path


def test_every_error_of_a_broken_file_is_on_stderr_and_it_ends_with_2(broken_file: Path):
    result = call("validate", str(broken_file))
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 5
    first, second = (f"{broken_file}, capsule {n} (HF_00{n + 1}), field" for n in range(2))
    assert lines[0].startswith(f"{first} `params.easing`: found 'cubic_ot', expected one of cubic")
    assert lines[0].endswith("nearest valid: 'cubic_out'")
    assert lines[1] == (
        f"{first} `priority`: found 12, expected a whole number in 0..10; nearest valid: 10"
    )
    assert lines[2].endswith("a whole number in -500..500 ms; nearest valid: -500")
    assert lines[3].startswith(f"{second} `fallback`: found 'HF_0O1', expected the id of a capsule")
    assert "nearest valid: 'HF_0" in lines[3]
    assert lines[4] == f"{broken_file}: 4 errors in 2 capsules; 0 capsules are valid."


def test_validate_json_has_every_error_as_data(broken_file: Path):
    result = call("validate", str(broken_file), "--json")
    assert result.exit_code == 2
    report = json.loads(result.stdout)
    assert report["valid"] is False
    assert [(p["index"], p["field"]) for p in report["problems"]] == [
        (0, "params.easing"),
        (0, "priority"),
        (1, "trigger.offset_ms"),
        (1, "fallback"),
    ]


def test_the_whole_command_line_ends_with_2_on_a_broken_file(
    broken_file: Path, capsys: pytest.CaptureFixture[str]
):
    assert run(["capsules", "validate", str(broken_file)]) == 2
    assert "nearest valid: 'cubic_out'" in capsys.readouterr().err


def test_a_missing_file_is_wrong_usage():
    assert call("validate", "nowhere.json").exit_code == 2


def test_stats_count_what_there_is():
    report = json.loads(call("stats", "--json").output)
    library = Library.builtin()
    assert report["capsules"] == len(library) == sum(report["domains"].values())
    assert report["by_hand"] == len(starter_capsules())
    assert report["hash"] == library.hash
    assert report["bytes"] <= 4_194_304


def test_stats_are_readable_too():
    assert "combined" in call("stats").output


def test_bake_hands_the_path_on_and_says_what_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Baking itself takes seconds and is tested where it is written."""
    from sherin.body.capsules import baking

    def fake(path: Path, progress: baking.Progress | None = None) -> baking.Baked:
        assert progress is not None
        progress(100, 200)
        return baking.Baked(path=path, n_capsules=200, n_bytes=2_000_000, hash="ab", seconds=1.5)

    monkeypatch.setattr(baking, "bake", fake)
    result = call("bake", "-o", str(tmp_path / "own.bin"))
    assert result.exit_code == 0
    assert "200 capsules, 2.00 MB, 1.5 s" in result.output


def test_bake_into_no_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["capsules", "bake", "-o", str(tmp_path / "a" / "b.bin")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_without_a_library_the_way_out_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def missing() -> Library:
        raise FileNotFoundError

    monkeypatch.setattr(module.Library, "builtin", missing)
    assert run(["capsules", "stats"]) == 2
    assert "sherin capsules bake" in capsys.readouterr().err


def test_every_command_is_one_of_clicks():
    assert all(isinstance(command, click.Command) for command in capsules.commands.values())
