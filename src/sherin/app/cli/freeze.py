"""`sherin freeze`: stop all learning, allow it again, or say what holds."""

from __future__ import annotations

import json
import time
from typing import Literal

import click

from sherin.app.cli.terminal import printable
from sherin.app.persons import person_or_owner, spoken_of
from sherin.mind.companion.governance import Governance
from sherin.settings import home_folder

__all__ = ["freeze"]


@click.command()
@click.argument("what", type=click.Choice(["on", "off", "status"]), default="status")
@click.option("--person", metavar="NAME", help="Whose companion; by default the current one's.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def freeze(what: Literal["on", "off", "status"], *, person: str | None, as_json: bool) -> None:
    """\b
    Examples:
      sherin freeze on
      sherin freeze off
      sherin freeze status

    While it is on, nothing is learned: no turn is remembered, no gap kept or answered, no reply
    confirmed. Forgetting stays possible. It holds at once, also in a SHERIN that is running.
    """
    home = home_folder()
    name = person or person_or_owner(home)
    governance = Governance.open(name, home=home)
    if what == "on":
        governance.freeze(now_s=time.time())
    elif what == "off":
        governance.unfreeze()
    decisions = governance.decisions
    since = None
    if decisions.is_frozen and decisions.since_s is not None:
        since = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(decisions.since_s))
    if as_json:
        told: dict[str, object] = {
            "person": name,
            "frozen": decisions.is_frozen,
            "since": since,
            "journal": decisions.journal,
            "torn": governance.is_torn,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    if governance.is_torn:
        click.echo(
            f"frozen, because {printable(str(governance.path))} cannot be read. "
            "Decide anew with: sherin freeze on, or off"
        )
    elif decisions.is_frozen:
        click.echo(f"frozen since {since}: nothing about {printable(spoken_of(name))} is learned")
    else:
        click.echo(f"not frozen: what was confirmed is learned about {printable(spoken_of(name))}")
