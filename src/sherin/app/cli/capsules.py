"""`sherin capsules`: look at motion capsules, check files of them, and bake the library."""

from __future__ import annotations

import difflib
import json
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

import click
import msgspec

from sherin.app.cli.described_group import DescribedGroup
from sherin.app.cli.terminal import printable
from sherin.app.picture_file import check_picture_name
from sherin.body.capsules.definition import Capsule
from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.problems import Problem
from sherin.body.capsules.reading import check_capsules
from sherin.body.capsules.starter import starter_capsules
from sherin.body.channels import CHANNELS, DOMAINS
from sherin.body.curves import BakedTrack
from sherin.body.library import BUILTIN_PATH, Library
from sherin.errors import InputError

__all__ = ["capsules"]

_DOMAIN_NAMES: Final = tuple(domain.name for domain in DOMAINS)


@click.group(cls=DescribedGroup)
def capsules() -> None:
    """\b
    Example:
      sherin capsules show HK_071

    List, show, plot, check and bake motion capsules.
    """


@capsules.command("list")
@click.option("--domain", type=click.Choice(_DOMAIN_NAMES), help="Only this domain.")
@click.option("--subtype", "subtype_name", help="Only this kind of motion.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_command(domain: str | None, subtype_name: str | None, *, as_json: bool) -> None:
    """\b
    Example:
      sherin capsules list --domain hand --subtype abort_arc

    The capsules of the library, one a line: id, kind of motion, length, what it looks like.
    """
    library = _library()
    if subtype_name is not None and subtype_name not in library.subtypes:
        hint = _did_you_mean(subtype_name, library.subtypes)
        raise click.UsageError(f"no capsule has the subtype {subtype_name[:60]!r}. {hint}")
    descriptions = {c.capsule_id: c.description for c in starter_capsules()}
    for index, capsule_id in enumerate(library.ids):
        entry = library.describe(index)
        if domain not in (None, entry["domain"]) or subtype_name not in (None, entry["subtype"]):
            continue
        description = descriptions.get(capsule_id) or ""
        if as_json:
            click.echo(json.dumps(entry | {"description": description or None}, ensure_ascii=False))
        else:
            line = f"{capsule_id:<24} {entry['subtype']:<20} {entry['duration_ms']:>6} ms"
            click.echo(f"{line}  {description}".rstrip())


@capsules.command()
@click.argument("capsule_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(capsule_id: str, *, as_json: bool) -> None:
    """\b
    Example:
      sherin capsules show HK_071

    One capsule: when it starts, how it blends, and how far each channel moves.
    """
    library = _library()
    index = _index_of(library, capsule_id)
    entry = library.describe(index)
    written = next((c for c in starter_capsules() if c.capsule_id == capsule_id), None)
    if written is not None:
        entry |= {"description": written.description, "params": written.params}
    entry["channels"] = [_extent(track) for track in library.tracks(index)]
    if as_json:
        click.echo(json.dumps(entry, ensure_ascii=False))
        return
    _print_entry(entry)


def _print_entry(entry: Mapping[str, object]) -> None:
    click.echo(f"{entry['capsule_id']}  {entry.get('description') or ''}".rstrip())
    subtype = SUBTYPES.get(str(entry["subtype"]))
    what = f": {subtype.help}" if subtype is not None else ""
    click.echo(f"  {entry['domain']} / {entry['subtype']}{what}")
    click.echo(
        f"  starts {entry['offset_ms']:+d} ms from {entry['relative_to']}, "
        f"lasts {entry['duration_ms']} ms{', loops' if entry['is_loop'] else ''}, "
        f"probability {entry['probability']:g}, priority {entry['priority']}, {entry['blend_mode']}"
    )
    for name in ("vad", "contexts", "fallback", "params"):
        if entry.get(name):
            click.echo(f"  {name}: {json.dumps(entry[name], ensure_ascii=False)}")
    for channel in cast("list[dict[str, object]]", entry["channels"]):
        extent = f"{channel['minimum']:>9} .. {channel['maximum']:<9}"
        click.echo(f"    {channel['channel']:<22} {extent} {channel['unit']}")
    if not entry["channels"]:
        click.echo("    moves nothing")


@capsules.command()
@click.argument("capsule_id", metavar="ID")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Picture to write: .png, .svg or .pdf.",
)
def plot(capsule_id: str, output: Path) -> None:
    """\b
    Example:
      sherin capsules plot HK_071 -o hk_071.png

    The movement of every channel over time, with the moment that triggers it.
    """
    check_picture_name(output)
    library = _library()
    index = _index_of(library, capsule_id)
    from sherin.app.cli._capsule_plot import save_capsule_plot

    save_capsule_plot(library, index, output)
    click.echo(f"{output}: {capsule_id}, {len(library.tracks(index))} channels")


@capsules.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_context
def validate(ctx: click.Context, file: Path, *, as_json: bool) -> None:
    """\b
    Example:
      sherin capsules validate my_capsules.json

    Check a file of capsules. Exits 2 when anything is wrong, with every error on stderr.
    """
    started = time.perf_counter()
    found, problems = check_capsules(file, known_ids=_known_ids())
    seconds = time.perf_counter() - started
    for problem in problems:
        click.echo(printable(str(problem)), err=True)
    if as_json:
        click.echo(json.dumps(_validation(file, found, problems), ensure_ascii=False))
    elif not problems:
        click.echo(f"{file}: {len(found)} capsules, all valid ({seconds:.2f} s)")
    if problems:
        broken = len({problem.index for problem in problems})
        summary = f"{len(problems)} errors in {broken} capsules; {len(found)} capsules are valid."
        click.echo(f"{printable(str(file))}: {summary}", err=True)
        ctx.exit(2)


def _validation(
    file: Path, found: tuple[Capsule, ...], problems: tuple[Problem, ...]
) -> dict[str, object]:
    return {
        "file": str(file),
        "valid": not problems,
        "capsules": len(found),
        "problems": msgspec.to_builtins(problems),
    }


@capsules.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=BUILTIN_PATH,
    show_default="where the package looks for it",
    help="Library file to write.",
)
def bake(output: Path) -> None:
    """\b
    Example:
      sherin capsules bake -o library.bin

    Compose the whole library and write it as one binary file, in one piece or not at all.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from sherin.body.capsules.baking import bake as bake_library

    folder = output.absolute().parent
    if not folder.is_dir():
        raise InputError(f"{output}: there is no folder {folder}. Make it first.")
    columns = ("Baking capsules", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # The bar goes to stderr and only to a terminal; the library appears under its name when done.
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        baked = bake_library(output, lambda n, total: bar.update(task, completed=n, total=total))
    size_mb = baked.n_bytes / 1e6
    click.echo(f"{output}: {baked.n_capsules} capsules, {size_mb:.2f} MB, {baked.seconds:.1f} s")
    click.echo(f"sha256 {baked.hash}")


@capsules.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats(*, as_json: bool) -> None:
    """\b
    Example:
      sherin capsules stats

    How many capsules there are of which kind, and how large the library is.
    """
    started = time.perf_counter()
    library = _library()
    load_ms = 1000.0 * (time.perf_counter() - started)
    entries = [library.describe(index) for index in range(len(library))]
    domains = Counter(str(entry["domain"]) for entry in entries)
    subtypes = Counter(str(entry["subtype"]) for entry in entries)
    path = Path(library.source)
    report: dict[str, object] = {
        "hash": library.hash,
        "capsules": len(library),
        "by_hand": sum(c.capsule_id in library for c in starter_capsules()),
        "bytes": path.stat().st_size if path.is_file() else None,
        "load_ms": round(load_ms, 2),
        "with_emotion_vec": int(library.has_vad.sum()),
        "domains": dict(domains.most_common()),
        "subtypes": dict(subtypes.most_common()),
    }
    if as_json:
        click.echo(json.dumps(report))
        return
    for name in ("hash", "capsules", "by_hand", "bytes", "load_ms", "with_emotion_vec"):
        click.echo(f"{name:<18} {report[name]}")
    for title, counts in (("domains", domains), ("subtypes", subtypes)):
        click.echo(f"\n{title}")
        for name, count in counts.most_common():
            click.echo(f"  {name:<22} {count:>6}")


def _library() -> Library:
    try:
        return Library.builtin()
    except FileNotFoundError:
        raise InputError(
            f"{BUILTIN_PATH}: the library of capsules was not baked yet. Run: sherin capsules bake"
        ) from None


def _known_ids() -> frozenset[str]:
    """Ids that a file may refer to: those of the library, or of the starter sets without one."""
    starter = {capsule.capsule_id for capsule in starter_capsules()}
    if not BUILTIN_PATH.is_file():
        return frozenset(starter)
    return frozenset(starter.union(_library().ids))


def _index_of(library: Library, capsule_id: str) -> int:
    index = library.index_of(capsule_id)
    if index is None:
        wanted = printable(capsule_id[:60])
        raise click.UsageError(
            f"there is no capsule {wanted!r}. {_did_you_mean(capsule_id, library.ids)}"
        )
    return index


def _did_you_mean(word: str, known: tuple[str, ...]) -> str:
    word = word[:60]
    close = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    close = close or difflib.get_close_matches(word.upper(), known, n=3, cutoff=0.4)
    return f"Did you mean {' or '.join(close)}?" if close else "See `sherin capsules list`."


def _extent(track: BakedTrack) -> dict[str, object]:
    channel = CHANNELS[track.channel]
    values = track.samples.astype(float) * track.scale
    return {
        "channel": channel.name,
        "unit": channel.unit,
        "minimum": round(float(values.min()), 4) + 0.0,
        "maximum": round(float(values.max()), 4) + 0.0,
    }
