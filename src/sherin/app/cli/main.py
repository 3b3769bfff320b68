"""The root of the `sherin` command, and what each way of ending means.

Exit codes: 0 done, 1 failed, 2 wrong usage or bad input, 130 interrupted.
"""

from __future__ import annotations

import logging
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

import click

from sherin import __version__
from sherin.app.cli.lazy_group import LazyCommand, LazyGroup
from sherin.app.cli.terminal import printable
from sherin.app.egress import allow_connections, no_connections
from sherin.errors import SherinError

__all__ = ["COMMANDS", "Invocation", "main", "root", "run"]

COMMANDS = {
    "ask": LazyCommand("sherin.app.cli.ask:ask", "Ask one question, or a file of them."),
    "avatar": LazyCommand(
        "sherin.app.cli.avatar:avatar", "Make a photo an avatar; list, show, delete."
    ),
    "bench": LazyCommand("sherin.app.cli.bench:bench", "Measure, and compare with the goals."),
    "capsules": LazyCommand(
        "sherin.app.cli.capsules:capsules", "List, show, plot, check and bake motion capsules."
    ),
    "chat": LazyCommand("sherin.app.cli.chat:chat", "Talk in the terminal."),
    "clips": LazyCommand(
        "sherin.app.cli.clips:clips", "Draw thirty seconds of each feeling, from packets."
    ),
    "debug": LazyCommand("sherin.app.cli.debug:debug", "Look inside one step of the way."),
    "feel": LazyCommand("sherin.app.cli.feel:feel", "Turn a sentence into a packet of motion."),
    "freeze": LazyCommand("sherin.app.cli.freeze:freeze", "Stop all learning, or allow it again."),
    "gaps": LazyCommand("sherin.app.cli.gaps:gaps", "Questions it could not answer; answer them."),
    "ingest": LazyCommand("sherin.app.cli.ingest:ingest", "Take files into the knowledge base."),
    "kb": LazyCommand("sherin.app.cli.kb:kb", "Look at the knowledge base; rebuild, remove."),
    "memory": LazyCommand(
        "sherin.app.cli.memory:memory", "Look at what is remembered; forget, export, erase."
    ),
    "models": LazyCommand(
        "sherin.app.cli.models:models", "List, choose and measure local language models."
    ),
    "render": LazyCommand(
        "sherin.app.cli.render:render", "Film an avatar: what it says, feels and does."
    ),
    "report": LazyCommand(
        "sherin.app.cli.report:report", "Plot confidence, feelings, memory and speed of the talk."
    ),
    "say": LazyCommand("sherin.app.cli.say:say", "Speak a text into a WAV file."),
    "search": LazyCommand("sherin.app.cli.search:search", "Find passages in the knowledge base."),
    "serve": LazyCommand("sherin.app.cli.serve:serve", "Serve the page in the browser."),
}


@dataclass
class Invocation:
    """What the root options say; lives for one call of `main`."""

    debug: bool = False
    """Print tracebacks, and the log down to DEBUG."""


@click.group(
    cls=LazyGroup,
    lazy_commands=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="sherin", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show tracebacks and the log on stderr.")
@click.option(
    "--allow-network",
    is_flag=True,
    help="Let this one command connect to other machines; by default none can.",
)
@click.pass_context
def root(ctx: click.Context, *, debug: bool, allow_network: bool) -> None:
    """\b
    Example:
      sherin feel "Did the report finish?" --personality friendly

    A private companion with a face. Without a command it starts and opens the browser, like
    `sherin serve --open`. Nothing leaves this machine.
    """
    ctx.ensure_object(Invocation).debug = debug
    if allow_network:
        allow_connections()
    if debug:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    if ctx.invoked_subcommand is None:
        serve = root.get_command(ctx, "serve")
        assert serve is not None
        with serve.make_context("serve", ["--open"], parent=ctx) as serve_context:
            serve.invoke(serve_context)


def run(args: Sequence[str] | None = None) -> int:
    """Run one command line and say how it ended.

    Args:
        args: The words after `sherin`; by default those of this process.

    Returns:
        The exit code, 0, 1, 2 or 130. Everything a person should read has been printed.
    """
    invocation = Invocation()
    try:
        # Without standalone mode click hands its exceptions on, and returns the code of ctx.exit().
        with no_connections():
            outcome: object = root.main(
                None if args is None else list(args),
                prog_name="sherin",
                obj=invocation,
                standalone_mode=False,
            )
    except click.ClickException as wrong_usage:
        wrong_usage.show()
        return 2
    except click.Abort:  # also what click makes of Ctrl-C
        click.echo("sherin: interrupted", err=True)
        return 130
    except SherinError as bad_input:
        _explain(str(bad_input), debug=invocation.debug)
        return 2
    except Exception as failure:  # noqa: BLE001 (the last resort of the command line)
        hint = "" if invocation.debug else " Run `sherin --debug ...` to see where."
        detail = str(failure) or "no further message"
        _explain(f"failed, {type(failure).__name__}: {detail}.{hint}", debug=invocation.debug)
        return 1
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """Entry point of the `sherin` command."""
    for name in ("SIGTERM", "SIGHUP"):  # not every system has both
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)
    sys.exit(run())


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Ended from outside as by Ctrl-C, so that what was begun is taken away again."""
    raise KeyboardInterrupt


def _explain(message: str, *, debug: bool) -> None:
    """One line on stderr, after the traceback of the current exception where that is wanted."""
    if debug:
        click.echo(printable(traceback.format_exc()), err=True)
    click.echo(f"sherin: {printable(message)}", err=True)
