"""The root of the command line: how it ends, what it says, what it does not load."""

import re
import subprocess
import sys

import click
import pytest

from sherin import __version__
from sherin.app.cli import main as cli
from sherin.app.cli.lazy_group import LazyCommand
from sherin.errors import InputError

HEAVY = ("matplotlib", "scipy", "starlette", "httpx2", "uvicorn", "numpy", "rich")


def offer(monkeypatch: pytest.MonkeyPatch, command: click.Command) -> None:
    """Make `command` callable as `sherin serve`."""
    monkeypatch.setattr(cli, "_offered", command, raising=False)
    monkeypatch.setitem(
        cli.root.lazy_commands,  # type: ignore[attr-defined]
        "serve",
        LazyCommand("sherin.app.cli.main:_offered", "Offered by a test."),
    )


def failing(error: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


def modules_after(code: str) -> set[str]:
    """Names of the modules that a fresh interpreter holds after running `code`."""
    script = f"import sys\n{code}\nprint(*sorted(sys.modules), sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_version_is_printed(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"sherin {__version__}\n"


def test_help_opens_with_an_example_and_lists_every_command(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:4] == [
        "  Example:",
        '    sherin feel "Did the report finish?" --personality friendly',
    ]
    for name in cli.COMMANDS:
        assert any(line.startswith(f"  {name} ") for line in lines)


def test_importing_the_package_loads_nothing_but_itself():
    assert not modules_after("import sherin") & {*HEAVY, "click", "msgspec"}


def test_help_loads_no_heavy_library():
    loaded = modules_after("from sherin.app.cli.main import run; assert run(['--help']) == 0")
    assert "click" in loaded
    assert not loaded & {*HEAVY}
    assert not {name for name in loaded if name.startswith(("sherin.body", "sherin.mind"))}


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_each_command_is_there_and_its_help_shows_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
):
    assert cli.run([name, "--help"]) == 0
    body = capsys.readouterr().out.partition("\n\n")[2]
    assert f"sherin {name}" in body


def groups() -> list[str]:
    """Names of the commands that have sub-commands."""
    context = click.Context(cli.root)
    return [
        n for n in sorted(cli.COMMANDS) if isinstance(cli.root.get_command(context, n), click.Group)
    ]


@pytest.mark.parametrize("name", groups())
def test_the_overview_of_a_group_says_what_each_sub_command_does(
    name: str, capsys: pytest.CaptureFixture[str]
):
    """Its helps open with an example, which says nothing about the others beside it."""
    assert cli.run([name, "--help"]) == 0
    rows = re.sub(r"\n {3,}(?=\S)", " ", capsys.readouterr().out.partition("Commands:")[2])
    lines = [line for line in rows.splitlines() if line.strip()]
    assert lines
    for line in lines:
        told = line.split(maxsplit=1)[1]
        assert not told.startswith("Example") and "sherin " not in told, line
        assert told.endswith(".") and len(told.split()) > 1, line


def test_misspelt_command_lists_the_closest(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["servee"]) == 2
    told = capsys.readouterr().err
    assert "there is no command 'servee'. Did you mean serve" in told


def test_unknown_command_lists_all(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["zzz"]) == 2
    known = ", ".join(sorted(cli.COMMANDS))
    assert f"Known: {known}." in capsys.readouterr().err


def test_unknown_option_is_wrong_usage(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["--debgu"]) == 2
    assert "--debgu" in capsys.readouterr().err


def test_bad_input_is_one_line_and_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    offer(monkeypatch, failing(InputError("file 'a\x1b[2J.json' is empty. Give another.")))
    assert cli.run(["serve"]) == 2
    captured = capsys.readouterr()
    assert captured.err == "sherin: file 'a\\x1b[2J.json' is empty. Give another.\n"
    assert captured.out == ""


def test_debug_adds_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    offer(monkeypatch, failing(InputError("no such thing")))
    assert cli.run(["--debug", "serve"]) == 2
    told = capsys.readouterr().err
    assert "Traceback (most recent call last)" in told
    assert told.endswith("sherin: no such thing\n")


def test_internal_failure_is_code_1_with_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    offer(monkeypatch, failing(ZeroDivisionError("division by zero")))
    assert cli.run(["serve"]) == 1
    told = capsys.readouterr().err
    assert told == (
        "sherin: failed, ZeroDivisionError: division by zero. "
        "Run `sherin --debug ...` to see where.\n"
    )


def test_ctrl_c_is_code_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    offer(monkeypatch, failing(KeyboardInterrupt()))
    assert cli.run(["serve"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_command_can_choose_its_code(monkeypatch: pytest.MonkeyPatch):
    @click.command()
    @click.pass_context
    def command(ctx: click.Context) -> None:
        ctx.exit(2)

    offer(monkeypatch, command)
    assert cli.run(["serve"]) == 2


def test_without_a_command_it_serves_and_opens_the_browser(monkeypatch: pytest.MonkeyPatch):
    seen: list[bool] = []

    @click.command()
    @click.option("--open/--no-open", "opens", default=False)
    def command(*, opens: bool) -> None:
        seen.append(opens)

    offer(monkeypatch, command)
    assert cli.run([]) == 0
    assert cli.run(["serve"]) == 0
    assert seen == [True, False]
