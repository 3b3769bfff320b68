"""The process that makes avatars for the server: `python -m sherin.app.server.avatar_worker`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from sherin.app.avatars import BUILT_IN_AVATAR, AvatarStore, built_avatar, need_rig_extra
from sherin.app.poster import draw_poster
from sherin.app.server.workers import Told, carry_out

__all__ = ["make_avatar"]


def make_avatar(order: Told, photo: bytes, tell: Callable[[Told], None]) -> Told:
    """Build an avatar, or the built-in one, and draw its poster.

    Args:
        order: `name`, `folder`, and which `face` of the photo (1 is the largest) or None.
        photo: The photo's bytes; empty for the built-in avatar.
        tell: Gets `progress` lines with `step` and `share`.

    Returns:
        `name` of the avatar and `notes`, what its photo did not allow.

    Raises:
        PortraitError: the photo cannot become a rig.
        InputError: the avatar cannot be written.
        MissingExtraError: the extra `rig` is not installed.
    """
    need_rig_extra()
    name = str(order["name"])
    store = AvatarStore(Path(str(order["folder"])))

    def progress(step: str, n_done: int, n_steps: int) -> None:
        # One step more than the generator knows of: the poster.
        tell({"kind": "progress", "step": step, "share": round(n_done / (n_steps + 1), 3)})

    notes: tuple[str, ...] = ()
    if photo:
        from sherin.body.rig.building import generator

        face = cast("int | None", order.get("face"))
        data, rig = built_avatar(photo, made_by=generator(), face=face, progress=progress)
        store.save(name, data)
        notes = rig.left_out
    elif name == BUILT_IN_AVATAR:
        store.read(name, progress=progress)
    path = store.find(name)
    assert path is not None
    tell({"kind": "progress", "step": "poster", "share": 0.95})
    draw_poster(path)
    return {"name": name, "notes": list(notes)}


if __name__ == "__main__":
    carry_out(make_avatar)
