"""A Piper voice small enough for a test: real file formats, a tone in place of a trained net.

Every symbol lasts the same number of frames, so that times can be checked by counting; its
loudness depends on the symbol, so that the sound can be told apart from a constant.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper

__all__ = ["FRAMES_PER_SYMBOL", "HOP", "RATE_HZ", "write_tiny_voice"]

HOP: Final = 64
"""Samples in a frame."""
RATE_HZ: Final = 22_050
FRAMES_PER_SYMBOL: Final = 16
_SYMBOLS: Final = [
    "_",
    "^",
    "$",
    " ",
    ".",
    ",",
    "ˈ",
    "ˌ",
    "ː",
    *"abdefhijklmnopstuvwzæðŋɐɑɔəɚɛɜɡɪɹʃʊʌʒθᵻɾ",
]


def write_tiny_voice(folder: Path, *, timed: bool = True) -> Path:
    """`tiny.onnx` and `tiny.onnx.json` in a folder; without times the model hides its durations."""
    path = folder / "tiny.onnx"
    path.write_bytes(_model(timed=timed).SerializeToString())
    config = {
        "audio": {"sample_rate": RATE_HZ, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "phoneme_type": "espeak",
        "num_symbols": len(_SYMBOLS),
        "num_speakers": 1,
        "hop_length": HOP,
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_id_map": {symbol: [k] for k, symbol in enumerate(_SYMBOLS)},
        "speaker_id_map": {},
    }
    path.with_name("tiny.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    return path


def _model(*, timed: bool) -> ModelProto:
    """Frames = ceil(symbols * length_scale * FRAMES_PER_SYMBOL); audio = a tone of that length."""

    def constant(name: str, value: NDArray[np.generic]) -> TensorProto:
        return numpy_helper.from_array(value, name)

    rounding = "Ceil" if timed else "Round"  # Piper looks for the one Ceil of a model
    nodes = [
        helper.make_node("Cast", ["input"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["ids", "zero"], ["nothing"]),
        helper.make_node("Slice", ["scales", "one_i", "two_i"], ["length_scale"]),
        helper.make_node("Mul", ["length_scale", "frames"], ["each"]),
        helper.make_node("Add", ["nothing", "each"], ["wide"]),
        helper.make_node(rounding, ["wide"], ["w_ceil"]),
        helper.make_node("ReduceSum", ["w_ceil"], ["total"], keepdims=0),
        helper.make_node("Mul", ["total", "hop"], ["samples"]),
        helper.make_node("Range", ["start", "samples", "step"], ["clock"]),
        helper.make_node("Mul", ["clock", "pulse"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["tone"]),
        helper.make_node("ReduceMean", ["ids"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "loudness"], ["gain"]),
        helper.make_node("Mul", ["tone", "gain"], ["output"]),
    ]
    constants = [
        constant("zero", np.array(0.0, np.float32)),
        constant("one_i", np.array([1], np.int64)),
        constant("two_i", np.array([2], np.int64)),
        constant("frames", np.array(FRAMES_PER_SYMBOL, np.float32)),
        constant("hop", np.array(HOP, np.float32)),
        constant("start", np.array(0.0, np.float32)),
        constant("step", np.array(1.0, np.float32)),
        constant("pulse", np.array(2 * np.pi * 150 / RATE_HZ, np.float32)),
        constant("loudness", np.array(0.02, np.float32)),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, None]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [None])],
        initializer=constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
