"""Opens a person's mind as this machine has it: its home folder, passphrase, shelves and model."""

from __future__ import annotations

import logging
import re
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sherin.app.persons import person_or_owner
from sherin.errors import ModelError
from sherin.settings import home_folder, passphrase

if TYPE_CHECKING:
    from sherin.mind.companion import Mind, Preset
    from sherin.mind.companion.bus import EventBus
    from sherin.mind.models import ModelRoute

__all__ = ["offered_expressions", "open_mind"]

_log = logging.getLogger(__name__)

_OFFERED: Final = (
    "joy", "amusement", "affection", "calm", "interest", "curiosity", "surprise", "pride",
    "compassion", "sadness", "worry", "doubt", "confusion", "annoyance", "regret", "determination",
)  # fmt: skip
"""Feelings whose expressions a model may name."""
_NUMBERED: Final = re.compile(r"E_\d+")


@contextmanager
def open_mind(
    person: str | None = None,
    *,
    home: Path | None = None,
    preset: Preset = "hybrid",
    has_model: bool = True,
    bus: EventBus | None = None,
) -> Generator[Mind]:
    """The mind of a person; its model is closed with it.

    A model that cannot be opened is a warning, not an error: the other routes answer.

    Args:
        person: Whose; by default the one who was there last.
        home: The folder of everything SHERIN keeps; by default as the settings say.
        preset: Which routes take part.
        has_model: Whether the model that was chosen takes part.
        bus: Told what the person says and what is answered.

    Raises:
        WrongKeyError: the passphrase or key is not that of the person's memory.
        MemoryStoreError: the memory cannot be opened.
        KnowledgeError: the shelves cannot be opened.
        InputError: SHERIN_HOME cannot be used.
    """
    from sherin.mind.companion import Mind

    folder = home or home_folder()
    with ExitStack() as parts:
        model = _model(folder) if has_model and preset != "micro" else None
        if model is not None:
            parts.enter_context(model)
        yield parts.enter_context(
            Mind.open(
                person or person_or_owner(folder),
                home=folder,
                preset=preset,
                model=model,
                passphrase=passphrase(),
                bus=bus,
            )
        )


def offered_expressions() -> dict[str, str]:
    """Expressions a model may name: id -> the feeling whose place they are nearest to."""
    import numpy as np

    from sherin.body.library import Library
    from sherin.mind.affect import feeling

    library = Library.builtin()
    ids = [name for name in library.index if _NUMBERED.fullmatch(name)]
    rows = np.array([library.index[name] for name in ids])
    usable = library.has_vad[rows]
    found: dict[str, str] = {}
    for word in _OFFERED:
        place = feeling(word)
        at = np.array([place.valence, place.arousal, place.dominance], dtype=np.float32)
        gaps = np.where(usable, ((library.vad[rows] - at) ** 2).sum(axis=1), np.inf)
        found.setdefault(ids[int(gaps.argmin())], word)
    return found


def _model(home: Path) -> ModelRoute | None:
    from sherin.mind.models import load_choice, open_route

    try:
        choice = load_choice(home)
        if choice is None or choice.name is None:
            return None
        return open_route(home, expressions=offered_expressions())
    except (ModelError, ImportError) as problem:
        _log.warning("model not opened reason=%s", problem)
        return None
