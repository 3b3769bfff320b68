"""What a person says is remembered, answered from, corrected, and forgotten."""

from __future__ import annotations

import random
from datetime import UTC
from pathlib import Path

import pytest

from sherin.errors import MemoryStoreError
from sherin.mind.affect import feeling
from sherin.mind.affect.vad import Vad
from sherin.mind.memory import Memory
from sherin.mind.memory.extraction import facts_in
from sherin.mind.memory.questions import asked

NOW = 1_800_000_000.0  # 2027-01-15 08:00 UTC
DAY = 86_400.0


def said(memory: Memory, *lines: str, at_s: float = NOW) -> None:
    for n, line in enumerate(lines):
        memory.remember_turn(line, now_s=at_s + n)


def answer(memory: Memory, question: str, *, at_s: float = NOW + 100) -> str | None:
    found = memory.answer(question, now_s=at_s)
    return None if found is None else found.text


def test_breakfast_is_unknown_then_known(memory: Memory):
    assert answer(memory, "what did I have for breakfast") is None
    said(memory, "I had porridge for breakfast")
    assert answer(memory, "what did I have for breakfast") == "You had porridge for breakfast."
    assert (
        answer(memory, "What did I eat for breakfast today?") == "You had porridge for breakfast."
    )
    assert answer(memory, "what did I have for lunch") is None


def test_a_meal_belongs_to_its_day(memory: Memory):
    said(memory, "I had porridge for breakfast")
    tomorrow = NOW + DAY
    found = memory.answer("what did I have for breakfast", now_s=tomorrow)
    assert found is not None and found.confidence < 0.7
    assert found.text.startswith("You have not told me about today.")
    assert answer(memory, "what did I have for breakfast today", at_s=tomorrow) is None
    yesterday = answer(memory, "what did I have for breakfast yesterday?", at_s=tomorrow)
    assert yesterday == "Yesterday: You had porridge for breakfast."
    said(memory, "I had toast for breakfast", at_s=tomorrow)
    assert answer(memory, "what was my breakfast", at_s=tomorrow) == "You had toast for breakfast."


@pytest.mark.parametrize(
    ("line", "question", "expected"),
    [
        ("My name is Ada.", "what's my name?", "Your name is Ada."),
        ("hi, call me Ada", "who am I", "Your name is Ada."),
        ("I live in Rome", "where do I live", "You live in Rome."),
        ("Well, I'm living in New York now", "do you know where I live?", "You live in New York."),
        ("I like tea and I hate spinach", "what do I hate?", "You hate spinach."),
        ("I like tea", "do I like tea?", "Yes. You like tea."),
        ("I don't like tea", "do I like tea?", "No. You don't like tea."),
        ("My favourite bird is blue", "what is my favorite bird", "Your favourite bird is blue."),
        ("I am 34", "how old am I?", "You are 34 years old."),
        ("My birthday is 3 May", "when is my birthday", "Your birthday is 3 May."),
        ("I work at the library", "where do I work", "You work at the library."),
        ("My sister Anna lives in Rome", "where does Anna live", "Anna lives in Rome."),
        ("My sister Anna lives in Rome", "who is my sister", "Your sister is called Anna."),
        ("I have a dog called Rex", "what is the name of my dog?", "Your dog is called Rex."),
        ("my password hint is green", "what is my password hint", "Your password hint is green."),
        ("I'm allergic to nuts", "what am I allergic to", "You are allergic to nuts."),
        ("Yesterday I met Tom", "who did I meet yesterday", "Yesterday: You met Tom."),
    ],
)  # fmt: skip
def test_a_statement_answers_its_question(memory: Memory, line: str, question: str, expected: str):
    assert answer(memory, question) is None
    said(memory, line)
    assert answer(memory, question) == expected


@pytest.mark.parametrize(
    "line",
    [
        "She said my name is Bob",
        '"My name is Bob"',
        "What if my name is Bob?",
        "If I live in Rome, I am happy",
        "The film says I live in Rome",
        "I love you",
        "I would like a coffee",
        "I had to go",
        "My question is simple",
    ],
)
def test_what_is_not_stated_is_no_fact(line: str):
    assert facts_in(line) == []


@pytest.mark.parametrize(
    "question", ["what is AI", "history of computer", "", "hi", "who is sherin"]
)
def test_a_question_about_the_world_is_not_ours(memory: Memory, question: str):
    said(memory, "My name is Ada", "I like computers")
    assert memory.answer(question, now_s=NOW + 9) is None


def test_a_new_home_ends_the_old_one(memory: Memory):
    said(memory, "I live in Rome")
    said(memory, "I moved to Oslo", at_s=NOW + DAY)
    assert answer(memory, "where do I live", at_s=NOW + DAY + 9) == "You live in Oslo."
    assert (
        answer(memory, "where did I live before?", at_s=NOW + DAY + 9)
        == "You lived in Rome before."
    )
    old = next(
        m
        for m in memory.memories(now_s=NOW + DAY + 9, is_all=True)
        if m.text == "You live in Rome."
    )
    assert not old.is_current
    exported = memory.export(now_s=NOW)["memories"]
    (row,) = [r for r in exported if r["text"] == "You live in Rome."]  # type: ignore[union-attr]
    assert row["valid_until"] == "2027-01-16T08:00:00+00:00"
    said(memory, "I live in Rome", at_s=NOW + 2 * DAY)
    assert answer(memory, "where do I live", at_s=NOW + 3 * DAY) == "You live in Rome."


def test_tastes_change_and_several_stand_side_by_side(memory: Memory):
    said(memory, "I like tea", "I like chess", "I hate fish")
    assert answer(memory, "what do I like") == "You like tea. You like chess."
    said(memory, "I don't like tea anymore", "I love fish", at_s=NOW + 10)
    assert answer(memory, "what do I like") == "You like chess. You love fish."
    assert answer(memory, "what do I hate") is None


def test_two_sisters_but_one_name(memory: Memory):
    said(memory, "My sister Anna", "my sister is called Bea", "My name is Ada", "My name is Eve")
    assert (
        answer(memory, "who is my sister")
        == "Your sister is called Anna. Your sister is called Bea."
    )
    assert answer(memory, "what is my name") == "Your name is Eve."


def test_the_same_again_is_one_memory_used_twice(memory: Memory):
    said(memory, "I like tea")
    before = memory.counts()
    said(memory, "I like tea!", at_s=NOW + 50)
    after = memory.counts()
    assert after.by_kind == before.by_kind and after.links == before.links
    (fact,) = [m for m in memory.memories(now_s=NOW + 60) if m.kind == "preference"]
    described = memory.describe(fact.id)
    assert described is not None and described["uses"] == 2


def test_only_the_person_states_facts(memory: Memory):
    memory.remember_turn("Your name is Bob. My name is Bob.", role="assistant", now_s=NOW)
    assert memory.answer("what is my name", now_s=NOW) is None
    assert memory.memories(now_s=NOW) == []


def test_recall_by_words_by_meaning_and_beside(memory: Memory):
    said(
        memory,
        "My sister Anna lives in Berlin",
        "I walked along the river",
        "The automobile broke down on the motorway",
        "We planted roses",
    )
    assert memory.recall("rivers", now_s=NOW + 9)[0].text == "I walked along the river"
    assert "automobile" in memory.recall("car trouble", now_s=NOW + 9)[0].text
    found = [m.text for m in memory.recall("tell me about my sister", now_s=NOW + 9)]
    assert "Anna lives in Berlin." in found  # by the link over Anna; it shares no word
    assert memory.recall("the of and", now_s=NOW) == []
    assert memory.recall("zebra", now_s=NOW + 9) == []
    best = memory.recall("roses", now_s=NOW + 9)[0]
    assert 0.5 < best.confidence <= 1.0


def test_of_equal_memories_the_recent_the_used_and_the_congruent_come_first(memory: Memory):
    said(memory, "The lake was red", at_s=NOW - 90 * DAY)
    said(memory, "The lake was blue", at_s=NOW - DAY)
    assert memory.recall("lake", now_s=NOW)[0].text == "The lake was blue"
    red = memory.recall("lake", now_s=NOW)[1]
    for n in range(6):
        memory.use([red.id], now_s=NOW - 60 + n)
    assert memory.recall("lake", now_s=NOW)[0].text == "The lake was red"

    joy, grief = Vad.of(feeling("joy")), Vad.of(feeling("sadness"))
    memory.remember_turn("The dance was long", affect=grief, now_s=NOW)
    memory.remember_turn("The dance was short", affect=joy, now_s=NOW)
    happy = memory.recall("dance", now_s=NOW + DAY, affect=joy)
    sad = memory.recall("dance", now_s=NOW + DAY, affect=grief)
    assert happy[0].text == "The dance was short"
    assert sad[0].text == "The dance was long"


def test_the_same_clock_gives_the_same_memory(tmp_path: Path):
    lines = ["My sister Anna lives in Rome", "I like tea", "I moved to Oslo", "hello", "hello"]
    found = []
    for home in ("a", "b"):
        with Memory.open("Ada", home=tmp_path / home, keyring=None, zone=UTC) as memory:
            said(memory, *lines)
            found.append((memory.export(now_s=NOW), memory.recall("sister tea", now_s=NOW + 9)))
    assert found[0] == found[1]


def test_reopening_gives_the_same_answers(tmp_path: Path):
    with Memory.open("Ada", home=tmp_path, keyring=None, zone=UTC) as memory:
        said(
            memory,
            "My sister Anna lives in Rome",
            "I like tea",
            "I live in Rome",
            "I moved to Oslo",
        )
        before = [memory.recall(q, now_s=NOW + 9) for q in ("sister", "tea", "live")]
    with Memory.open("ADA", home=tmp_path, keyring=None, zone=UTC) as memory:
        assert [memory.recall(q, now_s=NOW + 9) for q in ("sister", "tea", "live")] == before
        assert answer(memory, "where do I live") == "You live in Oslo."


def test_a_thousand_random_turns_leave_what_reopening_finds(tmp_path: Path):
    rng = random.Random(5)
    forms = (
        "I like {}", "I hate {}", "My sister {} lives in {}", "I had {} for breakfast", "{} or {}",
        "I don't like {} anymore", "I moved to {}", "my {} is {}", "\x1b[{}", "<|im_start|>{}",
    )  # fmt: skip
    words = "Anna Ben tea 茶 🙂 Rome x\x00y Café ' \" ; -- 12 % _ .".split(" ")
    with Memory.open("Ada", home=tmp_path, keyring=None, zone=UTC) as memory:
        for n in range(1000):
            line = rng.choice(forms).format(*(" ".join(rng.choices(words, k=2)) for _ in "ab"))
            memory.remember_turn(line, now_s=NOW + 500 * n)
            if n % 20 == 0:
                memory.forget(rng.choice(words), now_s=NOW + 500 * n)
        later = NOW + 500_000
        live = [memory.recall(word, now_s=later, k=20) for word in words]
        counts = memory.counts().by_kind
    with Memory.open("Ada", home=tmp_path, keyring=None, zone=UTC) as memory:
        assert memory.counts().by_kind == counts
        assert [memory.recall(word, now_s=later, k=20) for word in words] == live
        assert any(live)


def test_two_people_never_mix(tmp_path: Path):
    with (
        Memory.open("Ada", home=tmp_path, keyring=None) as ada,
        Memory.open("Bob", home=tmp_path, keyring=None) as bob,
    ):
        said(ada, "I live in Rome")
        assert bob.answer("where do I live", now_s=NOW) is None
        assert bob.recall("Rome", now_s=NOW) == []


def test_forget_that_takes_the_last_thing_and_its_facts(memory: Memory):
    said(memory, "I like tea", "I live in Rome")
    memory.remember_turn("Noted: You live in Rome.", role="assistant", now_s=NOW + 3)
    wish = memory.remember_turn("Please forget that.", now_s=NOW + 4)
    assert wish.turn_id is None and wish.forget_request == "that"
    gone = memory.forget(wish.forget_request, now_s=NOW + 5)
    assert {m.text for m in gone} == {
        "I live in Rome", "You live in Rome.", "Noted: You live in Rome.",
    }  # fmt: skip
    assert "Rome" not in str(memory.export(now_s=NOW))
    assert answer(memory, "what do I like") == "You like tea."


def test_forget_by_words_takes_what_hangs_on_them(memory: Memory, tmp_path: Path):
    said(memory, "My sister Anna lives in Berlin", "I like tea")
    assert len(memory.forget("my sister", now_s=NOW, dry_run=True)) == 3
    assert answer(memory, "who is my sister") is not None
    memory.forget("my sister", now_s=NOW + 9)
    left = str(memory.export(now_s=NOW))
    assert "Anna" not in left and "Berlin" not in left and "tea" in left
    with Memory.open("Ada", home=tmp_path, keyring=None) as again:
        assert again.recall("Anna", now_s=NOW + 9) == []


def test_forget_by_id_and_what_matches_nothing(memory: Memory):
    said(memory, "I like tea", "I like coffee")
    tea = next(m for m in memory.memories(now_s=NOW + 9) if "tea" in m.text)
    memory.forget(ids=[tea.id, 999_999], now_s=NOW + 9)
    assert answer(memory, "what do I like") == "You like coffee."
    for nothing in ("", "the", "elephants", "%", "' OR 1=1 --"):
        assert memory.forget(nothing, now_s=NOW + 9) == []


def test_what_nobody_used_for_years_fades_and_facts_stay(memory: Memory):
    said(memory, "It rained on the market", "I live in Rome", "good morning")
    for year in range(1, 5):
        memory.remember_turn("good morning", now_s=NOW + year * 365.25 * DAY)
    texts = [m.text for m in memory.memories(now_s=NOW + 5 * 365 * DAY, is_all=True)]
    assert "It rained on the market" not in texts
    assert {"I live in Rome", "You live in Rome.", "good morning"} <= set(texts)


def test_many_lines_are_kept_together_or_not_at_all(memory: Memory):
    diary = [(NOW, "I live in Rome"), (NOW + DAY, "I moved to Oslo"), (NOW + 2 * DAY, "<|x|>")]
    assert memory.remember_many(diary) == 2
    later = answer(memory, "where did I live before", at_s=NOW + 3 * DAY)
    assert later == "You lived in Rome before."
    before = memory.export(now_s=NOW)
    with pytest.raises(MemoryStoreError, match="is not a moment"):
        memory.remember_many([(NOW, "I like tea"), (float("inf"), "I like chess")])
    assert memory.export(now_s=NOW) == before
    assert answer(memory, "what do I like") is None


def test_erase_takes_the_key_and_every_file(tmp_path: Path, keyring):
    with Memory.open("Ada", home=tmp_path, keyring=keyring) as memory:
        said(memory, "I live in Rome")
    assert Memory.erase("Ada", home=tmp_path, keyring=keyring) != []
    assert keyring.kept == {}
    assert list((tmp_path / "people").iterdir()) == []
    assert Memory.erase("Ada", home=tmp_path, keyring=keyring) == []
    with Memory.open("Ada", home=tmp_path, keyring=keyring) as memory:
        assert memory.answer("where do I live", now_s=NOW) is None


def test_a_time_that_is_none_is_refused(memory: Memory):
    with pytest.raises(MemoryStoreError, match="nan s is not a moment"):
        memory.remember_turn("hi", now_s=float("nan"))


@pytest.mark.parametrize("text", ["what did I have for breakfast", "who is my sister", "my name?"])
def test_reading_a_question_is_quick_on_long_text(text: str):
    assert asked(text + " x" * 2000) is None
