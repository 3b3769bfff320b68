"""The avatars a companion can wear, the one it wears, and those that are being made."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from sherin.app.avatars import (
    BUILT_IN_AVATAR,
    AvatarStore,
    built_in_poster_path,
    check_name,
    need_rig_extra,
)
from sherin.app.server.choices import KeptChoices
from sherin.app.server.companion import FIGURE, Companion
from sherin.app.server.jobs import Job, Jobs
from sherin.errors import InputError, MissingExtraError

__all__ = ["ListedAvatar", "Wardrobe"]

_WORKER: Final = "sherin.app.server.avatar_worker"
_TIMEOUT_S: Final = 120.0
"""For one avatar; it takes five seconds on two cores that have nothing else to do."""
_MAX_WAITING, _N_KEPT = 4, 32
_GLB_HEAD: Final = b"glTF\x02\x00\x00\x00"


class ListedAvatar(msgspec.Struct, frozen=True, kw_only=True):
    """One avatar of `GET /avatars`."""

    name: str
    is_built_in: bool
    is_ready: bool
    """Whether its GLB is there; the built-in one is made at the first start."""
    glb: str
    """Address of its GLB."""
    json: str
    """Address of the small JSON beside it."""
    poster: str
    """Address of a still picture, PNG."""
    job: str | None = None
    """Id of the job that makes it now, or makes it anew."""


class Wardrobe:
    """What the companion wears; belongs to one event loop."""

    def __init__(self, companion: Companion, store: AvatarStore, kept: KeptChoices) -> None:
        """Put on what was worn last, if it is still there.

        Args:
            companion: Who wears it.
            store: Where avatars lie.
            kept: What was chosen.
        """
        self._companion = companion
        self._store = store
        self._kept = kept
        self.jobs = Jobs(_WORKER, timeout_s=_TIMEOUT_S, max_waiting=_MAX_WAITING, n_kept=_N_KEPT)
        chosen = kept.now.avatar
        is_there = chosen == FIGURE or chosen in store.names()
        companion.rig = chosen if chosen is not None and is_there else self._first()

    @property
    def current(self) -> str:
        """Name of the avatar that is worn."""
        return self._companion.rig

    @property
    def filmed(self) -> str:
        """Name of the avatar that can be filmed: the drawn figure cannot."""
        return BUILT_IN_AVATAR if self.current == FIGURE else self.current

    @property
    def folder(self) -> Path:
        """Where the avatars lie."""
        return self._store.folder

    def prepare(self) -> None:
        """Make the built-in avatar if it is worn and not there yet."""
        if self.current == BUILT_IN_AVATAR and self._store.find(BUILT_IN_AVATAR) is None:
            self.make_built_in()

    def listed(self) -> list[ListedAvatar]:
        """Every avatar, in the order of their names."""
        return [self._listed(name) for name in self._store.names()]

    def glb(self, name: str) -> Path | None:
        """The file of an avatar, or None where there is none; no name leads out of the folder."""
        try:
            return self._store.find(name)
        except InputError:
            return None

    def poster(self, name: str) -> Path | None:
        """A still picture of an avatar; the built-in one has one before it is made."""
        glb = self.glb(name)
        drawn = None if glb is None else glb.with_suffix(".png")
        if drawn is not None and drawn.is_file():
            return drawn
        return built_in_poster_path() if name == BUILT_IN_AVATAR else None

    def wear(self, name: str) -> None:
        """Put on an avatar; every viewer gets a hello that names it.

        Raises:
            InputError: no avatar can be called so, or its file is broken.
            RigNotFoundError: there is none of that name; the closest are listed.
        """
        if name != FIGURE:
            self.check(name)
            if self._store.find(name) is None:
                self.make_built_in()
        self._kept.keep(avatar=name)
        self._companion.wear(name)

    def check(self, name: str) -> None:
        """Refuse a name that no avatar has, and a file that is torn or something else.

        Raises:
            InputError: no avatar can be called so, or its file is broken.
            RigNotFoundError: there is none of that name; the closest are listed.
        """
        path = self._store.find(name)
        if path is not None:
            _check_glb(path)
        elif name != BUILT_IN_AVATAR:
            raise self._store.missing(name)

    def make_built_in(self) -> Job:
        """Make the built-in avatar; the job that does it already, where there is one."""
        order: dict[str, object] = {"name": BUILT_IN_AVATAR, "folder": str(self._store.folder)}
        making = self.jobs.making(BUILT_IN_AVATAR)
        return making or self.jobs.add(BUILT_IN_AVATAR, order, on_done=self._note_made)

    def make(self, name: str, photo: bytes, *, face: int | None, replaces: bool) -> Job:
        """Make an avatar of a photo.

        Args:
            name: What to call it; with a number behind it where that name is taken.
            photo: Bytes of an image file.
            face: Which face, 1 for the largest.
            replaces: Whether it takes the place of one of that name.

        Raises:
            InputError: no avatar may be called so.
            Problem: too many are being made.
        """
        check_name(name)
        if not replaces or name == BUILT_IN_AVATAR:
            name = self._free(name)
        order: dict[str, object] = {
            "name": name,
            "face": face,
            "folder": str(self._store.folder),
        }
        return self.jobs.add(name, order, photo, on_done=self._note_made)

    def _free(self, name: str) -> str:
        taken = {known.lower() for known in self._store.names()}
        number = 1
        free = name
        while free.lower() in taken or self.jobs.making(free) is not None:
            number += 1
            free = f"{name[:58]}-{number}"
        return free

    def _note_made(self, job: Job) -> None:
        if job.name == self.current:
            # The same name leads to another file now: viewers look again.
            self._companion.wear(job.name)

    def _listed(self, name: str) -> ListedAvatar:
        job = self.jobs.making(name)
        return ListedAvatar(
            name=name,
            is_built_in=name == BUILT_IN_AVATAR,
            is_ready=self._store.find(name) is not None,
            glb=f"/avatars/{name}.glb",
            json=f"/avatars/{name}.json",
            poster=f"/avatars/{name}.png",
            job=None if job is None else job.id,
        )

    def _first(self) -> str:
        if self._store.find(BUILT_IN_AVATAR) is None:
            try:
                need_rig_extra()
            except MissingExtraError:
                return FIGURE  # it cannot be made here
        return BUILT_IN_AVATAR


def _check_glb(path: Path) -> None:
    """Refuse a file that is torn or something else, before every viewer is told to load it.

    Raises:
        InputError: it is not the GLB that it is called.
    """
    with path.open("rb") as stream:
        head = stream.read(12)
        n_bytes = stream.seek(0, 2)
    if not head.startswith(_GLB_HEAD) or int.from_bytes(head[8:12], "little") != n_bytes:
        raise InputError(
            f"avatar {path.stem!r}: its file is torn or no GLB ({n_bytes} bytes). "
            "Make it again from its photo."
        )
