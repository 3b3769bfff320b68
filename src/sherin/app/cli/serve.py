"""`sherin serve`: the companion in the browser."""

from __future__ import annotations

import sys
import threading
import webbrowser

import click

__all__ = ["serve"]


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port on 127.0.0.1; 0 for any. By default 8765 or the next free one.",
)
@click.option("--open/--no-open", "open_browser", default=False, help="Open the browser.")
@click.option(
    "--personality",
    default="friendly",
    show_default=True,
    metavar="NAME|FILE",
    help="A personality that ships, or a TOML file of your own.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 0xFFFFFFFF),
    default=0,
    show_default=True,
    help="The same seed and events at the same times give the same packets.",
)
def serve(*, port: int | None, open_browser: bool, personality: str, seed: int) -> None:
    """\b
    Example:
      sherin serve --open --personality friendly

    Serve the page on this machine, until Ctrl-C. Nothing outside it can connect.
    """
    # The web framework and the motion core are loaded here, not for `sherin --help`.
    from sherin.app.server import Limits, create_app
    from sherin.app.server.running import ADDRESS, take_port
    from sherin.app.server.running import serve as run_server
    from sherin.mind.affect import load_personality

    chosen = load_personality(personality)
    limits = Limits()
    with take_port(port) as bound:
        taken: int = bound.getsockname()[1]
        url = f"http://{ADDRESS}:{taken}/"
        app = create_app(chosen, seed=seed, limits=limits, prepares=True)

        def announce() -> None:
            click.echo(f"sherin: {url} (Ctrl-C ends it)", err=True)
            if open_browser:
                # Some browsers keep the caller waiting until they are closed.
                threading.Thread(target=_open, args=(url,), daemon=True).start()

        run_server(app, bound, on_ready=announce, limits=limits)


def _open(url: str) -> None:
    if not webbrowser.open(url):
        print(f"sherin: no browser found; open {url} yourself", file=sys.stderr)  # noqa: T201
