"""`sherin kb`: look at the knowledge base, rebuild its index, remove from it."""

from __future__ import annotations

import json

import click
import msgspec

from sherin.app.cli.described_group import DescribedGroup
from sherin.app.cli.terminal import printable
from sherin.app.knowledge_folder import open_knowledge
from sherin.mind.knowledge import DOMAINS, domain_of

__all__ = ["kb"]


@click.group(cls=DescribedGroup)
def kb() -> None:
    """\b
    Example:
      sherin kb stats

    Look at the knowledge base, rebuild its index, remove documents from it.
    """


@kb.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats(*, as_json: bool) -> None:
    """\b
    Example:
      sherin kb stats

    How many documents stand on which shelf, and whether the index is well.
    """
    with open_knowledge() as base:
        status = base.status()
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(status), ensure_ascii=False))
        return
    click.echo(f"documents          {status.documents}")
    click.echo(f"passages           {status.passages}")
    click.echo(f"vectors            {status.vectors} ({status.embedding})")
    click.echo(f"index              {status.index_health}, {status.index_pieces} pieces")
    click.echo(f"newest document    {status.newest_document or 'none'}")
    click.echo(f"when unsure        {status.fallback_policy}")
    click.echo(f"folder             {printable(status.folder)}, {status.bytes / 1e6:.1f} MB\n")
    for domain in DOMAINS.values():
        n_documents = status.domains[domain.id]
        click.echo(f"{domain.id:>4}  {domain.name:<26} {n_documents or 'empty':>8}")


@kb.command("list", context_settings={"ignore_unknown_options": True})
@click.argument("domain_id", metavar="DOMAIN")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_command(domain_id: str, *, as_json: bool) -> None:
    """\b
    Examples:
      sherin kb list M6
      sherin kb list -9

    What stands on one shelf: title, date and where it came from.
    """
    domain = domain_of(domain_id)
    with open_knowledge() as base:
        documents = base.documents(domain.id)
    for document in documents:
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(document), ensure_ascii=False))
        else:
            line = f"{document.title:<44} {document.date:<10} {document.uri}"
            click.echo(printable(line.rstrip()))
    if not documents and not as_json:
        click.echo(
            f"{domain.label} is empty. Fill it with: sherin ingest PATH --domain {domain.id}"
        )


@kb.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def rebuild(*, as_json: bool) -> None:
    """\b
    Example:
      sherin kb rebuild

    Make the index again from the stored texts. Nothing is lost when it is interrupted.
    """
    with open_knowledge() as base:
        passages = base.rebuild()
    click.echo(json.dumps({"passages": passages}) if as_json else f"indexed {passages} passages")


@kb.command()
@click.argument("path")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def remove(path: str, *, dry_run: bool, as_json: bool) -> None:
    """\b
    Example:
      sherin kb remove notes/old.md

    Remove what came from a file, or from every file below a folder. The file itself stays.
    """
    with open_knowledge() as base:
        if dry_run:
            found = base.sources_below(path)
            report: dict[str, object] = {"would_remove": found}
            text = "\n".join(f"would remove {printable(uri)}" for uri in found)
        else:
            n_passages = base.remove(path)
            report = {"removed_passages": n_passages}
            text = f"removed {n_passages} passages"
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else text)
