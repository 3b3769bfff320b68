"""The edges: parse what a person typed or a client sent, call an engine, present the answer.

`sherin.app.cli` is the command line. No other room imports this one.
Documented in docs/architecture.md.
"""

__all__: list[str] = []
