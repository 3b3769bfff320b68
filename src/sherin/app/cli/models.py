"""`sherin models`: which language models are on this machine, which one is used, how fast it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from sherin.app.cli.described_group import DescribedGroup
from sherin.app.cli.terminal import printable
from sherin.errors import InputError
from sherin.settings import home_folder

if TYPE_CHECKING:
    from sherin.mind.models import Model, ModelInfo
    from sherin.mind.models.measuring import ModelSpeed

__all__ = ["models"]

_json = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")
_url = click.option(
    "--url",
    help="Address of a server on this machine, where it is not a well-known one "
    "(ports 8080, 11434, 1234 and 8000 are always asked).",
)


@click.group(cls=DescribedGroup)
def models() -> None:
    """\b
    Examples:
      sherin models list
      sherin models use llama3.2:3b
      sherin models test

    Local language models: servers that speak the OpenAI protocol on this machine (llama.cpp,
    Ollama, LM Studio, vLLM), and .gguf files in SHERIN_HOME/models. None is needed, none is asked
    before you choose it, and nothing leaves this machine.
    """


@models.command("list", short_help="What is there, and whether it fits the memory.")
@_url
@_json
def list_command(*, url: str | None, as_json: bool) -> None:
    """\b
    Example:
      sherin models list

    The models that are there: size, quantisation, and whether each fits the free memory.
    """
    from sherin.mind.models import find_models, load_choice
    from sherin.mind.models.choice import models_folder
    from sherin.mind.models.loopback import loopback_server
    from sherin.mind.models.system_memory import free_memory_bytes

    home = home_folder()
    choice = load_choice(home)
    urls = [given for given in (url, choice.url if choice else None) if given]
    found = find_models(home, urls=urls)

    def is_used(model: ModelInfo) -> bool:
        if choice is None or choice.name is None:
            return False
        if choice.url is None or model.kind == "gguf":
            return choice.url is None and choice.name in {model.name, model.where}
        same = loopback_server(choice.url).is_same(loopback_server(model.where))
        return same and model.name == choice.name

    used = [is_used(model) for model in found]
    if as_json:
        for model, is_chosen in zip(found, used, strict=True):
            click.echo(json.dumps({**msgspec.to_builtins(model), "is_used": is_chosen}))
        return
    _print_table(found, used)
    free = free_memory_bytes()
    if free is not None:
        click.echo(f"free memory: {_size(free)}", err=True)
    if not found:
        click.echo(
            "no model was found, which is fine: everything else works without one. Start Ollama, "
            f"llama.cpp, LM Studio or vLLM, or put a .gguf file into {models_folder(home)}",
            err=True,
        )
    elif choice is None or choice.name is None:
        click.echo("none is used. Choose one: sherin models use NAME", err=True)
    elif not any(used):
        click.echo(f"chosen, but not there now: {printable(choice.name)}", err=True)


@models.command(short_help="Choose the one that answers; none for no model.")
@click.argument("name")
@_url
@_json
def use(name: str, *, url: str | None, as_json: bool) -> None:
    """\b
    Examples:
      sherin models use llama3.2:3b
      sherin models use my-model --url http://127.0.0.1:9000
      sherin models use none

    Choose the model that answers what nothing else knows; `none` for no model.
    """
    from sherin.mind.models import ModelChoice, open_model, save_choice

    home = home_folder()
    if name == "none":
        save_choice(home, ModelChoice())
        click.echo(json.dumps({"name": None}) if as_json else "no model is used from now on")
        return
    model = open_model(name, home=home, url=url)
    info = model.info
    is_there = model.is_available()
    model.close()
    if not is_there:
        raise InputError(
            f"model {name!r}: {info.where} does not have it. Start it, and see: sherin models list"
        )
    is_file = info.kind == "gguf"
    save_choice(
        home,
        ModelChoice(
            name=info.where if is_file and name.endswith(".gguf") else info.name,
            url=None if is_file else info.where,
        ),
    )
    if info.fits is False:
        click.echo(
            f"it needs {_size(info.needed_bytes)}, more than is free now: it will be slow or fail",
            err=True,
        )
    if as_json:
        click.echo(json.dumps({"name": info.name, "where": info.where, "fits": info.fits}))
        return
    click.echo(printable(f"uses {info.name} ({info.where}) from the next start on"))
    click.echo("how fast it is: sherin models test", err=True)


@models.command(short_help="Measure the time to its first token, and its rate.")
@click.argument("name", required=False)
@_url
@_json
def test(name: str | None, *, url: str | None, as_json: bool) -> None:
    """\b
    Examples:
      sherin models test
      sherin models test llama3.2:3b --json

    Ask the chosen model, or another one, a question, and measure the time to its first token and
    the tokens a second after it.
    """
    model = _opened(name, url)
    try:
        speed = _measured(model, is_quiet=as_json)
    finally:
        model.close()
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(speed)))
        return
    rate = "-" if speed.tokens_per_s is None else f"{speed.tokens_per_s:.1f}"
    click.echo(printable(speed.text.strip()))
    click.echo(f"\nmodel           {printable(speed.name)} ({printable(speed.where)})")
    click.echo(f"ready after     {speed.ready_ms / 1e3:.2f} s")
    click.echo(f"first token     {speed.first_piece_ms:.0f} ms")
    click.echo(f"tokens          {speed.n_tokens}, {rate} a second")


def _opened(name: str | None, url: str | None) -> Model:
    from sherin.mind.models import load_choice, open_model

    home = home_folder()
    if name is None:
        choice = load_choice(home)
        if choice is None or choice.name is None:
            raise InputError(
                "no model is chosen. Name one, or choose one: sherin models use NAME "
                "(see: sherin models list)"
            )
        name, url = choice.name, url or choice.url
    return open_model(name, home=home, url=url)


def _measured(model: Model, *, is_quiet: bool) -> ModelSpeed:
    """Measure, with one line on stderr that says what happens."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from sherin.mind.models.measuring import measure_model

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=is_quiet or not console.is_terminal
    ) as progress:
        task = progress.add_task("loading", total=None)
        n_pieces = 0

        def on_step(step: str) -> None:
            progress.update(task, description=step)
            if not console.is_terminal and not is_quiet:
                console.print(f"{step} ...")

        def on_piece(_piece: str) -> None:
            nonlocal n_pieces
            n_pieces += 1
            progress.update(task, description=f"writing, {n_pieces} pieces")

        return measure_model(model, on_step=on_step, on_piece=on_piece)


def _print_table(found: Sequence[ModelInfo], used: Sequence[bool]) -> None:
    """A line a model; columns as wide as what is in them."""
    if not found:
        return
    head = ("", "NAME", "SIZE", "QUANTISATION", "NEEDS", "FITS", "WHERE")
    rows: list[tuple[str, ...]] = [head]
    for model, is_used in zip(found, used, strict=True):
        needs = "running" if model.needed_bytes == 0 else _size(model.needed_bytes)
        fits = "-" if model.fits is None else "yes" if model.fits else "no"
        about = " ".join(filter(None, (model.parameters, model.quantisation))) or "-"
        where = model.where if model.refused is None else f"cannot be used: {model.refused}"
        software = f"{model.software}, " if model.software and model.kind == "server" else ""
        rows.append(
            (
                "*" if is_used else "",
                model.name,
                _size(model.size_bytes),
                about,
                needs,
                fits,
                f"{software}{where}",
            )
        )
    rows = [tuple(printable(cell) for cell in row) for row in rows]
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


def _size(n_bytes: int | None) -> str:
    if n_bytes is None:
        return "-"
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e8 else f"{n_bytes / 1e6:.1f} MB"
