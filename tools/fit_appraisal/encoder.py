"""all-MiniLM-L6-v2 in numpy: sentences to 384 numbers, without a deep-learning framework.

The reading side of a BERT encoder as published in the model's own configuration (6 layers, 12
heads), mean-pooled and normalised. It runs at fitting time only.
"""

from __future__ import annotations

import json
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load
from scipy.special import erf
from tokenizers import Tokenizer

__all__ = ["Encoder", "encode_cached"]

Array = NDArray[np.float32]

MAX_TOKENS = 128


class Encoder:
    """The loaded encoder."""

    def __init__(self, archive: Path) -> None:
        with zipfile.ZipFile(archive) as files:
            config = json.loads(files.read("config.json"))
            self.weights = load(files.read("model.safetensors"))
            self.tokenizer = Tokenizer.from_str(files.read("tokenizer.json").decode("utf-8"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.n_heads = int(config["num_attention_heads"])
        self.n_layers = int(config["num_hidden_layers"])
        self.eps = float(config["layer_norm_eps"])

    def encode(self, texts: Sequence[str], *, batch: int) -> Array:
        """(n, 384) unit vectors, in the order of `texts`."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        lengths = np.array([len(row) for row in ids])
        order = np.argsort(lengths, kind="stable")
        out = np.zeros((len(ids), 384), dtype=np.float32)
        begun = told = time.monotonic()
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            padded = np.zeros((len(chosen), lengths[chosen].max()), dtype=np.int64)
            for row, index in enumerate(chosen):
                padded[row, : lengths[index]] = ids[index]
            mask = np.arange(padded.shape[1]) < lengths[chosen][:, None]
            out[chosen] = self._forward(padded, mask)
            if time.monotonic() - told > 10:
                told = time.monotonic()
                done = start + len(chosen)
                print(f"  encoded {done}/{len(order)}, {told - begun:.0f} s", file=sys.stderr)
        return out

    def _forward(self, ids: NDArray[np.int64], mask: NDArray[np.bool_]) -> Array:
        w = self.weights
        n_texts, n_tokens = ids.shape  # B, T
        x = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][:n_tokens]
            + w["embeddings.token_type_embeddings.weight"][0]
        )  # (B, T, C)
        x = self._norm(x, "embeddings.LayerNorm")
        barrier = np.where(mask, 0.0, -1e9).astype(np.float32)[:, None, None, :]
        for layer in range(self.n_layers):
            at = f"encoder.layer.{layer}."
            query, key, value = (
                self._linear(x, f"{at}attention.self.{name}")
                .reshape(n_texts, n_tokens, self.n_heads, -1)
                .transpose(0, 2, 1, 3)
                for name in ("query", "key", "value")
            )  # (B, H, T, D)
            scores = query @ key.transpose(0, 1, 3, 2) / np.float32(query.shape[-1] ** 0.5)
            scores += barrier
            scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
            scores /= scores.sum(axis=-1, keepdims=True)
            mixed = (scores @ value).transpose(0, 2, 1, 3).reshape(x.shape)
            attended = self._linear(mixed, f"{at}attention.output.dense")
            x = self._norm(x + attended, f"{at}attention.output.LayerNorm")
            hidden = self._linear(x, f"{at}intermediate.dense")
            hidden = 0.5 * hidden * (1.0 + erf(hidden * np.float32(0.5**0.5)))
            x = self._norm(x + self._linear(hidden, f"{at}output.dense"), f"{at}output.LayerNorm")
        weight = mask[..., None].astype(np.float32)
        pooled = (x * weight).sum(axis=1) / weight.sum(axis=1)
        return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)

    def _linear(self, x: Array, name: str) -> Array:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _norm(self, x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = (centred * centred).mean(axis=-1, keepdims=True)
        normal = centred / np.sqrt(variance + self.eps)
        return normal * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def encode_cached(archive: Path, texts: Sequence[str], *, cache: Path, batch: int = 32) -> Array:
    """`Encoder.encode`, kept in `cache`; the file is used again when it has as many rows."""
    if cache.exists():
        kept = np.load(cache)
        if kept.shape[0] == len(texts):
            return kept.astype(np.float32)
    print(f"encoding {len(texts)} texts for {cache.name}", file=sys.stderr)
    vectors = Encoder(archive).encode(texts, batch=batch)
    np.save(cache, vectors.astype(np.float16))
    return vectors.astype(np.float16).astype(np.float32)
