"""The recorded traces: what went in and came out once must come out again."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sherin.body.channels import CHANNEL_INDEX, CHANNEL_NAMES, NEUTRAL
from sherin.body.library import Library

FOLDER = Path(__file__).parents[2] / "conformance" / "timeline"
DOCUMENT: dict[str, Any] = json.loads((FOLDER / "traces.json").read_text("utf-8"))


def recorder() -> Any:
    spec = importlib.util.spec_from_file_location("make_traces", FOLDER / "make_traces.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("trace", DOCUMENT["traces"], ids=lambda trace: trace["name"])
def test_a_trace_plays_as_recorded(trace: dict[str, Any]) -> None:
    library = Library.load(FOLDER / "library.bin", verify_hash=True)
    idle = np.array([CHANNEL_INDEX[name] for name in DOCUMENT["idle_channels"]])
    exact = np.setdiff1d(np.arange(len(CHANNEL_NAMES)), idle)
    expected = [step["expect"] for step in trace["steps"] if step["op"] == "sample"]

    samples = recorder().play(library, trace, record=False)

    assert len(samples) == len(expected)
    for k, (sample, moved) in enumerate(zip(samples, expected, strict=True)):
        vector = NEUTRAL.copy()
        for channel, value in moved:
            vector[channel] = value
        assert np.array_equal(sample[exact], vector[exact]), f"sample {k}"
        assert np.max(np.abs(sample[idle] - vector[idle])) <= DOCUMENT["idle_tolerance"], (
            f"sample {k}"
        )


def test_the_recorded_channels_are_the_registry() -> None:
    assert DOCUMENT["channels"] == list(CHANNEL_NAMES)


def test_the_library_file_is_what_the_recorder_makes() -> None:
    assert recorder().golden_library() == (FOLDER / "library.bin").read_bytes()
