"""A file from anywhere becomes pixels: upright, sRGB, 8 bits, three channels, nothing else."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from sherin.body.rig.intake.detector import Pixels
from sherin.errors import PortraitError

__all__ = ["MAX_SIDE_PX", "MIN_SIDE_PX", "Photo", "load_photo"]

MIN_SIDE_PX: Final = 256
MAX_SIDE_PX: Final = 8000
MAX_PIXELS: Final = 64_000_000
"""8,000 x 8,000. Checked in the header, before a single pixel is decoded."""
MAX_BYTES: Final = 200_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF", "PPM")
_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
"""Main brands of HEIF files with HEVC inside (ISO/IEC 23008-12), as telephones write them."""
_DAMAGED: Final = (
    *(OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, ArithmeticError),
    *(MemoryError, struct.error, zlib.error),
)
"""What Pillow's readers raise on torn or forged files."""
_GREY_CHROMA: Final = 3.0
"""Largest 98th percentile of max - min over the channels in a photo still called grey (of 255)."""
_PAPER: Final = 200
"""Grey level put behind transparent pixels: nearer to studio backgrounds than white or black."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Photo:
    """A decoded photo without metadata."""

    pixels: Pixels
    is_grey: bool
    sha256: str
    """Of the file as it came."""


def load_photo(photo: Path | bytes) -> Photo:
    """The photo in a file, or in its bytes.

    EXIF orientation is applied and then dropped with all other metadata; an embedded colour profile
    is converted to sRGB; transparency is laid over light grey; 16 bits become 8.

    Raises:
        PortraitError: not an image, torn, animated beyond use, smaller than 256 px or larger than
            8,000 px on a side. Sizes are read from the header, before anything is decoded.
    """
    data = photo if isinstance(photo, bytes) else _read(photo)
    called = "the photo" if isinstance(photo, bytes) else repr(photo.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size check below says it better
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            _check_size(image.size, called)
            image.load()
            pixels = _to_srgb(image)
    except PortraitError:
        raise
    except UnidentifiedImageError as error:
        is_what = (
            "a HEIC photo, which this program cannot read"
            if _is_heic(data)
            else ("not an image this program reads")
        )
        raise PortraitError(
            f"{called} is {is_what}; give a JPEG, PNG, WebP, AVIF or TIFF file."
        ) from error
    except Image.DecompressionBombError as error:
        raise PortraitError(_too_large(called, "more than 100 megapixels")) from error
    except _DAMAGED as error:
        raise PortraitError(
            f"{called} starts like an image but is damaged or cut off; "
            "copy or export it again, then give the new file."
        ) from error
    return Photo(pixels=pixels, is_grey=_is_grey(pixels), sha256=hashlib.sha256(data).hexdigest())


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PortraitError(_too_large(repr(path.name), "more than 200 MB"))
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise PortraitError(
            f"cannot read {str(path)!r} ({reason.lower()}); give the path of a photo."
        ) from error


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _check_size(size: tuple[int, int], called: str) -> None:
    width, height = size
    if max(size) > MAX_SIDE_PX or width * height > MAX_PIXELS:
        raise PortraitError(_too_large(called, f"{width} x {height} px"))
    if min(size) < MIN_SIDE_PX:
        raise PortraitError(
            f"{called} is too small ({width} x {height} px); "
            f"give one of at least {MIN_SIDE_PX} px on each side."
        )


def _too_large(called: str, what: str) -> str:
    return (
        f"{called} is too large ({what}); "
        f"scale it down to at most {MAX_SIDE_PX} px on its longer side."
    )


def _to_srgb(image: Image.Image) -> Pixels:
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    alpha = _alpha(image)
    colour = _convert_profile(_eight_bit(image), profile).convert("RGB")
    if alpha is not None:
        paper = Image.new("RGB", colour.size, (_PAPER, _PAPER, _PAPER))
        paper.paste(colour, mask=alpha)
        colour = paper
    return np.array(colour, np.uint8)


def _alpha(image: Image.Image) -> Image.Image | None:
    has_alpha = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
    return image.convert("RGBA").getchannel("A") if has_alpha else None


def _eight_bit(image: Image.Image) -> Image.Image:
    """The image with 8 bits per channel, in a mode that a colour profile can be applied to."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        values = np.asarray(image, np.float32)
        # "I" and "F" carry no range: up to 1 they are shares, up to 255 bytes, beyond it 16 bits.
        most = float(values.max(initial=0.0))
        top = next((top for top in (1.0, 255.0) if most <= top), 65535.0)
        scaled = np.clip(values / top, 0.0, 1.0) * 255.0
        return Image.fromarray(np.rint(scaled).astype(np.uint8), "L")
    if image.mode in ("RGB", "L", "CMYK", "LAB"):
        return image
    if image.mode in ("LA", "La", "1"):
        return image.convert("L")
    return image.convert("RGBA").convert("RGB")  # straight from "P" PIL drops transparent colours


def _convert_profile(image: Image.Image, profile: object) -> Image.Image:
    if not isinstance(profile, bytes) or not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = cast("Any", ImageCms).createProfile("sRGB")  # a C type that Pillow has no stub for
        target = ImageCms.ImageCmsProfile(srgb)
        converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a broken or foreign profile: the plain colours are the best guess
    return image if converted is None else converted


def _is_grey(pixels: Pixels) -> bool:
    sample = pixels[::4, ::4].astype(np.int16)
    spread = sample.max(axis=2) - sample.min(axis=2)
    return float(np.percentile(spread, 98)) <= _GREY_CHROMA
