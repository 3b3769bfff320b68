"""Where a film goes: a file with sound, an animated GIF, or a folder of pictures.

Nothing appears under its final name before it is complete, and nothing stays when it is not.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from sherin import __version__
from sherin.app.film.encoding import Encoder
from sherin.app.whole_file import put_in_place, refused_writes, unfinished_beside
from sherin.body.voice import Waveform, WavWriter
from sherin.errors import InputError

__all__ = [
    "SYNTHETIC_FILM",
    "FolderSink",
    "GifSink",
    "MovieSink",
    "Sink",
    "check_target",
    "open_sink",
]

SYNTHETIC_FILM: Final = (
    "synthetic: a likeness made by a computer from one photo; no person moved or said this."
)
_MOVIES: Final = (".mp4", ".webm")

Picture = NDArray[np.uint8]  # (h, w, 4), sRGB, straight alpha


class Sink(Protocol):
    """Takes a film picture by picture; a context manager that completes it or leaves nothing."""

    has_sound: bool
    """Whether it keeps any."""

    def add(self, picture: Picture, sound: Waveform) -> None:
        """One picture and what is heard while it is seen; both may be reused afterwards."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_sink(path: Path, *, size: tuple[int, int], fps: int, has_alpha: bool = False) -> Sink:
    """The sink for a path: by its ending, or a folder where it has none.

    Args:
        path: `.mp4`, `.webm`, `.gif`, or a folder that does not exist yet or is empty.
        size: Width and height in px.
        fps: Pictures a second.
        has_alpha: The background is transparent; not for `.mp4`.

    Raises:
        InputError: the path cannot be written, or is of no kind we write.
    """
    check_target(path, size=size, has_alpha=has_alpha)
    suffix = path.suffix.lower()
    if suffix == ".gif":
        return GifSink(path, fps=fps, has_alpha=has_alpha)
    if suffix in _MOVIES:
        return MovieSink(path, size=size, fps=fps, has_alpha=has_alpha)
    return FolderSink(path, has_alpha=has_alpha)


def check_target(path: Path, *, size: tuple[int, int], has_alpha: bool) -> None:
    """Refuse a path that no film can go to; writes nothing.

    Raises:
        InputError: it cannot be written, or is of no kind we write.
    """
    suffix = path.suffix.lower()
    if suffix and not path.is_dir() and suffix not in (*_MOVIES, ".gif"):
        raise InputError(
            f"{path}: films end in .mp4, .webm or .gif; a name without ending is a folder of PNGs."
        )
    if not path.absolute().parent.is_dir():
        raise InputError(f"{path}: its folder does not exist. Make it, or choose another.")
    if not suffix:
        _check_free(path)
        return
    if path.is_dir():
        raise InputError(f"{path}: is a folder. Name a file in it.")
    if has_alpha and suffix == ".mp4":
        raise InputError(f"{path}: mp4 has no transparency. Use .webm, .gif or a folder.")
    if suffix in _MOVIES and (size[0] % 2 or size[1] % 2):
        raise InputError(f"size {size[0]}x{size[1]}: films need an even width and height.")


class MovieSink:
    """A film file with sound, encoded by another process while the next picture is drawn."""

    has_sound: bool = True

    def __init__(self, path: Path, *, size: tuple[int, int], fps: int, has_alpha: bool) -> None:
        """See `open_sink`."""
        self._path = path
        self._unfinished = unfinished_beside(path)
        self._encoder = Encoder(
            self._unfinished,
            called=path,
            container=path.suffix.lower().removeprefix("."),
            size=size,
            fps=fps,
            has_sound=True,
            has_alpha=has_alpha,
            metadata=film_metadata(),
        )

    def add(self, picture: Picture, sound: Waveform) -> None:
        """See `Sink.add`."""
        self._encoder.picture(picture)
        self._encoder.sound(sound)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._encoder.finish()
                put_in_place(self._unfinished, self._path)
        finally:
            self._encoder.abort()
            self._unfinished.unlink(missing_ok=True)


class GifSink:
    """An animated GIF without sound; it repeats for ever."""

    has_sound: bool = False

    def __init__(self, path: Path, *, fps: int, has_alpha: bool) -> None:
        """See `open_sink`."""
        self._path = path
        self._unfinished = unfinished_beside(path)
        self._writer = _GifWriter(self._unfinished, fps=fps, has_alpha=has_alpha)

    def add(self, picture: Picture, sound: Waveform) -> None:
        """See `Sink.add`."""
        with refused_writes(self._path):
            self._writer.add(picture)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with refused_writes(self._path):
                self._writer.close()
            if kind is None:
                put_in_place(self._unfinished, self._path)
        finally:
            self._unfinished.unlink(missing_ok=True)


class _GifWriter:
    """Blocks of a GIF as pictures come: Pillow compresses each, we keep the time and the loop."""

    def __init__(self, path: Path, *, fps: int, has_alpha: bool) -> None:
        self._stream: IO[bytes] = path.open("wb")
        self._fps = fps
        self._has_alpha = has_alpha
        self._number = 0

    def add(self, picture: Picture) -> None:
        from PIL import GifImagePlugin, Image

        has_hole = self._has_alpha
        colours = Image.fromarray(np.ascontiguousarray(picture[..., :3])).quantize(
            255, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        if has_hole:
            indices = np.array(colours)
            indices[picture[..., 3] < 128] = 255
            palette = colours.getpalette() or []
            colours = Image.fromarray(indices, "P")
            colours.putpalette([*palette, *([0] * (768 - len(palette)))])
        info: dict[str, Any] = {
            "duration": self._centiseconds() * 10,
            "disposal": 2,
            "include_color_table": True,
        }
        if has_hole:
            info["transparency"] = 255
        if self._number == 0:
            head = {**info, "loop": 0, "comment": SYNTHETIC_FILM.encode()}
            for block in GifImagePlugin.getheader(colours, info=head)[0]:
                self._stream.write(block)
        for block in GifImagePlugin.getdata(colours, (0, 0), **info):
            self._stream.write(block)
        self._number += 1

    def _centiseconds(self) -> int:
        """Of this picture: rounded so that the whole keeps its time."""
        k = self._number
        return round(100 * (k + 1) / self._fps) - round(100 * k / self._fps)

    def close(self) -> None:
        if not self._stream.closed:
            self._stream.write(b";")
            self._stream.close()


class FolderSink:
    """A folder of PNGs, `000001.png` and on, and `sound.wav`."""

    has_sound: bool = True

    def __init__(self, path: Path, *, has_alpha: bool) -> None:
        """See `open_sink`."""
        self._path = path
        self._has_alpha = has_alpha
        self.folder: Final = unfinished_folder(path)
        self._number = 0
        self._wave = (self.folder / "sound.wav").open("w+b")
        self._sound = WavWriter(self._wave, software=f"SHERIN {__version__}")

    def add(self, picture: Picture, sound: Waveform) -> None:
        """See `Sink.add`."""
        self._number += 1
        pixels = picture if self._has_alpha else picture[..., :3]
        with refused_writes(self._path):
            save_png(pixels, self.folder / f"{self._number:06d}.png")
            self._sound.write(sound)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with refused_writes(self._path):
                self._sound.finish()
                self._wave.close()
            if kind is None:
                folder_in_place(self.folder, self._path)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def film_metadata() -> dict[str, str]:
    """What every film says about itself."""
    return {"comment": SYNTHETIC_FILM, "encoder_tool": f"SHERIN {__version__}"}


def save_png(pixels: NDArray[np.uint8], path: Path) -> None:
    """A picture that says that it is synthetic."""
    from PIL import Image, PngImagePlugin

    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SYNTHETIC_FILM)
    words.add_text("Software", f"SHERIN {__version__}")
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    picture.save(path, format="PNG", pnginfo=words, compress_level=1)


def unfinished_folder(path: Path) -> Path:
    """A folder beside `path` that takes its place once it is complete.

    Raises:
        InputError: something is there already, or nothing can be written.
    """
    _check_free(path)
    with refused_writes(path):
        path = path.absolute()
        return Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))


def _check_free(path: Path) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InputError(f"{path}: exists and is not an empty folder. Choose another name.")


def folder_in_place(folder: Path, path: Path) -> None:
    """Give a complete folder its name.

    Raises:
        InputError: it cannot be named so.
    """
    with refused_writes(path):
        if path.is_dir():
            path.rmdir()
        folder.chmod(0o755)
        folder.replace(path)
