"""The table of events: what ships, one's own on top, and what is told about mistakes."""

from pathlib import Path

import pytest

from sherin.errors import AffectError
from sherin.mind.affect.events import load_events


def write(folder: Path, text: str) -> Path:
    path = folder / "events.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_events_of_interface_and_task_are_known():
    names = set(load_events())
    wanted = """task_done task_failed error typing reading thinking idle user_message greeting
        praise insult interruption reminder"""
    assert set(wanted.split()) <= names


@pytest.mark.parametrize("name", list(load_events()))
def test_every_shipped_event_is_described(name: str):
    assert load_events()[name].description


def test_events_point_the_way_one_expects():
    events = load_events()
    assert events["task_done"].delta.valence > 0 > events["task_failed"].delta.valence
    assert events["praise"].delta.confidence > 0 > events["insult"].delta.warmth
    assert events["error"].delta.arousal > 0 > events["idle"].delta.arousal


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("typing", "typing"),
        ("reading", "reading"),
        ("thinking", "thinking"),
        ("listening", "listening"),
        ("pointing", "pointing"),
        ("holding_phone", "holding-phone"),
        ("task_done", None),
    ],
)
def test_activities_carry_their_context(name: str, context: str | None):
    assert load_events()[name].context == context


def test_own_file_replaces_and_adds(tmp_path: Path):
    path = write(
        tmp_path,
        '[event.task_done]\nvalence = 0.1\nexpression = "E_0342"\n[event.tea_ready]\narousal = 0.2',
    )
    events = load_events(path)
    assert events["task_done"].delta.valence == 0.1
    assert events["task_done"].delta.dominance == 0.0
    assert events["task_done"].expression == "E_0342"
    assert events["tea_ready"].delta.arousal == 0.2
    assert events["error"] == load_events()["error"]
    assert len(events) == len(load_events()) + 1


def test_unknown_event_gets_the_nearest_names():
    with pytest.raises(AffectError, match="Did you mean task_done") as caught:
        _ = load_events()["task_dne"]
    assert isinstance(caught.value, KeyError)
    assert str(caught.value).startswith("event 'task_dne'")


def test_asking_whether_an_event_exists_raises_nothing():
    assert "task_dne" not in load_events()
    assert load_events().get("task_dne") is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[event.a]\nvalence = 2", ["`event.a.valence`", "2", "nearest valid value is 1"]),
        ("[event.a]\nvalense = 1", ["`event.a.valense`", "Did you mean `valence`"]),
        ('[event.a]\ncontext = "typng"', ["'typng'", "typing, reading", "value is typing"]),
        ('[event.a]\nexpression = "smile"', ["`event.a.expression`", "'smile'", "E_0342"]),
        ("[event.A]\nvalence = 0", ["`event.A`", "lower-case"]),
        ("[events.a]\nvalence = 0", ["`events`", "Did you mean `event`"]),
        ("event = 3", ["`event`", "a table"]),
        ("[event]\na = 3", ["`event.a`", "a table"]),
    ],
)
def test_mistake_is_named(tmp_path: Path, text: str, wanted: list[str]):
    path = write(tmp_path, text)
    with pytest.raises(AffectError) as caught:
        load_events(path)
    for words in (str(path), *wanted):
        assert words in str(caught.value)
