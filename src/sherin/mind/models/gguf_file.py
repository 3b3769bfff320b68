"""The head of a .gguf file: what model it holds, read without loading it.

Source: the GGUF specification, versions 2 and 3 (ggml, docs/gguf.md): magic, version, counts, then
key-value pairs. Files are untrusted: every length is checked against what is left of the file.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import IO, Final

import msgspec

from sherin.errors import ModelError

__all__ = ["CONTEXT_TOKENS", "GgufHead", "gguf_parts", "read_gguf_head"]

CONTEXT_TOKENS: Final = 4_096
"""Context a file is opened with, unless it was trained for less; prompts need up to 2,700."""
_WORKING_BYTES: Final = 300_000_000
"""Buffers for computing, and the process itself; by taste, above what a tiny model takes."""
_MAX_PAIRS: Final = 10_000
_MAX_STRING: Final = 1 << 20
_SIZES: Final = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_FORMATS: Final = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q",
    12: "<d",
}  # fmt: skip
_STRING: Final = 8
_ARRAY: Final = 9
# `general.file_type`: llama_ftype of llama.h.
_QUANTISATIONS: Final = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
    17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS",
    23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M",
    30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip
_NO_CHAT: Final = frozenset(
    "clip bert nomic-bert nomic-bert-moe jina-bert-v2 jina-bert-v3 modern-bert neo-bert eurobert "
    "gemma-embedding t5encoder wavtokenizer-dec".split()
)
"""Architectures that write nothing: projectors, embeddings, sound."""
_PART: Final = re.compile(r"-(\d{5})-of-(\d{5})$")

_Value = int | float | bool | str | list[int | float | bool]


class GgufHead(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a file says."""

    architecture: str
    title: str
    """`general.name`; may be empty."""
    parameters: str | None
    """Such as `0.5B`, from `general.size_label`."""
    quantisation: str | None
    context: int | None
    """Tokens it was trained for."""
    cache_bytes: int
    """The attention's memory at `CONTEXT_TOKENS`; 0 where the head does not say."""
    size_bytes: int
    """Of all parts."""

    @property
    def writes_text(self) -> bool:
        """False for embeddings and projectors."""
        return self.architecture not in _NO_CHAT

    @property
    def needed_bytes(self) -> int:
        """Memory it takes while running, about."""
        return self.size_bytes + self.cache_bytes + _WORKING_BYTES


def gguf_parts(path: Path) -> tuple[Path, ...]:
    """All files of a model that is split, `NAME-00001-of-00003.gguf`; else the one."""
    match = _PART.search(path.stem)
    if match is None:
        return (path,)
    stem, count = path.stem[: match.start()], int(match[2])
    return tuple(
        path.with_name(f"{stem}-{n:05d}-of-{count:05d}.gguf") for n in range(1, min(count, 999) + 1)
    )


def read_gguf_head(path: Path) -> GgufHead:
    """What a file says about itself.

    Raises:
        ModelError: not there, not a GGUF file, torn, or a part is missing.

    Cost: a millisecond; up to a fifth of a second where the vocabulary stands before the facts.
    """
    try:
        size_bytes = sum(part.stat().st_size for part in gguf_parts(path))
        with path.open("rb") as stream:
            pairs = _Reader(stream, path.stat().st_size).pairs()
    except OSError as error:
        raise ModelError(
            f"model file {error.filename or path}: {error.strerror}. "
            "Put the whole model, all its parts, into one folder."
        ) from None
    except (_TornError, struct.error, UnicodeDecodeError) as error:
        raise ModelError(
            f"model file {path}: {error}, expected a whole .gguf file of version 2 or 3. "
            "Copy or download it again."
        ) from None
    architecture = _text(pairs, "general.architecture")
    file_type = pairs.get("general.file_type")
    context = _number(pairs, f"{architecture}.context_length")
    return GgufHead(
        architecture=architecture,
        title=_text(pairs, "general.name")[:120],
        parameters=_text(pairs, "general.size_label")[:20] or None,
        quantisation=_QUANTISATIONS.get(file_type) if isinstance(file_type, int) else None,
        context=context or None,
        cache_bytes=_cache_bytes(
            pairs, architecture, min(context or CONTEXT_TOKENS, CONTEXT_TOKENS)
        ),
        size_bytes=size_bytes,
    )


def _cache_bytes(pairs: dict[str, _Value], architecture: str, tokens: int) -> int:
    """Keys and values, two bytes a number, for every layer and token."""
    n_layers = _number(pairs, f"{architecture}.block_count")
    n_heads = _number(pairs, f"{architecture}.attention.head_count")
    n_kv_heads = _number(pairs, f"{architecture}.attention.head_count_kv") or n_heads
    if not n_heads:
        return 0
    each = _number(pairs, f"{architecture}.embedding_length") // n_heads
    key = _number(pairs, f"{architecture}.attention.key_length") or each
    value = _number(pairs, f"{architecture}.attention.value_length") or each
    return min(2 * n_layers * tokens * n_kv_heads * (key + value), 1 << 50)


def _text(pairs: dict[str, _Value], key: str) -> str:
    value = pairs.get(key, "")
    return value if isinstance(value, str) else ""


def _number(pairs: dict[str, _Value], key: str) -> int:
    """A whole number >= 0; of a list (one a layer) the greatest; 0 where there is none."""
    value = pairs.get(key, 0)
    if isinstance(value, list):
        value = max((n for n in value if isinstance(n, int)), default=0)
    return max(value, 0) if isinstance(value, int) else 0


class _TornError(Exception):
    """The file is not what its head promises."""


class _Reader:
    """Reads a head from its start."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._left = size

    def pairs(self) -> dict[str, _Value]:
        if self._take(4) != b"GGUF":
            raise _TornError("it does not begin with GGUF")
        version = self._unpack("<I")
        if version not in {2, 3}:
            raise _TornError(f"version {version}")
        self._unpack("<Q")  # tensors
        n_pairs = int(self._unpack("<Q"))
        if n_pairs > _MAX_PAIRS:
            raise _TornError(f"{n_pairs} entries in its head")
        found: dict[str, _Value] = {}
        for _ in range(n_pairs):
            key = self._string().decode()
            kind = int(self._unpack("<I"))
            if key == "tokenizer.ggml.tokens" and _has_facts(found):
                break  # the vocabulary, and after it nothing that is asked for
            value = self._value(kind)
            if value is not None and not key.startswith("tokenizer."):
                found[key] = value
        return found

    def _value(self, kind: int) -> _Value | None:
        if kind in _FORMATS:
            return self._unpack(_FORMATS[kind])
        if kind == _STRING:
            return self._string().decode("utf-8", "replace")
        if kind != _ARRAY:
            raise _TornError(f"a value of kind {kind}")
        inner, count = int(self._unpack("<I")), int(self._unpack("<Q"))
        if inner == _STRING:
            if count * 8 > self._left:
                raise _TornError("a list longer than the file")
            for _ in range(count):
                self._string()
            return None
        if inner not in _SIZES:
            raise _TornError(f"a list of kind {inner}")
        if count > 1_000:
            self._skip(count * _SIZES[inner])
            return None
        raw = self._take(count * _SIZES[inner])
        return [value[0] for value in struct.iter_unpack(_FORMATS[inner], raw)]

    def _string(self) -> bytes:
        length = int(self._unpack("<Q"))
        if length > _MAX_STRING:
            raise _TornError(f"a text of {length} bytes in its head")
        return self._take(length)

    def _unpack(self, form: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(form, self._take(struct.calcsize(form)))[0]
        return value

    def _take(self, length: int) -> bytes:
        if length > self._left:
            raise _TornError("it ends in the middle of its head")
        self._left -= length
        raw = self._stream.read(length)
        if len(raw) < length:
            raise _TornError("it ends in the middle of its head")
        return raw

    def _skip(self, length: int) -> None:
        if length > self._left:
            raise _TornError("a list longer than the file")
        self._left -= length
        self._stream.seek(length, 1)


def _has_facts(found: dict[str, _Value]) -> bool:
    architecture = _text(found, "general.architecture")
    return f"{architecture}.block_count" in found and "general.file_type" in found
