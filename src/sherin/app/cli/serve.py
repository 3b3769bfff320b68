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
    help="Port to listen on; 0 for any. By default 8765 or the next free one.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on. Any but a loopback one can be reached by other machines, and asks "
    "for the token that is printed.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="A site that may use this server, such as http://localhost:3000; may be given twice.",
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
def serve(
    *,
    port: int | None,
    host: str,
    origins: tuple[str, ...],
    open_browser: bool,
    personality: str,
    seed: int,
) -> None:
    """\b
    Examples:
      sherin serve --open --personality friendly
      sherin serve --allow-origin http://localhost:3000
      sherin serve --host 0.0.0.0

    Serve the page on this machine, until Ctrl-C. Nothing outside it can connect, unless --host says
    so; then the token in the printed address is needed.
    """
    # The web framework and the motion core are loaded here, not for `sherin --help`.
    from sherin.app.minds import open_mind
    from sherin.app.persons import current_person
    from sherin.app.server import Access, Limits, create_app
    from sherin.app.server.access import new_token, origin_of
    from sherin.app.server.running import address_of, is_loopback, take_port
    from sherin.app.server.running import serve as run_server
    from sherin.mind.affect import load_personality
    from sherin.mind.companion.bus import EventBus
    from sherin.settings import home_folder

    chosen = load_personality(personality)
    limits = Limits()
    token = None if is_loopback(host) else new_token()
    access = Access(token=token, origins=frozenset(map(origin_of, origins)))
    home = home_folder()
    with take_port(port, host=host) as bound, EventBus() as bus:
        url = address_of(bound, token=token)
        app = create_app(
            chosen,
            seed=seed,
            limits=limits,
            prepares=True,
            mind=lambda person: open_mind(person, home=home, bus=bus),
            person=current_person(home),
            home=home,
            access=access,
            bus=bus,
        )

        def announce() -> None:
            click.echo(f"sherin: {url} (Ctrl-C ends it)", err=True)
            if token is not None:
                click.echo(
                    f"sherin: {host} is not loopback: whoever knows this address can talk with it. "
                    "On another machine, put this one's name or address in place of 127.0.0.1.",
                    err=True,
                )
            if open_browser:
                # Some browsers keep the caller waiting until they are closed.
                threading.Thread(target=_open, args=(url,), daemon=True).start()

        run_server(app, bound, on_ready=announce, limits=limits)


def _open(url: str) -> None:
    if not webbrowser.open(url):
        print(f"sherin: no browser found; open {url} yourself", file=sys.stderr)  # noqa: T201
