"""The fitted numbers: a word table and a small regression, read from one file.

`appraisal.bin` holds the vocabulary, one row of 8-bit numbers for each word, and the regression
that turns the features of a line into valence, arousal and dominance. `tools/fit_appraisal`
writes it; docs/appraisal.md#file tells its layout and where its numbers come from.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.errors import AffectError
from sherin.mind.affect.appraisal.features import (
    N_BUCKETS,
    N_SCORES,
    FeatureVector,
    n_features,
    spelling_buckets,
    term_buckets,
)

__all__ = ["BUILTIN_MODEL", "FittedModel", "builtin_model", "decode_model", "encode_model"]

BUILTIN_MODEL: Final = Path(__file__).with_name("appraisal.bin")

CLIP: Final = 6.0
"""Scaled features are cut here, in standard deviations of the training lines."""

_MAGIC: Final = b"SHAPPR\r\n"
_VERSION: Final = 1
_PREFIX: Final = struct.Struct("<8sIII")  # magic, version, header bytes, CRC-32 of all that follows
_ALIGN: Final = 16
_NEXT_STEP: Final = "Reinstall sherin, or make the file again with tools/fit_appraisal."

Matrix = NDArray[np.float32]


class _Entry(msgspec.Struct, frozen=True):
    name: str
    dtype: str
    shape: tuple[int, ...]


class _Header(msgspec.Struct, frozen=True):
    arrays: tuple[_Entry, ...]
    attribution: str


_DTYPES: Final = {"int8": np.int8, "uint8": np.uint8, "float32": np.float32, "float16": np.float16}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedModel:
    """Everything the appraisal learned; an instance that exists has matching shapes."""

    row_of: Mapping[str, int]
    """Word -> row of `codes`; words are lower case, the commonest first."""
    codes: NDArray[np.int8]
    """(n_words, N_SCORES + n_dims) word scores and word vector in units of `steps`."""
    steps: Matrix
    """(N_SCORES + n_dims,) size of one unit of each column."""
    idf: Matrix
    """(n_words,) weight of a word in the pooled means; > 0."""
    centre: Matrix
    """(n_features,) subtracted from the features."""
    scale: Matrix
    """(n_features,) the centred features are multiplied by this."""
    linear: Matrix
    """(n_features, 3) straight part of the regression."""
    inner: Matrix
    """(n_features, n_hidden) first layer of the bent part."""
    inner_bias: Matrix
    """(n_hidden,)"""
    outer: Matrix
    """(n_hidden, 3)"""
    bias: Matrix
    """(3,) prediction for the features at their centre."""
    terms: NDArray[np.int8]
    """(N_BUCKETS, 3) what a word or a pair of words says by itself, in units of `term_steps`."""
    term_steps: Matrix
    """(3,)"""
    spellings: NDArray[np.int8]
    """(N_BUCKETS, 3) what a run of characters says, in units of `spelling_steps`."""
    spelling_steps: Matrix
    """(3,)"""
    sparse_bias: Matrix
    """(3,) what terms and spellings predict for a line without any: the mean rating."""
    shares: Matrix
    """(2, 3) share of the terms and of the spellings in the whole prediction, 0..1."""
    neutral: Matrix
    """(3,) the raw prediction that is used as neutral."""
    gain: Matrix
    """(3,) slope of the used affect over the raw prediction, at neutral."""
    attribution: str
    """Whose data made the numbers, and under what licence they may be passed on."""
    table: Matrix
    """(n_words + 1, N_SCORES + n_dims) `codes * steps`, with a last row of zero."""
    weights: Matrix
    """(n_words + 1,) `idf`, with a last weight of zero."""

    def predict(
        self, features: FeatureVector, *, rows: list[int], text: str
    ) -> NDArray[np.float64]:
        """Raw valence, arousal, dominance, EmoBank's 1..5 mapped to -1..1.

        Args:
            features: (n_features,) of one line, unscaled.
            rows: Row of each of its words, the number of words for an unknown one.
            text: The line itself.
        """
        x = np.clip((features - self.centre) * self.scale, -CLIP, CLIP)
        bent = np.maximum(x @ self.inner + self.inner_bias, 0.0) @ self.outer
        dense = x @ self.linear + bent + self.bias
        terms = term_buckets(rows, len(self.row_of))
        spellings = spelling_buckets(text)
        by_terms = _mean_root(self.terms[terms]) * self.term_steps + self.sparse_bias
        by_spellings = _mean_root(self.spellings[spellings]) * self.spelling_steps
        by_spellings += self.sparse_bias
        shares = self.shares
        mixed = (1.0 - shares[0] - shares[1]) * dense + shares[0] * by_terms
        return (mixed + shares[1] * by_spellings).astype(np.float64)


def encode_model(arrays: Mapping[str, NDArray[np.generic]], *, attribution: str) -> bytes:
    """The bytes of a model file. Same arrays, same bytes."""
    entries: list[_Entry] = []
    body = bytearray()
    for name, array in arrays.items():
        entries.append(_Entry(name, array.dtype.name, array.shape))
        body += np.ascontiguousarray(array).tobytes()
        body += bytes(-len(body) % _ALIGN)
    header = msgspec.json.encode(_Header(tuple(entries), attribution))
    header += b" " * (-(len(header) + _PREFIX.size) % _ALIGN)
    payload = header + bytes(body)
    return _PREFIX.pack(_MAGIC, _VERSION, len(header), zlib.crc32(payload)) + payload


def decode_model(data: bytes, *, source: str) -> FittedModel:
    """The model in the bytes of a file; `source` names it in errors.

    Raises:
        AffectError: foreign, torn, of another version, or with shapes that do not fit together.

    Cost: about 20 ms for 40,000 words, most of it the vocabulary.
    """
    arrays, attribution = _unpack(data, source)
    try:
        words = bytes(arrays.pop("words").astype(np.uint8)).decode("utf-8").split("\n")
        floats = {
            name: np.asarray(arrays[name], dtype=np.float32)
            for name in (
                "steps", "idf", "centre", "scale", "linear", "inner", "inner_bias", "outer",
                "bias", "term_steps", "spelling_steps", "sparse_bias", "shares", "neutral", "gain",
            )
        }  # fmt: skip
        codes = np.asarray(arrays["codes"], dtype=np.int8)
        terms = np.asarray(arrays["terms"], dtype=np.int8)
        spellings = np.asarray(arrays["spellings"], dtype=np.int8)
    except (KeyError, UnicodeDecodeError) as exc:
        raise AffectError(f"{source}: {exc} in the model file. {_NEXT_STEP}") from exc
    _check_shapes(
        floats | {"codes": codes, "terms": terms, "spellings": spellings}, len(words), source
    )
    table = np.zeros((len(words) + 1, codes.shape[1]), dtype=np.float32)
    np.multiply(codes, floats["steps"], out=table[:-1])
    return FittedModel(
        row_of={word: row for row, word in enumerate(words)},
        codes=codes,
        terms=terms,
        spellings=spellings,
        table=table,
        weights=np.append(floats["idf"], np.float32(0.0)),
        attribution=attribution,
        **floats,
    )


@cache
def builtin_model() -> FittedModel:
    """The model that ships, read at first use.

    Raises:
        AffectError: the file is missing or torn.
    """
    try:
        data = BUILTIN_MODEL.read_bytes()
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise AffectError(f"{BUILTIN_MODEL}: cannot be read ({reason}). {_NEXT_STEP}") from exc
    return decode_model(data, source=str(BUILTIN_MODEL))


def _mean_root(codes: NDArray[np.int8]) -> Matrix:
    """(3,) sum over the rows of (n, 3), over the root of their number."""
    return codes.sum(axis=0) / np.sqrt(np.float32(max(len(codes), 1)))


def _unpack(data: bytes, source: str) -> tuple[dict[str, NDArray[np.generic]], str]:
    if len(data) < _PREFIX.size:
        raise AffectError(f"{source}: {len(data)} bytes, too short for a model. {_NEXT_STEP}")
    magic, version, header_bytes, checksum = _PREFIX.unpack_from(data)
    if magic != _MAGIC:
        raise AffectError(f"{source}: begins with {magic!r}, expected {_MAGIC!r}. {_NEXT_STEP}")
    if version != _VERSION:
        raise AffectError(f"{source}: version {version}, expected {_VERSION}. {_NEXT_STEP}")
    start = _PREFIX.size + header_bytes
    if start > len(data) or zlib.crc32(memoryview(data)[_PREFIX.size :]) != checksum:
        raise AffectError(f"{source}: checksum differs, the file is torn. {_NEXT_STEP}")
    try:
        header = msgspec.json.decode(data[_PREFIX.size : start], type=_Header)
    except msgspec.DecodeError as exc:
        raise AffectError(f"{source}: header: {exc}. {_NEXT_STEP}") from exc
    arrays: dict[str, NDArray[np.generic]] = {}
    at = start
    for entry in header.arrays:
        dtype = _DTYPES.get(entry.dtype)
        if dtype is None or any(n < 0 for n in entry.shape):
            raise AffectError(
                f"{source}: array {entry.name!r} of {entry.dtype!r} {entry.shape}, expected one of "
                f"{', '.join(_DTYPES)}. {_NEXT_STEP}"
            )
        n_items = 1
        for n in entry.shape:
            n_items *= n
        end = at + n_items * np.dtype(dtype).itemsize
        if end > len(data):
            raise AffectError(f"{source}: array {entry.name!r} runs past the end. {_NEXT_STEP}")
        arrays[entry.name] = np.frombuffer(data, dtype, n_items, at).reshape(entry.shape)
        at = end + -(end - start) % _ALIGN
    return arrays, header.attribution


def _check_shapes(arrays: Mapping[str, NDArray[np.generic]], n_words: int, source: str) -> None:
    codes = arrays["codes"]
    n_columns = codes.shape[1] if codes.ndim == 2 else N_SCORES
    n_inputs = n_features(n_columns - N_SCORES)
    n_hidden = arrays["inner_bias"].size
    expected = {
        "codes": (n_words, n_columns), "steps": (n_columns,), "idf": (n_words,),
        "centre": (n_inputs,), "scale": (n_inputs,), "linear": (n_inputs, 3),
        "inner": (n_inputs, n_hidden), "inner_bias": (n_hidden,), "outer": (n_hidden, 3),
        "bias": (3,), "terms": (N_BUCKETS, 3), "term_steps": (3,), "spellings": (N_BUCKETS, 3),
        "spelling_steps": (3,), "sparse_bias": (3,), "shares": (2, 3), "neutral": (3,),
        "gain": (3,),
    }  # fmt: skip
    for name, shape in expected.items():
        if arrays[name].shape != shape:
            raise AffectError(
                f"{source}: array {name!r} has shape {arrays[name].shape}, expected {shape}. "
                f"{_NEXT_STEP}"
            )
