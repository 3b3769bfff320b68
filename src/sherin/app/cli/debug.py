"""`sherin debug`: look inside, one step at a time."""

from __future__ import annotations

import json

import click
import numpy as np

from sherin.app.cli.described_group import DescribedGroup
from sherin.app.cli.terminal import printable

__all__ = ["debug"]


@click.group(cls=DescribedGroup)
def debug() -> None:
    """\b
    Example:
      sherin debug embed "test query"

    Look inside one step of the way from a question to an answer.
    """


@debug.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with the whole vector.")
def embed(text: str, *, as_json: bool) -> None:
    """\b
    Example:
      sherin debug embed "test query"

    How a text is read: its terms, the pieces of its words, and its vector.
    """
    from sherin.mind.knowledge.word_vectors import N_DIMENSIONS, WordVectors
    from sherin.mind.knowledge.words import term_of, words_of

    vectors = WordVectors.builtin()
    words = words_of(text)
    telling = [word for word in words if term_of(word)]
    vector = vectors.embed(telling)
    reader = vectors.piece_reader
    pieces = {word: [reader.vocabulary[n] for n in reader.ids(word)] for word in telling}
    report: dict[str, object] = {
        "text": text,
        "terms": [term_of(word) for word in telling],
        "stop_words": [word for word in words if not term_of(word)],
        "pieces": pieces,
        "dimensions": N_DIMENSIONS,
        "norm": round(float(np.linalg.norm(vector)), 4),
        "vector": [round(float(x), 5) for x in vector],
    }
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    click.echo(f"terms       {printable(' '.join(map(term_of, telling)))}")
    for word, parts in pieces.items():
        click.echo(f"  {printable(word):<18} {printable(' '.join(parts))}")
    head = " ".join(f"{x:+.3f}" for x in vector[:8])
    click.echo(f"vector      {N_DIMENSIONS} numbers, length {report['norm']}: {head} ...")
