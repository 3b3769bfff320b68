"""The `sherin` command: one module per sub-command, loaded when it is called.

Start with `sherin.app.cli.main.main`, the entry point, and `sherin.app.cli.lazy_group`, which
finds the sub-commands. Documented in docs/architecture.md.
"""

__all__: list[str] = []
