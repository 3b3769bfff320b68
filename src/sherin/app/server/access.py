"""Who may use a server: by the names it answers for, the sites it serves, and its token.

On loopback the Host must be a name of this machine and the Origin this server itself. Where other
machines can reach it, a token is needed, too: it comes once in the address, as Jupyter does it, and
stays in a cookie that no script and no other site can use.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.types import Scope

from sherin.app.server.problems import Problem
from sherin.errors import InputError

__all__ = ["Access", "host_name", "new_token", "origin_of"]

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST: Final = re.compile(r"([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,45}\])(?::[0-9]{1,5})?", re.IGNORECASE)
_ORIGIN: Final = re.compile(
    r"https?://([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,45}\])(:[0-9]{1,5})?", re.IGNORECASE
)
_COOKIE_S: Final = 30 * 86_400
"""How long a browser keeps the token; the server makes a new one at each start anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may use a server."""

    token: str | None = None
    """What everybody has to know; None on loopback."""
    origins: frozenset[str] = frozenset()
    """Sites besides the server's own page that may use it, such as `https://app.example`."""

    def check_host(self, headers: Headers) -> str:
        """The host that was asked for.

        With a token any name will do: a rebound name has no cookie and knows no token.

        Raises:
            Problem: 403, it is no name of this machine.
        """
        hosts = headers.getlist("host")
        host = hosts[0] if len(hosts) == 1 else ""
        name = host_name(host)
        if name is None or (self.token is None and name not in LOOPBACK_NAMES):
            raise Problem(
                403,
                f"this server does not answer for the host {host[:80]!r}",
                where="header Host",
                expected="localhost, 127.0.0.1 or [::1], with any port",
                next_step="Open the address that `sherin serve` printed.",
            )
        return host

    def check_origin(self, headers: Headers, host: str) -> str | None:
        """The other site that asks and may, or None where it is the server's own page.

        A browser sends Origin with every POST and every WebSocket; a program that is no browser may
        leave it out, and gains nothing by that: it could send any Origin.

        Raises:
            Problem: 403, another site asks.
        """
        origins = [origin.lower() for origin in headers.getlist("origin")]
        if len(origins) == 1 and origins[0] in self.origins:
            return origins[0]
        own = {f"http://{host.lower()}", f"https://{host.lower()}"}
        is_foreign = any(origin not in own for origin in origins)
        # Typing the address or following a bookmark is "none"; a request by another site is not.
        site = headers.get("sec-fetch-site", "none")
        is_navigation = headers.get("sec-fetch-mode") == "navigate"
        if is_foreign or (site not in {"none", "same-origin"} and not is_navigation):
            raise Problem(
                403,
                f"another site may not use this server: {', '.join(origins)[:80] or site!r}",
                where="header Origin",
                expected=f"http://{host}, the page of this server itself",
                next_step="Open the address that `sherin serve` printed, or start it with "
                "--allow-origin.",
            )
        return None

    def check_token(self, scope: Scope, headers: Headers, host: str) -> Problem | None:
        """A redirect, where a page was opened with the right token in its address; else None.

        Raises:
            Problem: 401, the token is missing or wrong.
        """
        if self.token is None:
            return None
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        in_query = next((value for key, value in query if key == "token"), None)
        if in_query is not None and self._is_token(in_query):
            is_page = scope["type"] == "http" and scope["method"] == "GET"
            if is_page and "text/html" in headers.get("accept", ""):
                rest = urlencode([(key, value) for key, value in query if key != "token"])
                return self._redirect(scope["path"], rest, host)
            return None
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = [bearer] if scheme.lower() == "bearer" else []
        if any(self._is_token(value) for value in (*given, _cookie(headers, host))):
            return None
        raise Problem(
            401,
            "the token is missing or wrong",
            where="token",
            expected="the token of this start, in the address, a cookie or `Authorization: Bearer`",
            next_step="Open the address that `sherin serve` printed; it ends in ?token=...",
        )

    def _is_token(self, given: str) -> bool:
        # In constant time: how long a refusal takes tells nothing.
        return self.token is not None and hmac.compare_digest(
            given.encode("utf-8", "replace"), self.token.encode()
        )

    def _redirect(self, path: str, query: str, host: str) -> Problem:
        # Without the token in the address: addresses get into histories, logs and screenshots.
        # A path of two slashes would name another host.
        target = "/" + path.lstrip("/") + (f"?{query}" if query else "")
        return Problem(
            303,
            "the token is kept",
            where="token",
            expected="a cookie from now on",
            next_step=f"Go on with {target}",
            headers={
                "Location": target,
                "Set-Cookie": f"{_cookie_name(host)}={self.token}; Path=/; HttpOnly; "
                f"SameSite=Strict; Max-Age={_COOKIE_S}",
            },
        )


def new_token() -> str:
    """192 bits that nobody can guess, fit for an address."""
    return secrets.token_urlsafe(24)


def origin_of(text: str) -> str:
    """A site as browsers name it in `Origin`.

    Raises:
        InputError: it has a path, or is no http(s) address.
    """
    origin = text.strip().rstrip("/").lower()
    if not _ORIGIN.fullmatch(origin):
        raise InputError(
            f"origin {text[:80]!r}: expected a scheme, a host and maybe a port, such as "
            "https://app.example or http://localhost:3000."
        )
    return origin


def host_name(host: str) -> str | None:
    """The name in a Host header without its port, lower case, or None when it is malformed."""
    match = _HOST.fullmatch(host)
    return None if match is None else match[1].lower()


def _cookie_name(host: str) -> str:
    # Cookies do not tell ports apart: two servers on one machine would take each other's.
    port = host.rpartition(":")[2]
    return f"sherin_token_{port}" if port.isdigit() else "sherin_token"


def _cookie(headers: Headers, host: str) -> str:
    try:
        found = SimpleCookie("; ".join(headers.getlist("cookie"))).get(_cookie_name(host))
    except CookieError:
        return ""
    return "" if found is None else found.value
