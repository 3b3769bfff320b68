"""The process that makes films for the server: `python -m sherin.app.server.film_worker`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from sherin.app.avatars import AvatarStore, need_rig_extra
from sherin.app.server.workers import Told, carry_out
from sherin.mind.affect import Vad

__all__ = ["FilmOrder", "make_film"]

_TELL_EVERY: Final = 5
"""Pictures between two lines."""


class FilmOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What to film; checked by the server."""

    avatars: str
    """Folder of the avatars."""
    avatar: str
    """Name of one."""
    output: str
    """Where the film goes; its ending says of what kind it is."""
    size_px: int
    """Side of the picture."""
    text: str | None = None
    capsules: tuple[str, ...] | None = None
    place: Vad | None = None
    voice: str | None = None
    """As `open_voice` takes it."""
    personality: str = "friendly"
    n_bytes: int = 0
    """Of what follows the order: nothing."""


def make_film(order: Told, _: bytes, tell: Callable[[Told], None]) -> Told:
    """Film an avatar.

    Args:
        order: The fields of a `FilmOrder`.
        tell: Gets `progress` lines.

    Returns:
        `name`, the id of the film.

    Raises:
        SherinError: the avatar cannot be read or made, or the film cannot be written.
    """
    need_rig_extra()
    from sherin.app.film.filming import shoot
    from sherin.app.film.sinks import open_sink
    from sherin.app.film.wish import Wish, scored, seconds_of
    from sherin.body.rendering import Stage
    from sherin.body.rig.glb import decode_rig

    asked = msgspec.convert(order, FilmOrder)
    wish = Wish(
        text=asked.text,
        place=asked.place,
        capsules=asked.capsules,
        voice=asked.voice,
        personality=asked.personality,
    )
    expected_s = seconds_of(wish)

    def watch(n_pictures: int, film_s: float) -> None:
        if n_pictures % _TELL_EVERY == 0:
            share = round(min(film_s / expected_s, 0.99), 3)
            tell({"kind": "progress", "step": "pictures", "share": share})

    tell({"kind": "progress", "step": "avatar", "share": 0.0})
    rig = decode_rig(AvatarStore(Path(asked.avatars)).read(asked.avatar))
    output = Path(asked.output)
    size = (asked.size_px, asked.size_px)
    with scored(wish) as score:
        sink = open_sink(output, size=size, fps=wish.fps)
        shoot(score, Stage(rig, size=size, seed=wish.seed), sink, fps=wish.fps, watch=watch)
    return {"name": output.stem}


if __name__ == "__main__":
    carry_out(make_film)
