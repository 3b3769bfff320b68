"""What `llama_cpp` does, as far as the worker uses it, where the real package is not installed.

The real one is built from source in minutes and is not there in CI; the same tests run against it
where it is. It is copied into a folder as `llama_cpp.py`, refuses what is no model file as the real
one does, and writes words in the same order each time.
"""

import ctypes
import itertools
import os
import time
from pathlib import Path

WORDS = ("the", "river", "sings", "slowly", ".")
_callbacks = {}


def llama_set_abort_callback(context, callback, data):
    """Keep who is asked between the steps of a long computation."""
    assert isinstance(callback, ctypes._CFuncPtr)
    _callbacks[context] = callback


class Llama:
    """One model; a prompt is read at 3,000 characters a second."""

    def __init__(self, *, model_path, n_ctx, verbose):
        raw = Path(model_path).read_bytes()
        if raw[:4] != b"GGUF" or b"output.weight" not in raw or len(raw) < 100_000:
            raise ValueError(f"Failed to load model from file: {model_path}")
        os.write(1, b"llama_model_loader: noise on standard output\n")
        self.ctx = 42
        self._n_ctx = n_ctx
        self._has_system = b"not supported" not in raw

    def create_chat_completion(self, *, messages, max_tokens, temperature, stream):
        assert stream
        assert 0 <= temperature <= 1
        told = "".join(message["content"] for message in messages)
        if len(told) > self._n_ctx:
            raise ValueError(
                f"Requested tokens ({len(told)}) exceed context window of {self._n_ctx}"
            )
        if not self._has_system and messages[0]["role"] == "system":
            raise ValueError("System role not supported")
        for _ in range(len(told) // 100):
            time.sleep(0.03)
            if _callbacks and _callbacks[42](None):
                raise RuntimeError("llama_decode returned 2")
        yield {"choices": [{"delta": {"role": "assistant"}, "finish_reason": None}]}
        for word in itertools.islice(itertools.cycle(WORDS), min(max_tokens, 40)):
            time.sleep(0.002)
            yield {"choices": [{"delta": {"content": f" {word}"}, "finish_reason": None}]}
        reason = "length" if max_tokens <= 40 else "stop"
        yield {"choices": [{"delta": {}, "finish_reason": reason}]}
