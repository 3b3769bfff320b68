"""Make the table of word vectors that ships, from the wheel of wordllama.

    pip download wordllama==0.4.0.post1 --no-deps
    python tools/make_word_vectors.py wordllama-0.4.0.post1-*.whl

Each of the 32,000 rows of 256 numbers is scaled to whole numbers -127..127 with one factor a row;
the vocabulary is stored beside them. The mean cosine to the float table is printed, > .999.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from pathlib import Path
from typing import Any, cast

import numpy as np
import zstandard

from sherin.mind.knowledge.word_vectors import VECTORS_PATH, pack_table

WEIGHTS = "wordllama/weights/l2_supercat_256.safetensors"
TOKENIZER = "wordllama/tokenizers/l2_supercat_tokenizer_config.json"


def read_safetensors(raw: bytes) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The only tensor of a safetensors file, as float32."""
    n_header = int.from_bytes(raw[:8], "little")
    header = cast("dict[str, Any]", json.loads(raw[8 : 8 + n_header]))
    entries = [value for key, value in header.items() if key != "__metadata__"]
    if len(entries) != 1 or entries[0]["dtype"] not in {"F16", "F32"}:
        raise SystemExit(f"one tensor of F16 or F32 expected, found {header}")
    entry = entries[0]
    begin, end = entry["data_offsets"]
    kind = np.float16 if entry["dtype"] == "F16" else np.float32
    flat = np.frombuffer(raw[8 + n_header :][begin:end], dtype=kind)
    return flat.reshape(entry["shape"]).astype(np.float32)


def vocabulary_of(tokenizer: dict[str, Any]) -> list[str]:
    """The pieces in the order of their ids."""
    ids = cast("dict[str, int]", tokenizer["model"]["vocab"])
    if sorted(ids.values()) != list(range(len(ids))):
        raise SystemExit("the ids of the vocabulary have gaps")
    return sorted(ids, key=ids.__getitem__)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=VECTORS_PATH)
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.wheel) as wheel:
        table = read_safetensors(wheel.read(WEIGHTS))
        tokenizer = wheel.read(TOKENIZER)
    scale = np.maximum(np.abs(table).max(axis=1), 1e-8) / 127.0
    scale = scale.astype(np.float16)
    rows = np.clip(np.rint(table / scale.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
    shrunk = zstandard.ZstdCompressor(level=19).compress(
        "\0".join(vocabulary_of(json.loads(tokenizer))).encode()
    )
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_bytes(pack_table(rows, scale, shrunk))
    back = rows * scale.astype(np.float32)[:, None]
    norms = np.linalg.norm(back, axis=1) * np.linalg.norm(table, axis=1)
    cosine = (back * table).sum(axis=1) / np.maximum(norms, 1e-12)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.2f} MB, {table.shape}")
    print(f"mean cosine {cosine.mean():.6f}, smallest {cosine[norms > 1e-6].min():.6f}")


if __name__ == "__main__":
    main()
