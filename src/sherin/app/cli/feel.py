"""`sherin feel`: a sentence goes in, the packet that shows it comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sherin.app.cli._text_lines import lines_of
from sherin.app.cli.terminal import printable
from sherin.app.picture_file import check_picture_name

if TYPE_CHECKING:
    from sherin.app.performance import Performance, Performed
    from sherin.wire import Context

__all__ = ["feel"]

_CONTEXTS = ("typing", "reading", "thinking", "listening", "pointing", "holding-phone")
_REACTION_GAP_MS = 4000
"""Session time between the lines of a file: affect decays in between as it would in talk."""


@click.command()
@click.argument("text", required=False)
@click.option(
    "--personality", default="friendly", metavar="NAME|FILE", help="Shipped name or a TOML."
)
@click.option(
    "--emotion", metavar="WORDS", help='Show a feeling instead: "joy", "joy:0.6+doubt:0.4".'
)
@click.option(
    "--event", metavar="NAME", help="React to an event of a page or task: task_done, error."
)
@click.option("--context", type=click.Choice(_CONTEXTS), help="What the person is doing.")
@click.option("--say", "speaks", is_flag=True, help="The companion says TEXT; the packet names it.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line on stdout.")
@click.option("--plot", "plot_path", type=click.Path(path_type=Path), help="Draw who starts when.")
@click.option(
    "--file",
    "lines_path",
    type=click.Path(path_type=Path, allow_dash=True),
    help="One line after the other from a UTF-8 file, or - for stdin.",
)
def feel(
    text: str | None,
    *,
    personality: str,
    emotion: str | None,
    event: str | None,
    context: Context | None,
    speaks: bool,
    seed: int,
    as_json: bool,
    plot_path: Path | None,
    lines_path: Path | None,
) -> None:
    """\b
    Examples:
      sherin feel "Did the report finish?" --personality friendly
      sherin feel --emotion doubt --plot doubt.png
      sherin feel --file lines.txt --json

    Prints the appraisal, the new state, the chosen cues with their start times, and the packet with
    its size.
    """
    given = [name for name in (text, emotion, event, lines_path) if name is not None]
    if len(given) != 1:
        raise click.UsageError("Give exactly one of TEXT, --emotion, --event and --file.")
    if lines_path is not None and plot_path is not None:
        raise click.UsageError("--plot draws one reaction; leave --file out.")
    if plot_path is not None:
        check_picture_name(plot_path)
    # Read before anything is built: a missing file is refused at once.
    lines = None if lines_path is None else list(lines_of(lines_path, each="sentence"))
    performance = _performance(personality, seed)
    if lines is not None:
        for number, line in enumerate(lines):
            performed = performance.hear(line, now_ms=number * _REACTION_GAP_MS, context=context)
            _print(performed, performance, as_json=as_json)
        return
    performed = _perform(performance, text, emotion, event, context, speaks=speaks)
    _print(performed, performance, as_json=as_json)
    if plot_path is not None:
        from sherin.app.reaction_plot import plot_reaction

        plot_reaction(performed, performance.library, plot_path)
        click.echo(f"drawn: {plot_path}", err=True)


def _performance(personality: str, seed: int) -> Performance:
    from sherin.app.performance import Performance
    from sherin.mind.affect import load_personality

    # A scan finds the same capsules as the k-d tree, without half a second of importing scipy.
    return Performance(personality=load_personality(personality), seed=seed, index="scan")


def _perform(
    performance: Performance,
    text: str | None,
    emotion: str | None,
    event: str | None,
    context: Context | None,
    *,
    speaks: bool,
) -> Performed:
    if emotion is not None:
        from sherin.mind.affect import feeling

        return performance.feel(feeling(emotion), now_ms=0)
    if event is not None:
        return performance.notice(event, now_ms=0, context=context)
    if speaks:
        return performance.say(text or "", now_ms=0)
    return performance.hear(text or "", now_ms=0, context=context)


def _print(performed: Performed, performance: Performance, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_document(performed, performance), ensure_ascii=False))
        return
    _print_for_people(performed, performance)


def _document(performed: Performed, performance: Performance) -> dict[str, object]:
    """The JSON form: appraisal, state, the packet as it travels, and both sizes in bytes."""
    from sherin.wire import encode_binary, encode_json

    data = encode_json(performed.packet)
    stimulus, state = performed.stimulus, performed.reaction.state
    document: dict[str, object] = {
        "appraisal": {
            "valence": round(stimulus.valence, 4),
            "arousal": round(stimulus.arousal, 4),
            "dominance": round(stimulus.dominance, 4),
        },
        "confidence": None
        if performed.appraisal is None
        else round(performed.appraisal.confidence, 3),
        "state": {name: round(float(getattr(state, name)), 4) for name in state.__struct_fields__},
        "packet": json.loads(data),
        "bytes": len(data),
        "bytes_binary": len(encode_binary(performed.packet, performance.library.index)),
    }
    if performed.packet.utterance is not None:
        content = performance.book.resolve(performed.packet.utterance)
        document["utterance"] = {"id": performed.packet.utterance, "text": content.text}
    return document


def _print_for_people(performed: Performed, performance: Performance) -> None:
    from sherin.wire import encode_binary, encode_json

    packet, reaction = performed.packet, performed.reaction
    data = encode_json(packet)
    stimulus = performed.stimulus
    click.echo(
        f"appraisal  {_vad(stimulus.valence, stimulus.arousal, stimulus.dominance)}", nl=False
    )
    sure = performed.appraisal
    click.echo("" if sure is None else f"   understood {sure.confidence:.0%}")
    state = reaction.state
    click.echo(
        f"state      {_vad(state.valence, state.arousal, state.dominance)}   "
        f"energy {state.energy:.2f}  warmth {state.warmth:.2f}  confidence {state.confidence:.2f}  "
        f"curiosity {state.curiosity:.2f}  patience {state.patience:.2f}"
    )
    cues = [*((c.at_ms, c.layer, c.cid, c.weight) for c in packet.video_blend)]
    cues += [(c.at_ms, "voice", c.cid, c.weight) for c in packet.voice_blend]
    for at_ms, layer, cid, weight in sorted(cues, key=lambda cue: cue[0]):
        index = performance.library.index_of(cid)
        subtype = "" if index is None else str(performance.library.describe(index)["subtype"])
        click.echo(f"  +{at_ms:>4} ms  {layer:<11} {cid:<12} {weight:.2f}  {subtype}")
    if packet.utterance is not None:
        content = performance.book.resolve(packet.utterance)
        click.echo(f"utterance  {packet.utterance}  {printable(content.text[:120])}")
    binary = len(encode_binary(packet, performance.library.index))
    click.echo(f"packet     {len(data)} bytes as JSON, {binary} as binary")
    click.echo(data.decode())


def _vad(valence: float, arousal: float, dominance: float) -> str:
    return f"valence {valence:+.2f}  arousal {arousal:+.2f}  dominance {dominance:+.2f}"
