"""Personalities that ship, and what a broken file of one's own is told."""

from pathlib import Path

import pytest

from sherin.body.scheduling import LeadLag
from sherin.errors import PersonalityError
from sherin.mind.affect.personality import (
    PERSONALITIES_FOLDER,
    Expressivity,
    load_personality,
    shipped_personalities,
)


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_three_personalities_ship():
    assert shipped_personalities() == ("friendly", "professional", "skeptical")


@pytest.mark.parametrize("name", ["friendly", "professional", "skeptical"])
def test_shipped_personality_loads_by_name_and_by_path(name: str):
    by_name = load_personality(name)
    assert by_name.name == name
    assert by_name == load_personality(PERSONALITIES_FOLDER / f"{name}.toml")
    assert by_name == load_personality(str(PERSONALITIES_FOLDER / f"{name}.toml"))
    assert by_name.capsule_rules
    assert by_name.description


def test_personalities_differ_where_it_shows():
    friendly, professional, skeptical = map(load_personality, shipped_personalities())
    assert friendly.baseline.valence > professional.baseline.valence > skeptical.baseline.valence
    assert friendly.baseline.warmth > professional.baseline.warmth > skeptical.baseline.warmth
    assert professional.expressivity.hands < friendly.expressivity.hands
    assert skeptical.lead_lag.voice_ms > friendly.lead_lag.voice_ms


def test_every_key_but_the_name_has_a_default(tmp_path: Path):
    mine = load_personality(write(tmp_path, 'name = "mine"'))
    assert mine.lead_lag == LeadLag(hand_ms=0, face_ms=80, voice_ms=130)
    assert mine.expressivity == Expressivity()
    assert mine.dynamics.momentum == 0.7
    assert not mine.lead_lag.is_voice_first


def test_voice_first_turns_the_order_around(tmp_path: Path):
    mine = load_personality(write(tmp_path, 'name = "mine"\nvoice_first = true'))
    assert mine.lead_lag.voice_ms < mine.lead_lag.face_ms < mine.lead_lag.hand_ms


def test_misspelt_name_gets_the_nearest():
    with pytest.raises(PersonalityError, match="Did you mean 'friendly'") as caught:
        load_personality("frendly")
    assert "professional, skeptical" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('name = "m"\n[baseline]\nvalance = 0.2', ["`baseline.valance`", "`valence`"]),
        ('name = "m"\n[baseline]\nvalence = 0.9', ["`baseline.valence`", "0.9", "-0.8..0.8"]),
        ('name = "m"\n[baseline]\nvalence = 0.9', ["nearest valid value is 0.8"]),
        ('name = "m"\n[baseline]\nwarmth = "high"', ["`baseline.warmth`", "'high'", "a number"]),
        ('name = "m"\n[half_life_s]\nvalence = 0', ["`half_life_s.valence`", "0.1"]),
        ('name = "m"\nmomentum = nan', ["`momentum`", "nan", "0..0.95"]),
        ('name = "m"\nmomentum = true', ["`momentum`", "True", "a number"]),
        ('name = "m"\nvoice_first = "yes"', ["`voice_first`", "'yes'", "true or false"]),
        ('name = "m"\n[lead_lag_ms]\nhand = 200', ["hand <= face <= voice", "[200, 80, 130]"]),
        ('name = "m"\n[lead_lag_ms]\nface = 80.5', ["`lead_lag_ms.face`", "80.5", "whole"]),
        ('name = "m"\n[[capsules]]\nweight = 2', ["`capsules[0].ids`", "at least one of"]),
        ('name = "m"\n[[capsules]]\ndomain = "hands"\nweight = 1', ["'hands'", "value is hand"]),
        ('name = "m"\n[[capsules]]\nids = "hk*"\nweight = 1', ["`capsules[0].ids`", "'hk*'"]),
        ('name = "m"\n[[capsules]]\nids = "HK*"', ["`capsules[0].weight`", "missing"]),
        ('name = "m"\ncapsules = 3', ["`capsules`", "[[capsules]]"]),
        ('name = "m"\nbaseline = 3', ["`baseline`", "[baseline]"]),
        ('name = "m"\nversion = 2', ["`version`", "2", "nearest valid value is 1"]),
        ('name = "Mine Own"', ["`name`", "'Mine Own'", "lower-case"]),
        ("momentum = 0.5", ["`name`", "missing"]),
        ('name = "m"\nexpresivity = 1', ["`expresivity`", "Did you mean `expressivity`"]),
        ("name = x\n", ["not TOML", "line 1"]),
    ],
)
def test_mistake_is_named_with_file_key_found_and_expected(
    tmp_path: Path, text: str, wanted: list[str]
):
    path = write(tmp_path, text)
    with pytest.raises(PersonalityError) as caught:
        load_personality(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    for words in wanted:
        assert words in message


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path):
    path = write(tmp_path, 'name = "m"\nmomentum = 2\nsensitivity = "x"\n[recentre]\nafter = 1')
    with pytest.raises(PersonalityError, match="3 mistakes") as caught:
        load_personality(path)
    for key in ("`momentum`", "`sensitivity`", "`recentre.after`"):
        assert key in str(caught.value)


def test_missing_and_foreign_files_are_refused(tmp_path: Path):
    with pytest.raises(PersonalityError, match="cannot be read"):
        load_personality(tmp_path / "none.toml")
    with pytest.raises(PersonalityError, match="cannot be read"):
        load_personality(tmp_path)
    foreign = tmp_path / "image.toml"
    foreign.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(PersonalityError, match="byte 0 is not UTF-8"):
        load_personality(foreign)
    foreign.write_bytes(b"#" * 1_000_001)
    with pytest.raises(PersonalityError, match="larger than 1000000 bytes"):
        load_personality(foreign)


def test_expressivity_speaks_for_every_layer():
    gains = Expressivity(hands=0.1, face=0.2, body=0.3, voice=0.4, scene=0.5)
    layers = ["hands", "face", "body", "voice", "camera", "tempo", "expression"]
    assert [gains.of_layer(layer) for layer in layers] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 1.0]
