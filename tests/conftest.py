"""What every test stands on: no network, reproducible examples, Chromium where there is one."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from sherin.body.rig import Portrait, Rig

# A property test may be slow on a busy machine without being wrong. CI draws the same examples in
# every run, so that a red run is about the change; at home each run draws new ones.
hypothesis.settings.register_profile("home", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "home")

PORTRAIT = Path(__file__).parents[1] / "src/sherin/body/data/portrait/astronaut.png"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# Headless, as root in a container too, and with nothing that looks for hosts on the internet.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
)


def find_chromium() -> str | None:
    """Path of the machine's own Chromium, or None; a browser is never downloaded."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def is_loopback(host: str) -> bool:
    """True for `localhost` and for addresses that never leave the machine."""
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse(host: object) -> NoReturn:
    raise RuntimeError(f"a test tried to reach {host!r}; tests may open loopback addresses only")


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Refuse every connection and every name look-up that would leave this machine."""
    patch = pytest.MonkeyPatch()

    def guard(name: str, address_at: int) -> None:
        plain = getattr(socket.socket, name)

        def guarded(self: socket.socket, *args: Any) -> Any:
            internet = self.family in {socket.AF_INET, socket.AF_INET6}
            if internet and not is_loopback(args[address_at][0]):
                refuse(args[address_at])
            return plain(self, *args)

        patch.setattr(socket.socket, name, guarded)

    guard("connect", 0)
    guard("connect_ex", 0)
    guard("sendto", -1)
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not is_loopback(name):
            refuse(name)
        return look_up(host, *args, **kwargs)

    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the folder of the person who runs it."""
    monkeypatch.setenv("SHERIN_HOME", str(tmp_path_factory.getbasetemp() / "sherin-home"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip browser tests, with the reason, where there is no Chromium; fail there in CI."""
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    reason = f"no Chromium on this machine (looked for {', '.join(CHROMIUM_NAMES)})"
    if os.environ.get("SHERIN_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason}, and SHERIN_REQUIRE_BROWSER=1 asks for one", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, headless; use it in tests marked `browser` only.

    It lives for one module: while Playwright is open this thread has a running event loop, in which
    another test could not call `asyncio.run`.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(CHROMIUM_FLAGS)
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def built_in_portrait() -> Portrait:
    """The portrait that ships, as intake reads it; a second of work for the whole session."""
    from sherin.body.rig.intake import read_portrait

    return read_portrait(PORTRAIT)


@pytest.fixture(scope="session")
def built_in_rig(built_in_portrait: Portrait) -> Rig:
    """The rig of the portrait that ships."""
    from sherin.body.rig.building import build_rig

    return build_rig(built_in_portrait)
