"""`sherin report`: how sure, how fast, how it felt, how memory grew, drawn from the journal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click
import msgspec

from sherin.app.cli.terminal import printable
from sherin.app.persons import person_or_owner
from sherin.app.picture_file import check_picture_name
from sherin.mind.companion.governance import Governance, JournalLevel
from sherin.settings import home_folder

__all__ = ["report"]

_PAGES: Final = (".html", ".htm")


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("report.html"),
    show_default=True,
    help="A page (.html), or a picture (.png, .svg, .pdf) with the extra `plot`.",
)
@click.option("--person", metavar="NAME", help="Whose talk; by default the current one's.")
@click.option(
    "--log",
    "level",
    type=click.Choice(["off", "metadata", "full"]),
    help="Draw nothing; choose how much the journal says from now on. `full` keeps words, "
    "unencrypted.",
)
@click.option("--json", "as_json", is_flag=True, help="Only the figures, as one JSON object.")
def report(output: Path, *, person: str | None, level: JournalLevel | None, as_json: bool) -> None:
    """\b
    Examples:
      sherin report
      sherin report -o report.png
      sherin report --log off

    Confidence, routes, times, feelings and the growth of memory, from the journal of the talk. The
    journal holds no word of anybody unless that was asked for with --log full.
    """
    home = home_folder()
    name = person or person_or_owner(home)
    governance = Governance.open(name, home=home)
    if level is not None:
        governance.choose_journal(level)
        if as_json:
            click.echo(json.dumps({"person": name, "journal": level}, ensure_ascii=False))
        else:
            words = {"off": "nothing", "metadata": "figures, no words", "full": "words too"}
            click.echo(f"the journal of {printable(name)} keeps {words[level]} from now on")
        return
    from sherin.app.report import read_report

    if not as_json:
        check_picture_name(output, also=_PAGES)
    figures, series = read_report(governance.path.parent, person=name)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(figures), ensure_ascii=False))
        return
    if output.suffix.lower() in _PAGES:
        from sherin.app.report_page import report_page
        from sherin.app.whole_file import whole_file

        with whole_file(output) as stream:
            stream.write(report_page(figures, series).encode())
    else:
        from sherin.app.report_plot import plot_report

        plot_report(figures, series, output)
    click.echo(f"drawn: {printable(str(output))}, {figures.n_turns} turns", err=True)
