"""In whatever feeling, an answer from the shelf keeps its numbers, names, dates and negations."""

from __future__ import annotations

from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from sherin.mind.affect import Vad
from sherin.mind.companion.facts import facts_of
from sherin.mind.companion.wording import gated, is_lossless, toned
from sherin.mind.knowledge.shelf import shelf_sources

axis = st.floats(-1.0, 1.0)
feelings = st.builds(Vad, axis, axis, axis)
_HEDGES = {"not": 1}


@cache
def shelf_texts() -> tuple[str, ...]:
    return tuple(
        passage.text
        for source in shelf_sources()
        for document in source.documents
        for passage in document.passages
    )


@given(number=st.integers(0, 10_000), feeling=feelings, grave=st.booleans(), talk=st.booleans())
@example(number=0, feeling=Vad(1.0, 1.0, 1.0), grave=False, talk=False)
def test_a_tone_keeps_every_fact(number: int, feeling: Vad, *, grave: bool, talk: bool) -> None:
    texts = shelf_texts()
    text = texts[number % len(texts)]
    said = toned(text, feeling, is_grave=grave, is_small_talk=talk)
    assert text in said
    assert facts_of(said) == facts_of(text)


@given(number=st.integers(0, 10_000), confidence=st.floats(0.5, 1.0), feeling=feelings)
def test_a_hedge_adds_nothing_but_doubt(number: int, confidence: float, feeling: Vad) -> None:
    texts = shelf_texts()
    text = texts[number % len(texts)]
    said = toned(gated(text, confidence), feeling)
    added = facts_of(said) - facts_of(text)
    assert text in said
    assert not facts_of(text) - facts_of(said)
    assert added in ({}, _HEDGES)


@given(text=st.text(max_size=300), feeling=feelings)
def test_any_text_is_said_whole(text: str, feeling: Vad) -> None:
    said = toned(text, feeling)
    assert said == text or is_lossless(text, said)
