"""`sherin ingest`: take files and folders into the knowledge base."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click
import msgspec

from sherin.app.cli.terminal import printable
from sherin.app.knowledge_folder import open_knowledge
from sherin.mind.knowledge import IngestReport, domain_of

__all__ = ["ingest"]

_EVERY_S = 10.0
"""How often a line is printed where stderr is no terminal."""


class ProgressLine:
    """One line that is written over, or a plain one now and then."""

    def __init__(self) -> None:
        self._began = self._shown = time.monotonic()
        self._is_terminal = sys.stderr.isatty()

    def __call__(self, done: int, total: int, passages: int) -> None:
        """Show how far it is."""
        now = time.monotonic()
        if now - self._shown < (0.2 if self._is_terminal else _EVERY_S):
            return
        self._shown = now
        elapsed_s = now - self._began
        left_s = elapsed_s / done * (total - done) if done else 0.0
        rate = passages / elapsed_s
        line = f"{done}/{total}  {passages} passages  {rate:.0f}/s  {left_s:.0f} s left"
        click.echo(
            f"\r{line:<70}" if self._is_terminal else line, err=True, nl=not self._is_terminal
        )

    def clear(self) -> None:
        """Remove the line."""
        if self._is_terminal:
            click.echo(f"\r{'':<70}\r", err=True, nl=False)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--domain", "domain_id", required=True, help="The shelf: M1..M16 or -1..-12.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_context
def ingest(ctx: click.Context, path: Path, domain_id: str, *, as_json: bool) -> None:
    """\b
    Examples:
      sherin ingest notes/ --domain M6
      sherin ingest wikipedia_en_simple_all.zim --domain M11

    Take in a file or every readable file below a folder: Markdown, text, HTML, PDF, Word, EPUB,
    CSV, JSON and Kiwix ZIM. The same file again costs nothing, a changed one replaces what it was,
    and an interrupted run goes on where it stopped. Files that cannot be read are named and
    skipped.
    """
    domain = domain_of(domain_id)
    line = ProgressLine()
    with open_knowledge() as base:
        try:
            report = base.ingest(path, domain.id, progress=line)
        except KeyboardInterrupt:
            line.clear()
            click.echo("stopped; what was read is kept. Run it again to go on.", err=True)
            raise
    line.clear()
    for problem in report.problems:
        click.echo(f"skipped {printable(problem)}", err=True)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(report) | {"domain": domain.id}))
    else:
        click.echo(f"{domain.label}: {_summary(report)}")
    if report.problems and not (report.added or report.replaced or report.unchanged):
        ctx.exit(1)


def _summary(report: IngestReport) -> str:
    parts = [f"{report.added} new", f"{report.replaced} replaced", f"{report.unchanged} unchanged"]
    if report.problems:
        parts.append(f"{len(report.problems)} skipped")
    rate = report.passages / report.seconds if report.seconds > 0 else 0.0
    return (
        f"{', '.join(parts)}; {report.documents} documents, {report.passages} passages "
        f"in {report.seconds:.1f} s ({rate:.0f}/s)"
    )
