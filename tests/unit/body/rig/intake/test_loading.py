"""Photos as they come: turned, tagged, grey, deep, transparent, huge, torn."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, features

from sherin.body.rig.intake.loading import load_photo
from sherin.errors import PortraitError


def picture(width: int = 320, height: int = 280) -> Image.Image:
    """A red top left corner, else a blue-green ramp: turning it is visible."""
    rows, columns = np.mgrid[:height, :width]
    pixels = np.stack([rows * 0 + 20, rows * 200 // height, columns * 200 // width], axis=2)
    pixels[: height // 4, : width // 4] = (250, 10, 10)
    return Image.fromarray(pixels.astype(np.uint8))


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def is_red(colour: np.ndarray) -> bool:
    return bool(colour[0] > 200 and colour[1] < 60 and colour[2] < 60)


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, "tl"), (3, "br"), (6, "tr"), (8, "bl"), (2, "tr"), (5, "tl")]
)
def test_exif_orientation_turns_the_pixels(orientation: int, corner: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = load_photo(encoded(picture(), "JPEG", exif=exif, quality=95)).pixels
    row, column = (10 if corner[0] == "t" else -10), (10 if corner[1] == "l" else -10)
    assert is_red(pixels[row, column])
    assert pixels.shape[:2] == ((280, 320) if orientation < 5 else (320, 280))


def test_embedded_profile_is_converted_to_srgb() -> None:
    """A Lab profile on RGB data would be foreign: it must be ignored, not crash."""
    plain = load_photo(encoded(picture())).pixels
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    same = load_photo(encoded(picture(), icc_profile=srgb)).pixels
    assert np.abs(same.astype(int) - plain).max() <= 1
    assert np.array_equal(load_photo(encoded(picture(), icc_profile=lab)).pixels, plain)
    assert np.array_equal(load_photo(encoded(picture(), icc_profile=b"torn")).pixels, plain)


def test_wide_profile_makes_colours_stronger() -> None:
    """Built here by exchanging red and green primaries of sRGB: red data must come out green."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.find(b"rXYZ"), profile.find(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    pixels = load_photo(encoded(picture(), icc_profile=bytes(profile))).pixels
    assert pixels[10, 10, 1] > 200 > 100 > pixels[10, 10, 0]


def test_16_bit_grey_keeps_its_range() -> None:
    ramp = np.tile(np.linspace(0, 65535, 300).astype(np.uint16), (260, 1))
    photo = load_photo(encoded(Image.fromarray(ramp)))
    assert photo.is_grey
    assert photo.pixels[0, 0].tolist() == [0, 0, 0]
    assert photo.pixels[0, -1].tolist() == [255, 255, 255]
    assert abs(int(photo.pixels[0, 150, 0]) - 128) <= 2


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA"])
def test_other_modes_become_rgb(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    photo = load_photo(encoded(picture().convert(mode), kind))
    assert photo.pixels.shape == (280, 320, 3)
    assert photo.is_grey == (mode in {"L", "1", "LA"})


def test_transparency_shows_light_grey() -> None:
    image = picture().convert("RGBA")
    image.paste((255, 0, 0, 0), (160, 0, 320, 280))
    pixels = load_photo(encoded(image)).pixels
    assert pixels[100, 300].tolist() == [200, 200, 200]
    assert is_red(pixels[10, 10])


def test_same_bytes_have_the_same_digest_from_path_and_memory(tmp_path: Path) -> None:
    data = encoded(picture())
    path = tmp_path / "me.png"
    path.write_bytes(data)
    assert load_photo(path).sha256 == load_photo(data).sha256


def header_of_png(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds no pixels."""
    ihdr = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + ihdr
    size = struct.pack(">I", len(ihdr))
    begin = b"\x89PNG\r\n\x1a\n" + size + chunk + struct.pack(">I", zlib.crc32(chunk))
    return begin + struct.pack(">I", 1000) + b"IDAT"


def test_header_without_pixels_is_called_damaged() -> None:
    """The twin of the next test: at a usual size the same file does get as far as decoding."""
    with pytest.raises(PortraitError, match="damaged"):
        load_photo(header_of_png(800, 600))


@pytest.mark.parametrize("size", [(12_000, 9_000), (8_001, 300), (40_000, 40_000)])
def test_bomb_is_refused_by_its_header_alone(size: tuple[int, int]) -> None:
    """No pixel follows the header, so anything that tried to decode would call it damaged."""
    with pytest.raises(PortraitError, match=r"too large .*at most 8000 px"):
        load_photo(header_of_png(*size))


def test_too_small_says_both_sizes() -> None:
    with pytest.raises(PortraitError, match=r"too small \(300 x 255 px\).*at least 256 px"):
        load_photo(encoded(picture(300, 255)))


def test_not_an_image_says_what_would_work(tmp_path: Path) -> None:
    path = tmp_path / "notes.jpg"
    path.write_text("dear diary")
    with pytest.raises(PortraitError, match=r"'notes\.jpg' is not an image.*JPEG, PNG"):
        load_photo(path)
    with pytest.raises(PortraitError, match=r"no such file.*give the path of a photo"):
        load_photo(tmp_path / "none.jpg")
    with pytest.raises(PortraitError, match="give the path of a photo"):
        load_photo(tmp_path)


def test_a_heic_photo_is_called_one() -> None:
    data = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(600)
    with pytest.raises(PortraitError, match=r"HEIC photo, which this program cannot read; give"):
        load_photo(data)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow was built without AVIF")
def test_avif_is_read() -> None:
    assert load_photo(encoded(picture(), "AVIF")).pixels.shape == np.asarray(picture()).shape


def test_floating_point_shares_keep_their_range() -> None:
    shares = np.linspace(0.0, 1.0, 300 * 300, dtype=np.float32).reshape(300, 300)
    pixels = load_photo(encoded(Image.fromarray(shares), "TIFF")).pixels
    assert (pixels.min(), pixels.max()) == (0, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_truncated_file_is_called_damaged(kind: str) -> None:
    data = encoded(picture(), kind)
    with pytest.raises(PortraitError, match=r"damaged or cut off|not an image"):
        load_photo(data[: len(data) // 2])
