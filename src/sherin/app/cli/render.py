"""`sherin render`: a photo or an avatar, and what it says and feels, become a film."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sherin.app.avatars import need_rig_extra
from sherin.app.cli._film_input import place_of, profile_of, read_packets, read_text
from sherin.app.cli.avatar import opened_avatar, told
from sherin.app.cli.terminal import printable

if TYPE_CHECKING:
    from sherin.app.film.filming import FilmReport, Watch
    from sherin.app.film.score import Shown
    from sherin.app.film.wish import Wish
    from sherin.body.rig import Rig

__all__ = ["render"]

_REPORT_EVERY_S: Final = 10.0
_LEAST_SIDE_PX, _MOST_SIDE_PX = 64, 4096
_CONDITIONING: Final = ("pose", "heatmap", "depth")


class _Size(click.ParamType[tuple[int, int]]):
    """`512` or `1920x1080`."""

    name = "SIDE|WxH"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Width and height in px."""
        found = re.fullmatch(r"(\d{1,5})(?:[x×](\d{1,5}))?", str(value))
        width, height = (0, 0) if found is None else (int(found[1]), int(found[2] or found[1]))
        if not all(_LEAST_SIDE_PX <= side <= _MOST_SIDE_PX for side in (width, height)):
            self.fail(
                f"{value!r}: expected a side such as 512, or 1920x1080, "
                f"each {_LEAST_SIDE_PX} to {_MOST_SIDE_PX} px.",
                param,
                ctx,
            )
        return width, height


@click.command()
@click.option("--photo", type=click.Path(path_type=Path), help="Make an avatar of this photo.")
@click.option("--avatar", metavar="NAME|FILE.glb", help="One made before; astronaut is built in.")
@click.option("--text", help="What is said.")
@click.option(
    "--file",
    "text_path",
    type=click.Path(path_type=Path, allow_dash=True),
    help="What is said, from a UTF-8 file, or - for stdin.",
)
@click.option("--emotion", metavar="WORDS", help='The feeling: "joy", "joy:0.6+doubt:0.4".')
@click.option("--vad", metavar="V,A,D", help="The feeling: valence, arousal, dominance, -1..1.")
@click.option("--profile", metavar="NAME", help="A wiring map, such as ANX_DENIAL.")
@click.option(
    "--packets",
    type=click.Path(path_type=Path),
    help="Packets to play: NDJSON as `sherin feel --json` writes it.",
)
@click.option("--capsules", metavar="ID,ID", help="Motions to play, such as HK_071,HK_021.")
@click.option("--seconds", type=click.FloatRange(0.2, 3600.0), help="At least this long.")
@click.option("--loop", "loops", is_flag=True, help="A neutral loop without a seam.")
@click.option("--size", type=_Size(), default="512", show_default=True, help="Side, or WxH in px.")
@click.option("--fps", default=25, show_default=True, type=click.IntRange(5, 60))
@click.option("--srt", is_flag=True, help="Captions beside the film, as .srt.")
@click.option("--alpha", is_flag=True, help="Transparent background: .webm, .gif or a folder.")
@click.option(
    "--conditioning",
    "kinds",
    multiple=True,
    type=click.Choice(_CONDITIONING),
    help="Write pose, heat maps or depth to a folder instead of a film; may be given twice.",
)
@click.option("--personality", default="friendly", show_default=True, metavar="NAME|FILE")
@click.option("--voice", metavar="NAME", help="Timbre, such as f3; silent for no sound.")
@click.option(
    "--lang", default="en", show_default=True, metavar="CODE", help="Of the voice: en-gb, de, fr."
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=".mp4, .webm, .gif, or a folder for PNGs.",
)
@click.option("--json", "as_json", is_flag=True, help="What was made, as one JSON object.")
def render(
    *,
    photo: Path | None,
    avatar: str | None,
    text: str | None,
    text_path: Path | None,
    emotion: str | None,
    vad: str | None,
    profile: str | None,
    packets: Path | None,
    capsules: str | None,
    seconds: float | None,
    loops: bool,
    size: tuple[int, int],
    fps: int,
    srt: bool,
    alpha: bool,
    kinds: tuple[str, ...],
    personality: str,
    voice: str | None,
    lang: str,
    seed: int,
    output: Path | None,
    as_json: bool,
) -> None:
    """\b
    Examples:
      sherin render --photo me.jpg --text "We did it!" --emotion joy -o out.mp4
      sherin render --avatar astronaut --loop -o idle.webm --alpha
      sherin render --avatar me --capsules HK_071,HK_021 --seconds 4 --size 1080x1920 -o hands.mp4

    A film of an avatar with voice, lips, face, hands and light. The file says that it is synthetic;
    the same input and seed give the same pictures.
    """
    need_rig_extra()
    from sherin.app.film.wish import Wish, scored

    if (photo is None) == (avatar is None):
        raise click.UsageError("Give exactly one of --photo and --avatar.")
    if text is not None and text_path is not None:
        raise click.UsageError("Give one of --text and --file.")
    if emotion is not None and vad is not None:
        raise click.UsageError("Give one of --emotion and --vad.")
    given = [text if text_path is None else text_path, emotion, vad, profile, packets, capsules]
    _check(given, packets, loops=loops, output=output, kinds=kinds, alpha=alpha, srt=srt)
    assert output is not None
    wish = Wish(
        text=text if text_path is None else read_text(text_path),
        place=place_of(emotion=emotion, vad=vad),
        profile=None if profile is None else profile_of(profile),
        packets=None if packets is None else read_packets(packets),
        capsules=_ids(capsules),
        seconds=seconds,
        loops=loops,
        fps=fps,
        seed=seed,
        personality=personality,
        voice=voice,
        language=lang,
    )
    began_s = time.perf_counter()
    with scored(wish) as score:
        # The words are checked and the file opened before the avatar is built: that takes seconds.
        if kinds:
            made = _condition(wish, score, photo, avatar, output, kinds, size=size, quiet=as_json)
        else:
            made = _film(
                wish, score, photo, avatar, output, size=size, alpha=alpha, srt=srt, quiet=as_json
            )
    made["whole_s"] = round(time.perf_counter() - began_s, 3)
    _say(made, as_json=as_json)


def _ids(capsules: str | None) -> list[str] | None:
    if capsules is None:
        return None
    ids = [cid for cid in re.split(r"[,\s]+", capsules) if cid]
    if not ids:
        raise click.UsageError("--capsules names none. `sherin capsules list` names them all.")
    return ids


def _check(
    given: Sequence[object],
    packets: Path | None,
    *,
    loops: bool,
    output: Path | None,
    kinds: tuple[str, ...],
    alpha: bool,
    srt: bool,
) -> None:
    if not loops and all(value is None for value in given):
        raise click.UsageError(
            "Say what happens: --text, --emotion, --vad, --profile, --packets, --capsules, --loop."
        )
    if loops and any(value is not None for value in given):
        raise click.UsageError("--loop is a face at rest; leave words, feelings and motions out.")
    if packets is not None and any(v is not None for v in given if v is not packets):
        raise click.UsageError("--packets has everything in it; leave the other sources out.")
    if output is None:
        raise click.UsageError("Say where it goes: -o out.mp4, out.webm, out.gif or frames/.")
    if kinds and (alpha or srt):
        raise click.UsageError("--conditioning writes data for generators: no --alpha, no --srt.")


def _rig(photo: Path | None, avatar: str | None, *, quiet: bool) -> Rig:
    """The rig as its file holds it, so that a photo and its avatar give the same film."""
    from sherin.body.rig.glb import decode_rig

    if avatar is not None:
        return decode_rig(opened_avatar(avatar, quiet=quiet))
    from sherin.app.avatars import built_avatar
    from sherin.body.rig.building import generator

    assert photo is not None
    with told(photo.name, quiet=quiet) as progress:
        data, rig = built_avatar(photo, made_by=generator(), progress=progress)
    if not quiet:
        for sentence in rig.left_out:
            click.echo(f"note: {printable(sentence)}", err=True)
    return decode_rig(data)


def _film(
    wish: Wish,
    score: Shown,
    photo: Path | None,
    avatar: str | None,
    output: Path,
    *,
    size: tuple[int, int],
    alpha: bool,
    srt: bool,
    quiet: bool,
) -> dict[str, object]:
    from sherin.app.film.captions import CaptionWriter
    from sherin.app.film.filming import shoot
    from sherin.app.film.sinks import check_target, open_sink
    from sherin.app.film.wide_picture import drawing_for
    from sherin.app.whole_file import whole_file

    check_target(output, size=size, has_alpha=alpha)
    stage = drawing_for(_rig(photo, avatar, quiet=quiet), size=size, seed=wish.seed)
    captions_path = output.with_suffix(".srt") if srt else None
    with contextlib.ExitStack() as files:
        captions = None
        if captions_path is not None:
            captions = CaptionWriter(files.enter_context(whole_file(captions_path)))
        watch = files.enter_context(_watched(output.name, quiet=quiet))
        sink = open_sink(output, size=size, fps=wish.fps, has_alpha=alpha)
        report = shoot(
            score, stage, sink, fps=wish.fps, has_alpha=alpha, captions=captions, watch=watch
        )
    made = _described(report, output)
    if captions_path is not None:
        made["captions"] = str(captions_path)
    return made


def _condition(
    wish: Wish,
    score: Shown,
    photo: Path | None,
    avatar: str | None,
    output: Path,
    kinds: tuple[str, ...],
    *,
    size: tuple[int, int],
    quiet: bool,
) -> dict[str, object]:
    from sherin.app.film.conditioning import ConditioningSink
    from sherin.app.film.filming import shoot
    from sherin.body.rendering import Stage

    stage = Stage(_rig(photo, avatar, quiet=quiet), size=size, seed=wish.seed)
    sink = ConditioningSink(output, stage=stage, kinds=kinds)
    with _watched(output.name, quiet=quiet) as watch:
        report = shoot(score, sink.stage, sink, fps=wish.fps, watch=watch)
    return _described(report, output)


def _described(report: FilmReport, output: Path) -> dict[str, object]:
    import msgspec

    paths = [output] if output.is_file() else [p for p in output.rglob("*") if p.is_file()]
    return {
        "ok": True,
        "output": str(output),
        "bytes": sum(path.stat().st_size for path in paths),
        **msgspec.to_builtins(report),
    }


def _say(made: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(made, ensure_ascii=False))
        return
    click.echo(
        f"{made['output']}: {made['seconds']} s of film, {made['frames']} pictures, "
        f"drawn at {made['times_real_time']} x real time; {made['whole_s']} s in all",
        err=True,
    )


@contextlib.contextmanager
def _watched(name: str, *, quiet: bool) -> Generator[Watch]:
    """One updating line on a terminal, a plain one every ten seconds elsewhere."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    began_s = said_s = time.monotonic()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    is_shown = console.is_terminal and not quiet
    with Progress(*columns, console=console, transient=True, disable=not is_shown) as bar:
        task = bar.add_task(printable(name), total=None)

        def watch(n_pictures: int, film_s: float) -> None:
            nonlocal said_s
            now_s = time.monotonic()
            rate = film_s / max(now_s - began_s, 1e-3)
            words = f"{printable(name)}: {film_s:.1f} s of film, {rate:.1f} x real time"
            if is_shown and n_pictures % 5 == 0:
                bar.update(task, description=words)
            elif not quiet and not is_shown and now_s - said_s >= _REPORT_EVERY_S:
                said_s = now_s
                click.echo(words, err=True)

        yield watch
