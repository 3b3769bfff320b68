"""Whatever bytes a person's file holds, only the documented errors come out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sherin.errors import AffectError, FeelingError, PersonalityError
from sherin.mind.affect.events import EVENTS_PATH, load_events
from sherin.mind.affect.feelings import feeling
from sherin.mind.affect.personality import PERSONALITIES_FOLDER, load_personality

GOOD_PERSONALITY = (PERSONALITIES_FOLDER / "skeptical.toml").read_bytes()
GOOD_EVENTS = EVENTS_PATH.read_bytes()[:3000]
one_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

toml_values = st.recursive(
    st.one_of(
        st.booleans().map(lambda b: str(b).lower()),
        st.integers().map(str),
        st.floats().map(repr),
        st.text("abcXYZ_*0", max_size=8).map(lambda s: f'"{s}"'),
        st.just("1979-05-27"),
        st.sampled_from(["9" * 400, "9" * 5000, "0x" + "f" * 5000]),
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda row: f"[{', '.join(row)}]"),
    max_leaves=4,
)
keys = st.sampled_from(
    "name version momentum sensitivity voice_first description baseline capsules event".split()
)
lines = st.lists(st.tuples(keys, toml_values), max_size=6, unique_by=lambda row: row[0])


@st.composite
def mutated(draw: st.DrawFn, good: bytes) -> bytes:
    data = bytearray(good)
    for _ in range(draw(st.integers(0, 6))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))])


def refusal_of(load: Callable[[Path], object], path: Path, error: type[Exception]) -> str | None:
    """The message with which a file is refused, None when it loads; other errors pass through."""
    try:
        load(path)
    except error as caught:
        return str(caught)
    return None


@one_file
@given(data=st.binary(max_size=200) | mutated(GOOD_PERSONALITY))
def test_any_personality_file_loads_or_is_refused(tmp_path: Path, data: bytes):
    path = tmp_path / "p.toml"
    path.write_bytes(data)
    refusal = refusal_of(load_personality, path, PersonalityError)
    assert refusal is None or str(path) in refusal


@one_file
@given(data=st.binary(max_size=200) | mutated(GOOD_EVENTS))
def test_any_events_file_loads_or_is_refused(tmp_path: Path, data: bytes):
    path = tmp_path / "e.toml"
    path.write_bytes(data)
    refusal = refusal_of(load_events, path, AffectError)
    assert refusal is None or str(path) in refusal


@one_file
@given(rows=lines)
def test_any_value_at_a_known_key_loads_or_is_refused(tmp_path: Path, rows: list[tuple[str, str]]):
    path = tmp_path / "v.toml"
    path.write_text("\n".join(f"{key} = {value}" for key, value in rows), encoding="utf-8")
    for refusal in (
        refusal_of(load_personality, path, PersonalityError),
        refusal_of(load_events, path, AffectError),
    ):
        assert refusal is None or len(refusal) < 4000


@given(st.text(max_size=60) | st.text("joydubt:+.0123456789- ", max_size=40))
def test_any_text_is_a_feeling_or_is_refused(text: str):
    try:
        place = feeling(text)
    except FeelingError:
        return
    assert abs(place.valence) <= 1.0


def test_nesting_without_end_is_refused(tmp_path: Path):
    path = tmp_path / "deep.toml"
    path.write_text("name = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(PersonalityError, match="not TOML"):
        load_personality(path)
