"""Things that tests of SHERIN, and of what is built on it, stand on.

Hypothesis strategies for what travels; start with `packets()` and `LIBRARY_IDS`, the small library
its cues name. Needs hypothesis, which is not a dependency of the product. Documented in
docs/wire.md.
"""

from __future__ import annotations

from sherin.testing.packets import LIBRARY_IDS, index_book_entries, messages, packets

__all__ = ["LIBRARY_IDS", "index_book_entries", "messages", "packets"]
