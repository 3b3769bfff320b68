"""Numbers in a glTF buffer: arrays are appended on writing, and checked and copied on reading.

Morph targets are sparse accessors without a base: all zero but for the vertices they name.
"""

from __future__ import annotations

from typing import Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from sherin.errors import RigError

__all__ = ["BufferReader", "BufferWriter", "Shape"]

Shape = Literal["SCALAR", "VEC2", "VEC3", "VEC4", "MAT4"]
_WIDTHS: Final[dict[str, int]] = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
_TYPES: Final[dict[int, np.dtype[np.generic]]] = {
    5120: np.dtype("<i1"),
    5121: np.dtype("<u1"),
    5122: np.dtype("<i2"),
    5123: np.dtype("<u2"),
    5125: np.dtype("<u4"),
    5126: np.dtype("<f4"),
}
_CODES: Final = {dtype.str.lstrip("|<"): code for code, dtype in _TYPES.items()}
_MAX_COUNT: Final = 1 << 21
ARRAY_BUFFER: Final = 34962
ELEMENT_ARRAY_BUFFER: Final = 34963


class BufferWriter:
    """The one buffer of a file while it grows, with its views and accessors."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0
        self.views: list[dict[str, object]] = []
        self.accessors: list[dict[str, object]] = []

    @property
    def data(self) -> bytes:
        """Everything that was added."""
        return b"".join(self._parts)

    def add_bytes(self, data: bytes, *, target: int | None = None) -> int:
        """Append bytes on a 4-byte border; the index of their view."""
        view: dict[str, object] = {
            "buffer": 0,
            "byteOffset": self._length,
            "byteLength": len(data),
        }
        if target is not None:
            view["target"] = target
        padded = data + b"\0" * (-len(data) % 4)
        self._parts.append(padded)
        self._length += len(padded)
        self.views.append(view)
        return len(self.views) - 1

    def add(
        self,
        values: NDArray[np.generic],
        shape: Shape,
        *,
        target: int | None = ARRAY_BUFFER,
        normalized: bool = False,
        bounded: bool = False,
    ) -> int:
        """Append an array; the index of its accessor.

        Args:
            values: (n,) or (n, width); int8, uint8, uint16, uint32 or float32.
            shape: How a row is called.
            target: What the GPU uses it for; None for matrices.
            normalized: Integers stand for 0..1.
            bounded: Also say minimum and maximum, as positions must.
        """
        accessor: dict[str, object] = {
            "bufferView": self.add_bytes(_little(values).tobytes(), target=target),
            "componentType": _CODES[values.dtype.str.lstrip("|<")],
            "count": len(values),
            "type": shape,
        }
        if normalized:
            accessor["normalized"] = True
        if bounded:
            rows = values.reshape(len(values), -1)
            accessor["min"] = rows.min(axis=0).tolist()
            accessor["max"] = rows.max(axis=0).tolist()
        return self._keep(accessor)

    def add_sparse(
        self, index: NDArray[np.integer], rows: NDArray[np.float32], *, count: int
    ) -> int:
        """An accessor of `count` rows of 3 that are zero but at `index`; the index of it.

        Args:
            index: (k,), strictly ascending, each below `count`.
            rows: (k, 3).
            count: Number of rows in all.
        """
        everything = rows if len(rows) == count else np.vstack((rows, np.zeros((1, 3), np.float32)))
        accessor: dict[str, object] = {
            "componentType": _CODES["f4"],
            "count": count,
            "type": "VEC3",
            "min": everything.min(axis=0).tolist(),
            "max": everything.max(axis=0).tolist(),
        }
        if len(index):
            narrow = index.astype("<u2" if count <= 0xFFFF else "<u4")
            accessor["sparse"] = {
                "count": len(index),
                "indices": {
                    "bufferView": self.add_bytes(narrow.tobytes()),
                    "componentType": _CODES[narrow.dtype.str.lstrip("|<")],
                },
                "values": {"bufferView": self.add_bytes(_little(rows).tobytes())},
            }
        return self._keep(accessor)

    def _keep(self, accessor: dict[str, object]) -> int:
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def _little(values: NDArray[np.generic]) -> NDArray[np.generic]:
    return np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))


class BufferReader:
    """Arrays and bytes out of a glTF document; every index and length is checked first."""

    def __init__(self, tree: dict[str, object], binary: memoryview) -> None:
        self._tree = tree
        self._binary = binary

    def view(self, number: object) -> memoryview:
        """The bytes of a buffer view.

        Raises:
            RigError: there is none, or it does not lie in the buffer.
        """
        view = item(self._tree, "bufferViews", number)
        start, length = whole(view, "byteOffset", 0), whole(view, "byteLength")
        if start + length > len(self._binary):
            raise RigError(
                f"GLB: buffer view {number} covers bytes {start}..{start + length} of "
                f"{len(self._binary)}. Build the avatar again."
            )
        return self._binary[start : start + length]

    def array(self, number: object, shape: Shape) -> NDArray[np.generic]:
        """An accessor as (count, width), or (count,) for scalars; integers are not normalised.

        Raises:
            RigError: there is none, it is of another shape, or too short.
        """
        accessor = item(self._tree, "accessors", number)
        count = whole(accessor, "count")
        if accessor.get("type") != shape or not 0 < count <= _MAX_COUNT:
            raise RigError(
                f"GLB: accessor {number} holds {count} x {accessor.get('type')!r}; expected "
                f"{shape}. Build the avatar again."
            )
        width = _WIDTHS[shape]
        dtype = _dtype(accessor)
        if "bufferView" in accessor:
            offset = whole(accessor, "byteOffset", 0)
            flat = _take(self.view(accessor["bufferView"])[offset:], dtype, count * width, number)
        else:
            flat = np.zeros(count * width, dtype)
        rows = flat.reshape(count, width) if width > 1 else flat
        return rows if "sparse" not in accessor else self._filled(rows, accessor, number)

    def sparse(
        self, number: object, *, count: int
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The rows of a sparse accessor that are not zero: where, and what.

        Raises:
            RigError: it is not a sparse accessor of `count` rows of 3 floats.
        """
        accessor = item(self._tree, "accessors", number)
        if whole(accessor, "count") != count or accessor.get("type") != "VEC3":
            raise RigError(
                f"GLB: morph accessor {number} holds {accessor.get('count')} x "
                f"{accessor.get('type')!r}; expected {count} x VEC3. Build the avatar again."
            )
        if "sparse" not in accessor:
            rows = self.array(number, "VEC3").astype(np.float32)
            index = np.flatnonzero(np.any(rows != 0.0, axis=1))
            return index.astype(np.int32), rows[index]
        index, rows = self._sparse_part(accessor, 3, number)
        return index.astype(np.int32), rows.astype(np.float32)

    def _filled(
        self, rows: NDArray[np.generic], accessor: dict[str, object], number: object
    ) -> NDArray[np.generic]:
        width = rows.shape[1] if rows.ndim == 2 else 1
        index, values = self._sparse_part(accessor, width, number)
        filled = rows.copy()
        filled[index] = values if width > 1 else values[:, 0]
        return filled

    def _sparse_part(
        self, accessor: dict[str, object], width: int, number: object
    ) -> tuple[NDArray[np.int64], NDArray[np.generic]]:
        sparse = table(accessor, "sparse")
        count, total = whole(sparse, "count"), whole(accessor, "count")
        where, what = table(sparse, "indices"), table(sparse, "values")
        if count > total:
            raise RigError(
                f"GLB: accessor {number} has {count} sparse rows of {total}. Build it again."
            )
        index = _take(
            self.view(where.get("bufferView"))[whole(where, "byteOffset", 0) :],
            _dtype(where),
            count,
            number,
        ).astype(np.int64)
        if count and (index.min() < 0 or index.max() >= total or np.any(np.diff(index) <= 0)):
            raise RigError(
                f"GLB: accessor {number} names rows out of order or beyond {total}. Build it again."
            )
        data = self.view(what.get("bufferView"))[whole(what, "byteOffset", 0) :]
        return index, _take(data, _dtype(accessor), count * width, number).reshape(count, width)


def _take(
    data: memoryview, dtype: np.dtype[np.generic], count: int, number: object
) -> NDArray[np.generic]:
    if len(data) < count * dtype.itemsize:
        raise RigError(
            f"GLB: accessor {number} needs {count * dtype.itemsize} bytes and has {len(data)}. "
            "Build the avatar again."
        )
    return np.frombuffer(data, dtype, count)


def _dtype(accessor: dict[str, object]) -> np.dtype[np.generic]:
    code = accessor.get("componentType")
    dtype = _TYPES.get(code) if isinstance(code, int) else None
    if dtype is None:
        raise RigError(
            f"GLB: component type {code!r}; expected one of {sorted(_TYPES)}. Build it again."
        )
    return dtype


# --- reading a JSON tree that somebody else may have written --------------------------------------


def rows_of(tree: dict[str, object], key: str) -> list[dict[str, object]]:
    """A list of objects in a JSON object; empty where there is none.

    Raises:
        RigError: it is something else.
    """
    found = tree.get(key, [])
    if not isinstance(found, list):
        raise RigError(f"GLB: {key!r} is {type(found).__name__}; expected a list.")
    rows = cast("list[object]", found)
    if not all(isinstance(row, dict) for row in rows):
        raise RigError(f"GLB: {key!r} holds something that is not an object. Build it again.")
    return cast("list[dict[str, object]]", rows)


def item(tree: dict[str, object], key: str, number: object) -> dict[str, object]:
    """One object of a list of objects, by its number.

    Raises:
        RigError: there is none.
    """
    rows = rows_of(tree, key)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(rows):
        raise RigError(
            f"GLB: it refers to {key}[{number!r}] and has {len(rows)}. Build the avatar again."
        )
    return rows[number]


def table(tree: dict[str, object], key: str) -> dict[str, object]:
    """An object in an object.

    Raises:
        RigError: there is none.
    """
    found = tree.get(key)
    if not isinstance(found, dict):
        raise RigError(f"GLB: {key!r} is missing or not an object. Build the avatar again.")
    return cast("dict[str, object]", found)


def whole(tree: dict[str, object], key: str, default: int | None = None) -> int:
    """A whole number of at least 0 in an object.

    Raises:
        RigError: it is missing or something else.
    """
    found = tree.get(key, default)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise RigError(f"GLB: {key!r} is {found!r}; expected a whole number. Build it again.")
    return found
