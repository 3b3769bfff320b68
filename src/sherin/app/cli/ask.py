"""`sherin ask`: one question and its answer, or a file of questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
import msgspec

from sherin.app.cli._text_lines import lines_of
from sherin.app.cli.terminal import printable

if TYPE_CHECKING:
    from sherin.mind.companion import Preset, Reply

__all__ = ["answer_document", "ask", "shown_reply"]


@click.command()
@click.argument("text", required=False)
@click.option(
    "--preset",
    type=click.Choice(["hybrid", "micro", "zero"]),
    default="hybrid",
    show_default=True,
    help="All routes; no model; the model and the person's memory, no shelves.",
)
@click.option("--person", metavar="NAME", help="Whose companion; by default the current one's.")
@click.option("--no-model", is_flag=True, help="Leave the language model out, if one was chosen.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--file",
    "lines_path",
    type=click.Path(path_type=Path, allow_dash=True),
    help="One question a line from a UTF-8 file, or - for stdin: one JSON object a line. "
    "Nothing of it is remembered or becomes a gap.",
)
def ask(
    text: str | None,
    *,
    preset: str,
    person: str | None,
    no_model: bool,
    as_json: bool,
    lines_path: Path | None,
) -> None:
    """\b
    Examples:
      sherin ask "what is quantum tunneling"
      sherin ask "history of computer" --json
      sherin ask --file questions.txt --preset micro

    The answer, with its route, confidence and sources. Exit code 0 also where it is not known.
    """
    if (text is None) == (lines_path is None):
        raise click.UsageError("Give either TEXT or --file.")
    lines = None if lines_path is None else list(lines_of(lines_path, each="question"))
    from sherin.app.minds import open_mind

    with open_mind(person, preset=cast("Preset", preset), has_model=not no_model) as mind:
        mind.warm_up()  # so that the latency is one of answering
        if lines is not None:
            for line in lines:
                reply = mind.respond(
                    line, intent="question", is_recorded=False, wants_passages=True
                )
                click.echo(json.dumps({"question": line} | answer_document(reply)))
            return
        reply = mind.respond(text or "", wants_passages=as_json)
    if as_json:
        click.echo(json.dumps(answer_document(reply)))  # ASCII: nothing in it steers a terminal
    else:
        click.echo(shown_reply(reply))


def answer_document(reply: Reply) -> dict[str, object]:
    """A reply as `--json` shows it: what it says, how sure, from where, how fast, how it feels."""
    feeling = reply.feeling
    return {
        "answer": reply.text,
        "confidence": reply.confidence,
        "is_known": reply.is_known,
        "route": reply.route,
        "intent": reply.intent,
        "notice": reply.notice,
        "gap": reply.gap,
        "sources": [msgspec.to_builtins(source) for source in reply.sources],
        "passages": [
            {name: getattr(found, name) for name in ("title", "domain", "uri", "text")}
            for found in reply.passages
        ],
        "feeling": None
        if feeling is None
        else {
            axis: round(getattr(feeling, axis), 4) for axis in ("valence", "arousal", "dominance")
        },
        "expression": reply.expression,
        "latency_ms": reply.latency_ms,
    }


def shown_reply(reply: Reply) -> str:
    """A reply for people: the text, and a line that says where it comes from."""
    return printable(f"{reply.text}\n{provenance(reply)}")


def provenance(reply: Reply) -> str:
    """Where a reply comes from, in brackets: route, confidence, sources, gap, notice."""
    told = [reply.route if reply.route != "none" else "not known"]
    if reply.route not in {"reflex", "none"}:
        told.append(f"{reply.confidence:.0%} sure")
    told += [
        f"{source.title} ({source.domain}{', ' + source.date if source.date else ''})"
        for source in reply.sources
    ]
    if reply.gap:
        told.append(f"kept as gap {reply.gap}")
    if reply.notice:
        told.append(reply.notice)
    told.append(f"{reply.latency_ms:.1f} ms")
    return f"[{'; '.join(told)}]"
