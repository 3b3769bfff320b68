"""The local server: one companion, many viewers, nothing that leaves this machine.

Start with `create_app` (the application, for tests and for embedding) and `serve` (a running
process on loopback). A sentence posted to `/feel` comes back as a packet, and every viewer on `/ws`
gets the same one. Documented in docs/server.md.
"""

from __future__ import annotations

from sherin.app.server.access import Access
from sherin.app.server.application import create_app
from sherin.app.server.companion import Companion
from sherin.app.server.limits import Limits
from sherin.app.server.running import DEFAULT_PORT, serve

__all__ = ["DEFAULT_PORT", "Access", "Companion", "Limits", "create_app", "serve"]
