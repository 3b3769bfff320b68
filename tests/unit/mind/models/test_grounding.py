"""Which answers of a model stand in its sources."""

import pytest

from sherin.mind.knowledge import FoundPassage
from sherin.mind.models.grounding import ground

TEXT = (
    "Philo Farnsworth showed the first all-electronic television in San Francisco on 7 September "
    "1927. It had 60 lines. Bananas are not poisonous for dogs. About 1,200 people came."
)
PASSAGES = [
    FoundPassage(title="Ships", domain="M7", uri="s", text="Ships float on water.", score=0.5),
    FoundPassage(title="Television", domain="M7", uri="t", text=TEXT, score=1.0),
]


@pytest.mark.parametrize(
    "text",
    [
        "Philo Farnsworth showed the first electronic television in 1927.",
        "It was Farnsworth who showed the first television, in San Francisco in 1927.",
        "Sure! The first electronic television had sixty lines.".replace("sixty", "60"),
        "Farnsworth showed television in 1927. I hope that helps!",
        "About 1200 people came.",
        "Bananas are not poisonous for dogs.",
    ],
)
def test_what_the_source_says_is_grounded_in_it(text: str):
    found = ground(text, passages=PASSAGES)
    assert found.is_grounded, found
    assert found.used == (1,)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Philo Farnsworth showed the first electronic television in 1926.", "1926"),
        ("John Baird showed the first electronic television in 1927.", "Baird"),
        ("The first electronic television had twelve lines.", "twelve"),
        ("Bananas are poisonous for dogs.", "Bananas are poisonous for dogs."),
        ("Philo Farnsworth never showed the first television.", "never showed"),
        ("The first television had a terrible effect on eyes.", "terrible effect"),
        ("Cheese is made from milk by adding rennet.", "Cheese is made"),
        ("Farnsworth showed television in 1927. He was born in Utah.", "Utah"),
    ],
)
def test_what_it_does_not_say_is_named(text: str, missing: str):
    found = ground(text, passages=PASSAGES)
    assert not found.is_grounded
    assert any(missing in claim for claim in found.missing), found.missing


def test_without_a_source_nothing_is_grounded():
    assert not ground("Rome is in Italy.", passages=[]).is_grounded
    assert not ground("Sure!", passages=PASSAGES).is_grounded
    assert not ground("", passages=PASSAGES).is_grounded


def test_a_memory_supports_but_is_no_source():
    told = ["My sister Anna lives in Rome"]
    assert not ground("Your sister Anna lives in Rome.", passages=[], memories=told).is_grounded
    both = ground(
        "Your sister Anna lives in Rome. Ships float on water.", passages=PASSAGES, memories=told
    )
    assert both.is_grounded
    assert both.used == (0,)


def test_numbers_are_compared_by_value_as_written_and_in_words():
    source = [
        FoundPassage(title="Legs", domain="M4", uri="l", text="An ant has six legs.", score=1)
    ]
    assert ground("An ant has 6 legs.", passages=source).is_grounded
    assert not ground("An ant has 8 legs.", passages=source).is_grounded
