"""A language model small enough for a test: a real .gguf file, random weights, a dozen words.

The file format, tokenizer and architecture (`llama`) are the real ones, so that the code that loads
and runs a model is tested on what it will meet; what the model says is words in random order.
Source of the layout: the GGUF specification, version 3 (ggml, docs/gguf.md).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["WORDS", "write_tiny_gguf"]

WORDS: Final = ("the", "river", "sings", "slowly", "while", "green", "stones", "sleep", ".")
"""All it can say."""
_WIDTH: Final = 32
_HEADS: Final = 4
_INNER: Final = 64
_CONTEXT: Final = 8_192
_ALIGNMENT: Final = 32
_TEMPLATE: Final = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}</s>{% endfor %}<|assistant|>"
)
_NORMAL, _UNKNOWN, _CONTROL, _BYTE = 1, 2, 3, 6
_U32, _F32, _STRING, _ARRAY, _I32 = 4, 6, 8, 9, 5

_Value = int | float | str | Sequence[str] | Sequence[float] | Sequence[int]


def write_tiny_gguf(
    path: Path,
    *,
    seed: int = 1,
    template: str = _TEMPLATE,
    n_layers: int = 1,
    architecture: str = "llama",
) -> Path:
    """Write the model; the same seed writes the same bytes.

    Args:
        path: Of the file.
        seed: Of the weights.
        template: How messages become a prompt (Jinja).
        n_layers: More layers take longer.
        architecture: What the head claims; only `llama` can be loaded.
    """
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{n:02X}>" for n in range(256)), *_pieces()]
    kinds = [_UNKNOWN, _CONTROL, _CONTROL, *[_BYTE] * 256, *[_NORMAL] * len(_pieces())]
    pairs: dict[str, _Value] = {
        "general.architecture": architecture,
        "general.name": "Tiny test model",
        "general.size_label": "30K",
        "general.file_type": 0,
        f"{architecture}.context_length": _CONTEXT,
        f"{architecture}.embedding_length": _WIDTH,
        f"{architecture}.block_count": n_layers,
        f"{architecture}.feed_forward_length": _INNER,
        f"{architecture}.attention.head_count": _HEADS,
        f"{architecture}.attention.head_count_kv": _HEADS,
        f"{architecture}.rope.dimension_count": _WIDTH // _HEADS,
        f"{architecture}.attention.layer_norm_rms_epsilon": 1e-5,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [0.0 if kind == _NORMAL else -1e3 for kind in kinds],
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.chat_template": template,
    }
    tensors = _tensors(np.random.default_rng(seed), kinds, n_layers)
    with path.open("wb") as stream:
        stream.write(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs)))
        for key, value in pairs.items():
            _write_pair(stream, key, value)
        offset = 0
        for name, tensor in tensors.items():
            _write_string(stream, name)
            shape = tensor.shape[::-1]  # the fastest axis first
            stream.write(struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset))
            offset += -(-tensor.nbytes // _ALIGNMENT) * _ALIGNMENT
        for tensor in tensors.values():
            stream.write(b"\0" * (-stream.tell() % _ALIGNMENT))
            stream.write(tensor.tobytes())
        stream.write(b"\0" * (-stream.tell() % _ALIGNMENT))
    return path


def _pieces() -> list[str]:
    return [word if word == "." else f"▁{word}" for word in WORDS]


def _tensors(
    rng: np.random.Generator, kinds: Sequence[int], n_layers: int
) -> dict[str, NDArray[np.float32]]:
    """Random, but for the first number of a state: it stays 1 and makes words likely, bytes not."""

    def random(*shape: int) -> NDArray[np.float32]:
        return rng.normal(0.0, 0.02, shape).astype(np.float32)

    ones = np.ones(_WIDTH, np.float32)
    into, out = random(len(kinds), _WIDTH), random(len(kinds), _WIDTH)
    into[:, 0] = 1.0
    out[:, 0] = [2.0 if kind == _NORMAL else -2.0 for kind in kinds]
    out[2, 0] = 1.9  # sometimes it ends
    tensors = {"token_embd.weight": into, "output_norm.weight": ones, "output.weight": out}
    for layer in range(n_layers):
        block = {
            "attn_norm": ones,
            "attn_q": random(_WIDTH, _WIDTH),
            "attn_k": random(_WIDTH, _WIDTH),
            "attn_v": random(_WIDTH, _WIDTH),
            "attn_output": random(_WIDTH, _WIDTH),
            "ffn_norm": ones,
            "ffn_gate": random(_INNER, _WIDTH),
            "ffn_up": random(_INNER, _WIDTH),
            "ffn_down": random(_WIDTH, _INNER),
        }
        tensors |= {f"blk.{layer}.{name}.weight": tensor for name, tensor in block.items()}
    return tensors


def _write_pair(stream: IO[bytes], key: str, value: _Value) -> None:
    _write_string(stream, key)
    if isinstance(value, str):
        stream.write(struct.pack("<I", _STRING))
        _write_string(stream, value)
    elif isinstance(value, int):
        stream.write(struct.pack("<II", _U32, value))
    elif isinstance(value, float):
        stream.write(struct.pack("<If", _F32, value))
    else:
        _write_list(stream, value)


def _write_list(stream: IO[bytes], values: Sequence[str] | Sequence[float] | Sequence[int]) -> None:
    first = values[0]
    kind = _STRING if isinstance(first, str) else _I32 if isinstance(first, int) else _F32
    stream.write(struct.pack("<IIQ", _ARRAY, kind, len(values)))
    for value in values:
        if isinstance(value, str):
            _write_string(stream, value)
        else:
            stream.write(struct.pack("<i" if kind == _I32 else "<f", value))


def _write_string(stream: IO[bytes], text: str) -> None:
    raw = text.encode()
    stream.write(struct.pack("<Q", len(raw)) + raw)
