"""The GLB container: a header, a JSON chunk and one binary chunk.

Source: glTF 2.0, "GLB File Format Specification" (Khronos 2021).
"""

from __future__ import annotations

import struct
from typing import Final

import msgspec

from sherin.errors import RigError

__all__ = ["MAX_FILE_BYTES", "pack_glb", "unpack_glb"]

_MAGIC: Final = 0x46546C67  # "glTF"
_JSON: Final = 0x4E4F534A
_BIN: Final = 0x004E4942
MAX_FILE_BYTES: Final = 64 << 20
"""A reader refuses larger files; ours stay below 4 MB."""


def pack_glb(tree: dict[str, object], binary: bytes) -> bytes:
    """A GLB file of a glTF document and its one buffer.

    Keys are written in the order of `tree`, so that equal input gives equal bytes.
    """
    text = msgspec.json.encode(tree)
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    total = 12 + 8 + len(text) + 8 + len(binary)
    return b"".join(
        (
            struct.pack("<III", _MAGIC, 2, total),
            struct.pack("<II", len(text), _JSON),
            text,
            struct.pack("<II", len(binary), _BIN),
            binary,
        )
    )


def unpack_glb(data: bytes) -> tuple[dict[str, object], memoryview]:
    """The glTF document and the binary chunk of a GLB file.

    Raises:
        RigError: not a GLB, torn, or too large.
    """
    if len(data) > MAX_FILE_BYTES:
        raise RigError(
            f"GLB: {len(data)} bytes; expected at most {MAX_FILE_BYTES}. Build the avatar again."
        )
    if len(data) < 20 or struct.unpack_from("<I", data)[0] != _MAGIC:
        raise RigError(
            f"GLB: it begins {bytes(data[:4])!r}; expected b'glTF'. Name a .glb file made by "
            "`sherin avatar build`."
        )
    _, version, total = struct.unpack_from("<III", data)
    if version != 2 or total != len(data):
        raise RigError(
            f"GLB: version {version}, {total} bytes announced and {len(data)} there; expected "
            "version 2 and a whole file. Copy or build it again."
        )
    chunks = _chunks(data)
    if _JSON not in chunks:
        raise RigError("GLB: it has no JSON chunk. Copy or build it again.")
    try:
        tree = msgspec.json.decode(chunks[_JSON], type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RigError(f"GLB: its JSON chunk is broken, {error}. Build it again.") from None
    return tree, chunks.get(_BIN, memoryview(b""))


def _chunks(data: bytes) -> dict[int, memoryview]:
    """The first chunk of each kind."""
    found: dict[int, memoryview] = {}
    at = 12
    while at + 8 <= len(data):
        length, kind = struct.unpack_from("<II", data, at)
        if at + 8 + length > len(data):
            raise RigError(
                f"GLB: a chunk of {length} bytes at byte {at} ends after the file does. "
                "Copy or build it again."
            )
        found.setdefault(kind, memoryview(data)[at + 8 : at + 8 + length])
        at += 8 + length
    return found
