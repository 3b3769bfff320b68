"""`sherin avatar`: a photo becomes an avatar; list, show, delete, and see all it can do."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sherin.app.avatars import (
    MAX_NAME_CHARS,
    AvatarStore,
    built_avatar,
    check_name,
    check_target,
    need_rig_extra,
    read_glb,
    write_avatar,
)
from sherin.app.cli.described_group import DescribedGroup
from sherin.app.cli.terminal import printable
from sherin.errors import SherinError

if TYPE_CHECKING:
    from sherin.body.rig.building import Progress, RigGenerator
    from sherin.body.rig.glb import RigDocument

__all__ = ["avatar", "opened_avatar", "told"]

_WORDS: Final = {
    "photo": "reading the photo",
    "face": "building the head",
    "surroundings": "filling in what is behind",
    "eyes": "building the eyes",
    "mouth": "building the mouth",
    "glasses": "looking for glasses",
    "hands": "building the hands",
    "whole": "writing the file",
}


@click.group(cls=DescribedGroup)
def avatar() -> None:
    """\b
    Example:
      sherin avatar build me.jpg -o me

    One photo becomes a rig that the stage and films move. Nothing leaves this machine.
    """
    need_rig_extra()


@avatar.command()
@click.argument("photo", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="NAME|FILE.glb",
    help="Name to keep it under, or a file; by default the photo's own name.",
)
@click.option("--face", type=click.IntRange(1, 50), help="Which face; 1 is the largest.")
@click.option(
    "--detector",
    "detector_path",
    type=click.Path(path_type=Path),
    metavar="FILE.task",
    help="Find faces with this MediaPipe model.",
)
@click.option("--generator", "generator_name", default="photo", show_default=True, metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="{ok, seconds, bytes, warnings} on stdout.")
@click.pass_context
def build(
    ctx: click.Context,
    photo: Path,
    *,
    output: str | None,
    face: int | None,
    detector_path: Path | None,
    generator_name: str,
    as_json: bool,
) -> None:
    """\b
    Examples:
      sherin avatar build me.jpg
      sherin avatar build family.jpg --face 2 -o aunt
      sherin avatar build me.jpg -o me.glb --json

    A GLB with the 52 ARKit blendshapes that any viewer opens, and a small JSON beside it. The photo
    should show one face from the front, its eyes at least 40 px apart.
    """
    began_s = time.perf_counter()
    try:
        store = AvatarStore()
        path = _target(store, output, photo)
        made_by = _generator(generator_name, detector_path)
        with told(f"{photo.name}", quiet=as_json) as progress:
            data, rig = built_avatar(photo, made_by=made_by, face=face, progress=progress)
        if path.parent == store.folder:
            store.save(path.stem, data)
        else:
            write_avatar(path, data)
    except SherinError as refused:
        if not as_json:
            raise
        click.echo(json.dumps({"ok": False, "reason": str(refused)}, ensure_ascii=False))
        ctx.exit(2)
    seconds = round(time.perf_counter() - began_s, 3)
    if as_json:
        made = {
            "ok": True,
            "seconds": seconds,
            "bytes": len(data),
            "warnings": list(rig.left_out),
            "path": str(path),
        }
        click.echo(json.dumps(made, ensure_ascii=False))
        return
    for sentence in rig.left_out:
        click.echo(f"note: {printable(sentence)}", err=True)
    click.echo(f"{path}: {len(data) / 1e6:.2f} MB, made in {seconds:.1f} s", err=True)


@avatar.command("list")
@click.option("--json", "as_json", is_flag=True, help="A list of {name, path, bytes}.")
def list_avatars(*, as_json: bool) -> None:
    """\b
    Example:
      sherin avatar list

    The avatars there are, one a line. The built-in one is made on its first use.
    """
    avatars = AvatarStore().avatars()
    if as_json:
        import msgspec

        click.echo(json.dumps(msgspec.to_builtins(avatars), ensure_ascii=False))
        return
    for one in avatars:
        size = f"{one.bytes / 1e6:.2f} MB" if one.bytes else "made on first use"
        click.echo(f"{one.name:<24} {size:<18} {'built in' if one.is_built_in else one.path}")


@avatar.command()
@click.argument("name", metavar="NAME|FILE.glb")
@click.option("--json", "as_json", is_flag=True, help="The avatar's small JSON.")
def show(name: str, *, as_json: bool) -> None:
    """\b
    Example:
      sherin avatar show astronaut

    What an avatar consists of, what moves it, and what its photo did not allow.
    """
    from sherin.body.rig.glb import rig_document

    data = opened_avatar(name, quiet=as_json)
    document = rig_document(data)
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(document).decode())
        return
    click.echo(f"{printable(name)}: {len(data) / 1e6:.2f} MB. {printable(document.note)}")
    for title, text in _described(document):
        click.echo(f"  {title:<12} {printable(text)}")


@avatar.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and keep it.")
@click.option("--json", "as_json", is_flag=True, help="{ok, removed} on stdout.")
def delete(name: str, *, dry_run: bool, as_json: bool) -> None:
    """\b
    Example:
      sherin avatar delete me --dry-run

    Remove the GLB and its JSON. The photo it was made from was never kept.
    """
    store = AvatarStore()
    path = store.removable(name) if dry_run else store.delete(name)
    if as_json:
        click.echo(json.dumps({"ok": True, "removed": None if dry_run else str(path)}))
        return
    click.echo(f"{'would remove' if dry_run else 'removed'} {path}", err=True)


@avatar.command()
@click.argument("name", metavar="NAME|FILE.glb")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("sheet.png"),
    show_default=True,
    help="Where the PNG goes.",
)
@click.option("--size", default=192, show_default=True, type=click.IntRange(96, 512), help="px")
@click.option("--json", "as_json", is_flag=True, help="{ok, path, pictures} on stdout.")
def sheet(name: str, *, output: Path, size: int, as_json: bool) -> None:
    """\b
    Example:
      sherin avatar sheet astronaut -o sheet.png

    All 52 blendshapes, feelings, visemes, poses and hands of an avatar in one picture.
    """
    from sherin.app.film.sheet import draw_sheet
    from sherin.app.whole_file import whole_file
    from sherin.body.rig.glb import decode_rig

    rig = decode_rig(opened_avatar(name, quiet=as_json))
    with whole_file(output) as stream:
        n_pictures = draw_sheet(rig, stream, size=size)
    if as_json:
        click.echo(json.dumps({"ok": True, "path": str(output), "pictures": n_pictures}))
        return
    click.echo(f"{output}: {n_pictures} pictures", err=True)


def opened_avatar(name: str, *, quiet: bool) -> bytes:
    """The GLB of an avatar by its name, or of a file that ends in `.glb`.

    Raises:
        RigNotFoundError: no avatar of that name.
        InputError: the file cannot be read.
    """
    if name.lower().endswith(".glb"):
        return read_glb(Path(name))
    with told(name, quiet=quiet) as progress:
        return AvatarStore().read(name, progress=progress)


@contextmanager
def told(title: str, *, quiet: bool) -> Generator[Progress]:
    """One updating line on stderr about what is being built; nothing where no one watches."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<42}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    ) as bar:
        task = bar.add_task(printable(title), total=None)

        def progress(what: str, done: int, total: int) -> None:
            words = f"{printable(title)}: {_WORDS.get(what, what)}"
            bar.update(task, description=words, completed=done, total=total)

        yield progress


def _target(store: AvatarStore, output: str | None, photo: Path) -> Path:
    """Where a build goes: a name in the store or a file; refused before any work is done."""
    if output is None:
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in photo.stem)
        return store.path(plain.strip("-")[:MAX_NAME_CHARS] or "avatar")
    if not output.lower().endswith(".glb"):
        return store.path(check_name(output))
    return check_target(Path(output))


def _generator(name: str, detector_path: Path | None) -> RigGenerator:
    from sherin.body.rig.building import BUILT_IN, PhotoRigGenerator, generator

    if detector_path is None:
        return generator(name)
    if name != BUILT_IN:
        raise click.UsageError("--detector is for the built-in generator; leave one of both out.")
    from sherin.body.rig.intake import TaskFileDetector

    return PhotoRigGenerator(detector=TaskFileDetector(detector_path))


def _described(document: RigDocument) -> list[tuple[str, str]]:
    frame = document.frame
    return [
        ("layers", " ".join(layer.name for layer in document.layers)),
        ("channels", f"{len(document.channels)} move something"),
        ("wrinkles", " ".join(wrinkle.name for wrinkle in document.wrinkles) or "none"),
        (
            "photo's pose",
            "yaw {:+.0f}, pitch {:+.0f}, roll {:+.0f} degrees".format(*frame.rest_deg),
        ),
        *((key, value) for key, value in sorted(document.provenance.items())),
        *(("limit", f"{name} <= {value:g}") for name, value in sorted(document.limits.items())),
        *(("left out", sentence) for sentence in document.left_out),
    ]
