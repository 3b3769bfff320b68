"""The fitted file and the table of cues: shapes, limits, and what a broken one says."""

from pathlib import Path

import numpy as np
import pytest

from sherin.errors import AffectError
from sherin.mind.affect.appraisal import Appraiser, builtin_model, decode_model, load_cues
from sherin.mind.affect.appraisal.cues import BUILTIN_CUES
from sherin.mind.affect.appraisal.features import N_BUCKETS, N_SCORES
from sherin.mind.affect.appraisal.model import BUILTIN_MODEL, encode_model


@pytest.fixture(scope="module")
def shipped() -> bytes:
    return BUILTIN_MODEL.read_bytes()


def test_the_file_stays_small(shipped: bytes):
    assert len(shipped) <= 2_500_000


def test_the_file_names_its_sources_and_licences():
    attribution = builtin_model().attribution
    for name in ("EmoBank", "CC BY-SA 4.0", "VADER", "MIT", "MiniLM", "Apache-2.0", "wordfreq"):
        assert name in attribution


def test_the_table_has_a_zero_row_for_unknown_words():
    model = builtin_model()
    assert model.table.shape[0] == len(model.row_of) + 1
    assert not model.table[-1].any()
    assert model.weights[-1] == 0.0
    assert (model.weights[:-1] > 0.0).all()


def test_calibration_is_monotone():
    assert (builtin_model().gain > 0.0).all()


@pytest.mark.parametrize("cut", [0, 5, 19, 20, 200, 100_000, -1])
def test_a_torn_file_is_named(shipped: bytes, cut: int):
    with pytest.raises(AffectError, match=r"half\.bin.*tools/fit_appraisal"):
        decode_model(shipped[:cut], source="half.bin")


def test_a_flipped_bit_is_found(shipped: bytes):
    torn = bytearray(shipped)
    torn[len(torn) // 2] ^= 1
    with pytest.raises(AffectError, match="checksum differs"):
        decode_model(bytes(torn), source="flipped.bin")


def test_a_foreign_file_and_another_version_are_named(shipped: bytes):
    with pytest.raises(AffectError, match="begins with"):
        decode_model(b"PNG" + shipped[3:], source="x")
    with pytest.raises(AffectError, match="version 9, expected 1"):
        decode_model(shipped[:8] + b"\x09" + shipped[9:], source="x")


def test_arrays_that_do_not_fit_together_are_named():
    arrays = tiny_model()
    arrays["gain"] = np.ones(2, dtype=np.float32)
    with pytest.raises(AffectError, match=r"'gain' has shape \(2,\), expected \(3,\)"):
        decode_model(encode_model(arrays, attribution=""), source="x")
    del arrays["gain"]
    with pytest.raises(AffectError, match="gain"):
        decode_model(encode_model(arrays, attribution=""), source="x")


def test_arrays_of_a_strange_type_are_refused():
    arrays = tiny_model()
    arrays["gain"] = np.ones(3, dtype=np.float64)
    with pytest.raises(AffectError, match="float64"):
        decode_model(encode_model(arrays, attribution=""), source="x")


def test_a_model_of_two_words_round_trips_and_predicts():
    arrays = tiny_model()
    data = encode_model(arrays, attribution="nobody")
    assert data == encode_model(arrays, attribution="nobody")
    model = decode_model(data, source="tiny")
    assert dict(model.row_of) == {"good": 0, "bad": 1}
    reader = Appraiser(model=model)
    assert reader.raw("good")[0] > 0.0 > reader.raw("bad")[0]


def tiny_model() -> dict[str, np.ndarray]:
    """Two words, no vector, valence = mean of the polarity score."""
    from sherin.mind.affect.appraisal.features import n_features

    n = n_features(0)
    linear = np.zeros((n, 3), dtype=np.float32)
    linear[0, 0] = 1.0
    codes = np.zeros((2, N_SCORES), dtype=np.int8)
    codes[:, 0] = (100, -100)
    three = np.zeros(3, dtype=np.float32)
    return {
        "words": np.frombuffer(b"good\nbad", dtype=np.uint8),
        "codes": codes,
        "steps": np.full(N_SCORES, 0.01, dtype=np.float32),
        "idf": np.ones(2, dtype=np.float16),
        "centre": np.zeros(n, dtype=np.float32),
        "scale": np.ones(n, dtype=np.float32),
        "linear": linear,
        "inner": np.zeros((n, 1), dtype=np.float16),
        "inner_bias": np.zeros(1, dtype=np.float32),
        "outer": np.zeros((1, 3), dtype=np.float16),
        "bias": three,
        "terms": np.zeros((N_BUCKETS, 3), dtype=np.int8),
        "term_steps": three,
        "spellings": np.zeros((N_BUCKETS, 3), dtype=np.int8),
        "spelling_steps": three,
        "sparse_bias": three,
        "shares": np.zeros((2, 3), dtype=np.float32),
        "neutral": three,
        "gain": np.ones(3, dtype=np.float32),
    }


def test_cues_of_ones_own_change_the_reading(tmp_path: Path):
    path = tmp_path / "cues.toml"
    text = BUILTIN_CUES.read_text(encoding="utf-8")
    path.write_text(text.replace("[phrases]\n", '[phrases]\n"blue banana" = [-2, 1, 0]\n'), "utf-8")
    own = Appraiser(cues=load_cues(path))
    assert own.appraise("blue banana").valence < -0.5 < Appraiser().appraise("blue banana").valence


def test_a_wrong_cue_names_file_key_and_range(tmp_path: Path):
    path = tmp_path / "cues.toml"
    text = BUILTIN_CUES.read_text(encoding="utf-8")
    path.write_text(text.replace("[phrases]\n", '[phrases]\n"blue banana" = [-9, 1, 0]\n'), "utf-8")
    with pytest.raises(AffectError, match=r"cues\.toml.*blue banana.*valence.*-9.*-3\.\.3"):
        load_cues(path)


def test_a_missing_cue_file_is_named(tmp_path: Path):
    with pytest.raises(AffectError, match=r"nowhere\.toml"):
        load_cues(tmp_path / "nowhere.toml")
