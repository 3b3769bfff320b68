"""A client for the server, for programs: every route as a typed method.

Start with `Client` and its `chat`; what the methods give are the types of
`sherin.app.client.types`. All but the connection is made from the OpenAPI document
(tools/generate_client.py). See docs/server.md.
"""

from __future__ import annotations

from sherin.app.client._operations import Client

__all__ = ["Client"]
