"""Pictures that matplotlib draws: which names they may have, and how they reach the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sherin.app.whole_file import whole_file
from sherin.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["check_picture_name", "save_figure"]

_ENDINGS: Final = (".png", ".svg", ".pdf")
_DOTS_PER_INCH: Final = 120
"""A figure of 9 inches is 1,080 px wide: all of it is seen on a laptop's screen."""


def check_picture_name(path: Path, *, also: tuple[str, ...] = ()) -> None:
    """Refuse a name that is no picture's, before anything is computed for it.

    Args:
        path: Where the picture would go.
        also: Endings that are welcome as well, with their dot.

    Raises:
        InputError: it ends in something else; the message lists what it may end in.
    """
    endings = (*also, *_ENDINGS)
    if path.suffix.lower() in endings:
        return
    named = f"{', '.join(endings[:-1])} or {endings[-1]}"
    raise InputError(
        f"{path}: pictures that end in {path.suffix!r} cannot be drawn. "
        f"Give a path that ends in {named}."
    )


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure whole or not at all; the format follows the ending.

    Raises:
        InputError: the ending is no picture's, or the file cannot be written there.
    """
    check_picture_name(path)
    with whole_file(path) as stream:
        figure.savefig(stream, format=path.suffix[1:].lower(), dpi=_DOTS_PER_INCH)
