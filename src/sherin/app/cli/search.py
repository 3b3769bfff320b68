"""`sherin search`: find passages on one shelf, or on all."""

from __future__ import annotations

import json

import click
import msgspec

from sherin.app.cli.terminal import printable
from sherin.app.knowledge_folder import open_knowledge
from sherin.mind.knowledge import FoundPassage, domain_of

__all__ = ["search"]


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("domain_id", metavar="DOMAIN")
@click.argument("text")
@click.option("-k", "k", type=click.IntRange(1, 18), default=5, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def search(domain_id: str, text: str, k: int, *, as_json: bool) -> None:
    """\b
    Examples:
      sherin search M6 "artificial intelligence"
      sherin search all "who deciphered hieroglyphs" -k 3

    The passages that fit best, best first. DOMAIN is M1..M16, -1..-12, or `all`.
    """
    domain = None if domain_id.lower() == "all" else domain_of(domain_id)
    with open_knowledge() as base:
        found = base.search(text, domain.id if domain else None, k)
    for passage in found:
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(passage), ensure_ascii=False))
        else:
            click.echo(printable(_shown(passage)))
    if not found and not as_json:
        where = f"on {domain.label}" if domain else "anywhere"
        click.echo(f"nothing {where} is near to that.")


def _shown(passage: FoundPassage) -> str:
    heading = f", {passage.heading}" if passage.heading else ""
    dated = f", {passage.date}" if passage.date else ""
    return (
        f"{passage.score:.2f}  {passage.title}{heading} ({passage.domain}{dated})\n"
        f"      {passage.text}\n      {passage.uri}"
    )
