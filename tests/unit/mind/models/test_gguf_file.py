"""The head of a model file: read whole, and never trusted."""

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sherin.errors import ModelError
from sherin.mind.models.gguf_file import CONTEXT_TOKENS, gguf_parts, read_gguf_head
from sherin.testing.tiny_model import write_tiny_gguf


def test_head_tells_what_the_model_is(tmp_path: Path):
    path = write_tiny_gguf(tmp_path / "tiny.gguf", n_layers=3)
    head = read_gguf_head(path)
    assert head.architecture == "llama"
    assert head.title == "Tiny test model"
    assert head.parameters == "30K"
    assert head.quantisation == "F32"
    assert head.context == 8_192
    assert head.size_bytes == path.stat().st_size
    # keys and values, 2 bytes each, 32 wide, 3 layers, for the context it is opened with
    assert head.cache_bytes == 2 * 2 * 32 * 3 * CONTEXT_TOKENS
    assert head.needed_bytes > head.size_bytes + head.cache_bytes
    assert head.writes_text


def test_embeddings_and_projectors_write_nothing(tmp_path: Path):
    path = write_tiny_gguf(tmp_path / "tiny.gguf", architecture="nomic-bert")
    assert not read_gguf_head(path).writes_text


def test_all_parts_of_a_split_model_count(tmp_path: Path):
    first = write_tiny_gguf(tmp_path / "big-00001-of-00002.gguf")
    second = tmp_path / "big-00002-of-00002.gguf"
    second.write_bytes(b"x" * 1_000)
    assert gguf_parts(first) == (first, second)
    assert read_gguf_head(first).size_bytes == first.stat().st_size + 1_000
    second.unlink()
    with pytest.raises(ModelError, match=r"00002-of-00002.*all its parts"):
        read_gguf_head(first)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "in the middle"),
        (b"GGML1234", "does not begin with GGUF"),
        (b"GGUF" + struct.pack("<IQQ", 99, 0, 0), "version 99"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1 << 60), "entries in its head"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 62), "bytes in its head"),
        (
            b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sIIQ", 1, b"k", 9, 4, 1 << 61),
            "longer than the file",
        ),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sI", 1, b"k", 77), "kind 77"),
    ],
)
def test_what_is_no_such_file_is_refused_by_name(tmp_path: Path, raw: bytes, reason: str):
    path = tmp_path / "bad.gguf"
    path.write_bytes(raw)
    with pytest.raises(ModelError, match=reason) as caught:
        read_gguf_head(path)
    assert str(path) in str(caught.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_a_torn_or_changed_head_raises_only_its_own_error(tmp_path: Path, data: st.DataObject):
    whole = write_tiny_gguf(tmp_path / "tiny.gguf").read_bytes()[:9_000]
    at = data.draw(st.integers(0, 700))
    changed = whole[:at] + data.draw(st.binary(min_size=1, max_size=9)) + whole[at + 9 :]
    path = tmp_path / "changed.gguf"
    path.write_bytes(changed[: data.draw(st.integers(0, 9_000))])
    with contextlib.suppress(ModelError):
        read_gguf_head(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ModelError, match=r"none\.gguf"):
        read_gguf_head(tmp_path / "none.gguf")
