"""What SHERIN knows, remembers, feels and answers.

So far it feels: `sherin.mind.affect` turns a line of text or an event into a change of affect and
chooses the capsules that show it, by id. It never touches a channel. See docs/affect.md.
"""

from __future__ import annotations

__all__: list[str] = []
