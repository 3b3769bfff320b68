"""What one person said: kept encrypted, recalled, answered from, and forgotten on request.

Start with `Memory.open(person, home=...)` and its `remember_turn` and `recall`; `Memory.answer`
answers from what the person stated. Stored text is data and never an instruction. See
docs/memory.md.
"""

from __future__ import annotations

from sherin.mind.memory.answering import Answer
from sherin.mind.memory.memory import Memory, MemoryCounts, Remembered, person_folder
from sherin.mind.memory.recall import Recalled
from sherin.mind.memory.safety import as_data, clean, reads_as_instruction

__all__ = [
    "Answer",
    "Memory",
    "MemoryCounts",
    "Recalled",
    "Remembered",
    "as_data",
    "clean",
    "person_folder",
    "reads_as_instruction",
]
