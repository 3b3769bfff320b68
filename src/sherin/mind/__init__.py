"""What SHERIN knows, remembers, feels and answers.

`sherin.mind.affect` turns a line of text or an event into a change of affect and chooses the
capsules that show it, by id. `sherin.mind.knowledge` answers from its shelves,
`sherin.mind.memory` keeps what one person said. See docs/affect.md, knowledge.md and memory.md.
"""

from __future__ import annotations

__all__: list[str] = []
