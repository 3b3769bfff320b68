"""Avatars by name: the GLB files and small JSONs in `SHERIN_HOME/avatars`, and the built-in one.

Start with `AvatarStore`. A file appears whole or not at all.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sherin import __version__
from sherin.app.whole_file import whole_file
from sherin.errors import InputError, MissingExtraError, RigNotFoundError
from sherin.settings import home_folder

if TYPE_CHECKING:
    from sherin.body.rig import Rig
    from sherin.body.rig.building import Progress, RigGenerator
    from sherin.body.rig.glb import RigDocument

__all__ = [
    "BUILT_IN_AVATAR",
    "MAX_NAME_CHARS",
    "AvatarStore",
    "StoredAvatar",
    "built_avatar",
    "built_in_poster_path",
    "check_name",
    "check_target",
    "need_rig_extra",
    "portrait_path",
    "read_glb",
    "write_avatar",
]

BUILT_IN_AVATAR: Final = "astronaut"
"""scikit-image's `astronaut`: Eileen Collins, photographed by NASA, in the public domain."""
MAX_NAME_CHARS: Final = 64
_NAME: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{MAX_NAME_CHARS - 1}}}")
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
"""Names that Windows keeps for devices."""
_LIBRARIES: Final = ("av", "cv2", "mediapipe", "numba", "PIL")
_MAX_BYTES: Final = 64 << 20
_MAX_LISTED: Final = 8
"""Names that an error lists."""


def need_rig_extra() -> None:
    """Make sure that what reads photos, draws and films is installed.

    Raises:
        MissingExtraError: it is not.
    """
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"avatars need {', '.join(missing)}, which is not installed. Install the extra `rig` "
            "from its lock, as docs/dependencies.md tells."
        )


class StoredAvatar(msgspec.Struct, frozen=True, kw_only=True):
    """One avatar of a store."""

    name: str
    path: str
    """Of its GLB."""
    bytes: int
    is_built_in: bool = False


def check_name(name: str) -> str:
    """The name itself, when an avatar may be called so.

    Raises:
        InputError: it could leave the folder or means something to a file system.
    """
    if name.lower() in _RESERVED:
        raise InputError(f"avatar name {name!r}: is a device's name on Windows. Choose another.")
    if not _NAME.fullmatch(name):
        raise InputError(
            f"avatar name {name[:80]!r}: expected 1..{MAX_NAME_CHARS} letters, digits, - or _, "
            "beginning with a letter or digit. Choose another name, or end it in .glb to write a "
            "file."
        )
    return name


class AvatarStore:
    """The avatars in one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """A store; its folder is made when the first avatar is saved.

        Args:
            folder: Where the files lie; `SHERIN_HOME/avatars` unless given.
        """
        self.folder: Final = home_folder() / "avatars" if folder is None else folder

    def path(self, name: str) -> Path:
        """Where the avatar of that name lies or would lie.

        Raises:
            InputError: no avatar may be called so.
        """
        return self.folder / f"{check_name(name)}.glb"

    def names(self) -> tuple[str, ...]:
        """Names of all avatars, sorted, with the built-in one."""
        own = (path.stem for path in self.folder.glob("*.glb") if _NAME.fullmatch(path.stem))
        return tuple(sorted({BUILT_IN_AVATAR, *own}))

    def avatars(self) -> tuple[StoredAvatar, ...]:
        """All avatars in the order of their names; the built-in one even before it was built."""
        return tuple(self._stored(name) for name in self.names())

    def _stored(self, name: str) -> StoredAvatar:
        path = self.path(name)
        is_built_in = name == BUILT_IN_AVATAR and not path.exists()
        if is_built_in:
            path = self._built_in_path()
        size = path.stat().st_size if path.exists() else 0
        return StoredAvatar(name=name, path=str(path), bytes=size, is_built_in=is_built_in)

    def find(self, name: str) -> Path | None:
        """The GLB of an avatar that is there already, or None; reads no file and builds nothing.

        Of the built-in avatar it is the one that was built last by this version of the program.

        Raises:
            InputError: no avatar may be called so.
        """
        path = self.path(name)
        if path.is_file():
            return path
        if name != BUILT_IN_AVATAR:
            return None
        # Which generator is the present one only its module knows, and that loads image libraries.
        built = self._cache.glob(f"{BUILT_IN_AVATAR}-{_portrait_key()}-*-{__version__}.glb")
        return max(built, key=lambda found: found.stat().st_mtime, default=None)

    def read(self, name: str, *, progress: Progress | None = None) -> bytes:
        """The GLB of an avatar; the built-in one is built on its first use and kept.

        Raises:
            RigNotFoundError: there is none of that name; the closest are listed.
            InputError: no avatar may be called so, or its file cannot be read.
        """
        path = self.path(name)
        if not path.is_file():
            if name != BUILT_IN_AVATAR:
                raise self.missing(name)
            path = self._built_in(progress)
        return read_glb(path)

    def save(self, name: str, data: bytes) -> Path:
        """Keep a GLB under a name, with its small JSON beside it; replaces one of that name.

        Returns:
            The path of the GLB.

        Raises:
            InputError: no avatar may be called so, or it cannot be written.
            RigError: not the GLB of a rig.
        """
        path = self.path(name)
        _make(self.folder)
        write_avatar(path, data)
        return path

    def removable(self, name: str) -> Path:
        """The path of an avatar that may be deleted.

        Raises:
            RigNotFoundError: there is none of that name.
            InputError: it is the built-in one.
        """
        path = self.path(name)
        if path.is_file():
            return path
        if name == BUILT_IN_AVATAR:
            raise InputError(f"avatar {name!r} is built in and stays. Name one of your own.")
        raise self.missing(name)

    def delete(self, name: str) -> Path:
        """Remove an avatar, its JSON and its poster; the path it had.

        Raises:
            RigNotFoundError: there is none of that name.
            InputError: it is the built-in one, or cannot be removed.
        """
        path = self.removable(name)
        try:
            path.unlink()
            path.with_suffix(".json").unlink(missing_ok=True)
            path.with_suffix(".png").unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}. Remove it by hand.") from None
        return path

    def missing(self, name: str) -> RigNotFoundError:
        """What to raise where there is no avatar of that name; it lists the closest."""
        names = self.names()
        close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        known = ", ".join(names[:_MAX_LISTED])
        if len(names) > _MAX_LISTED:
            known += f" and {len(names) - _MAX_LISTED} more (`sherin avatar list`)"
        hint = f"Did you mean {' or '.join(close)}?" if close else f"There are: {known}."
        return RigNotFoundError(
            f"avatar {name!r}: there is none. {hint} "
            f"`sherin avatar build PHOTO -o {name}` makes it."
        )

    def _built_in_path(self) -> Path:
        """Where the built-in avatar is kept: another photo or program gives another file."""
        from sherin.body.rig.building import generator

        made_by = generator()
        name = f"{BUILT_IN_AVATAR}-{_portrait_key()}-{made_by.version}-{__version__}.glb"
        return self._cache / name

    @property
    def _cache(self) -> Path:
        return self.folder.parent / "cache"

    def _built_in(self, progress: Progress | None) -> Path:
        from sherin.body.rig.building import generator

        path = self._built_in_path()
        if not path.is_file():
            data, _ = built_avatar(
                portrait_path().read_bytes(), made_by=generator(), progress=progress
            )
            _make(path.parent)
            write_avatar(path, data)
        return path


def built_avatar(
    photo: Path | bytes,
    *,
    made_by: RigGenerator,
    face: int | None = None,
    progress: Progress | None = None,
) -> tuple[bytes, Rig]:
    """The GLB of a photo's person, and the rig it was made from.

    Raises:
        PortraitError: the photo cannot become a rig.
        MissingExtraError: the extra `rig` is not installed.
    """
    from sherin.body.rig.glb import encode_rig

    rig = made_by.build(photo, face=face, progress=progress)
    return encode_rig(rig), rig


def check_target(path: Path) -> Path:
    """The path itself, when a GLB and its small JSON may be written there.

    Raises:
        InputError: there is no such folder, or a JSON of something else would be lost.
    """
    if not path.parent.is_dir():
        raise InputError(f"{path}: its folder does not exist. Make it, or choose another.")
    if path.is_dir():
        raise InputError(f"{path}: is a folder. Name a file in it.")
    beside = path.with_suffix(".json")
    if beside.exists() and not _is_rig_json(beside):
        raise InputError(
            f"{beside}: is there and belongs to no avatar, and the avatar's own JSON would replace "
            "it. Choose another name."
        )
    return path


def _is_rig_json(path: Path) -> bool:
    from sherin.body.rig.glb import RigDocument

    try:
        msgspec.json.decode(path.read_bytes(), type=RigDocument)
    except (OSError, msgspec.MsgspecError):
        return False
    return True


def write_avatar(path: Path, data: bytes) -> RigDocument:
    """Write a GLB and its small JSON beside it, each whole or not at all.

    Raises:
        RigError: not the GLB of a rig.
        InputError: one of them cannot be written.
    """
    from sherin.body.rig.glb import rig_document

    document = rig_document(data)
    beside = path.with_suffix(".json")
    with whole_file(path) as glb, whole_file(beside) as small:
        small.write(msgspec.json.format(msgspec.json.encode(document), indent=1))
        glb.write(data)
        for stream in (small, glb):
            stream.flush()  # a disk that is full shows before either file has its name
    return document


def read_glb(path: Path) -> bytes:
    """The bytes of a GLB file.

    Raises:
        InputError: it cannot be read, or is far too large.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path}: more than {_MAX_BYTES >> 20} MB; expected a rig's GLB.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Name a .glb file that can be read.") from None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be made, {error.strerror}. Set SHERIN_HOME to a folder of yours."
        ) from None


def portrait_path() -> Path:
    """The photo that the built-in avatar is made of."""
    return Path(str(files("sherin.body") / "data" / "portrait" / f"{BUILT_IN_AVATAR}.png"))


def built_in_poster_path() -> Path:
    """What of that photo the avatar shows; a picture for the time until it is made."""
    return Path(str(files("sherin.body") / "data" / "poster" / f"{BUILT_IN_AVATAR}.png"))


@cache
def _portrait_key() -> str:
    return hashlib.sha256(portrait_path().read_bytes()).hexdigest()[:12]
