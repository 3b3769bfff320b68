"""What the starter shelf answers: the talk that once failed, and what it must not claim."""

from pathlib import Path

import pytest

from sherin.mind.knowledge import DOMAINS, THRESHOLD, KnowledgeBase

# Question, domain of the source, and words the answer must hold.
TALK = [
    ("history of computer", "M6", ["Babbage", "ENIAC", "transistor"]),
    ("what is quantum tunneling", "M2", ["particle", "barrier"]),
    ("who is sherin", "-1", ["private companion", "avatar"]),
    ("ai", "M6", ["intelligence", "1956"]),
    ("what is AI", "M6", ["intelligence", "computer systems"]),
    ("what is television", "M7", ["moving pictures", "sound"]),
    ("show your information", "-1", ["private companion"]),
    ("Explain the history of television in domain M11 (History).", "M11", ["Nipkow", "Baird"]),
    ("How does television work in the context of technology", "M7", ["frames", "pixels"]),
]


@pytest.mark.parametrize(("question", "domain", "words"), TALK)
def test_the_talk_that_failed_is_answered_with_its_source(
    shelf: KnowledgeBase, question: str, domain: str, words: list[str]
):
    answer = shelf.ask(question)
    assert answer.is_known
    assert [source.domain for source in answer.sources] == [domain]
    assert answer.sources[0].date == "2026-11-21"
    assert answer.sources[0].domain_name == DOMAINS[answer.sources[0].domain].name
    assert [word for word in words if word not in answer.text] == []
    assert len(answer.passages) == 5


FACTS = [
    ("Who deposed Romulus Augustulus?", "Odoacer"),
    ("When did ARPANET send its first message?", "October 1969"),
    ("How many neurons does the human brain have?", "86 billion"),
    ("When was the transistor built at Bell Laboratories?", "December 1947"),
    ("who invented basketball in 1891", "James Naismith"),
    ("Who deciphered the hieroglyphs of Egypt?", "Champollion"),
    ("How deep is the Challenger Deep in the Mariana Trench?", "11,000 metres"),
]


@pytest.mark.parametrize(("question", "fact"), FACTS)
def test_a_fact_is_answered_by_the_sentence_that_holds_it(
    shelf: KnowledgeBase, question: str, fact: str
):
    answer = shelf.ask(question)
    assert fact in answer.text
    assert answer.confidence >= THRESHOLD and answer.kind == "fact"


UNKNOWN = [
    "what did I have for breakfast",
    "what is my name",
    "What is the capital of Burkina Faso?",
    "who won the world cup in 2018",
    "what is the population of Tokyo",
    "best recipe for lasagna",
    "asdf qwer zxcv",
    "",
    "???",
]


@pytest.mark.parametrize("question", UNKNOWN)
def test_what_is_not_on_the_shelf_gets_an_honest_no_without_sources(
    shelf: KnowledgeBase, question: str
):
    answer = shelf.ask(question)
    assert answer.confidence < THRESHOLD
    assert answer.text.startswith("I don't know that")
    assert answer.sources == ()


def test_a_no_names_the_nearest_topics(shelf: KnowledgeBase):
    answer = shelf.ask("what did I have for breakfast")
    assert "Breakfast (-3)" in answer.nearest
    assert "Breakfast (-3)" in answer.text


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("what is quantm tuneling", "Quantum tunneling"),
        ("whats the artifical inteligence", "Artificial intelligence"),
        ("photosinthesis", "Photosynthesis"),
    ],
)
def test_typing_errors_are_forgiven(shelf: KnowledgeBase, question: str, title: str):
    answer = shelf.ask(question)
    assert answer.is_known and answer.sources[0].title == title


def test_a_short_question_gets_a_definition_and_where_to_go_on(shelf: KnowledgeBase):
    text = shelf.ask("ai").text
    assert text.startswith("Artificial intelligence (AI) is the field")
    assert "\nGo on with: " in text


def test_all_domains_are_listed(shelf: KnowledgeBase):
    text = shelf.ask("List all domains").text
    assert [key for key in DOMAINS if f"{key}: " not in text] == []
    assert "M16: Test Domain (empty)" in text


def test_what_a_domain_covers_is_told_with_its_titles(shelf: KnowledgeBase):
    answer = shelf.ask("what is covered under M11")
    assert answer.kind == "registry" and answer.domain == "M11"
    assert "History of television" in answer.text


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("is there a domain for electronics", "M7 (Engineering & Technology)"),
        ("do you have a layer about the brain?", "-9 (Neuroscience)"),
        ("which domain is for football", "M15 (Sports & Athletics)"),
    ],
)
def test_the_fitting_domain_is_named(shelf: KnowledgeBase, question: str, label: str):
    assert shelf.ask(question).text.startswith(f"Yes: {label}")


def test_no_domain_fits_what_no_domain_covers(shelf: KnowledgeBase):
    assert shelf.ask("is there a domain for underwater basketweaving").text.startswith("No,")


def test_a_layer_named_by_its_number_is_understood(shelf: KnowledgeBase):
    assert shelf.ask("layer -9").domain == "-9"
    answer = shelf.ask("Explain memory in layer -9")
    assert answer.passages[0].domain == "-9"


def test_a_named_domain_never_hides_a_better_answer_elsewhere(shelf: KnowledgeBase):
    answer = shelf.ask("Who deposed Romulus Augustulus, in domain M15?")
    assert "Odoacer" in answer.text and answer.sources[0].domain == "M11"


def test_the_shelf_holds_six_articles_a_domain_but_none_in_the_test_domain(shelf: KnowledgeBase):
    domains = shelf.status().domains
    assert {key: n for key, n in domains.items() if n < 6} == {"M16": 0}
    assert shelf.status().empty_domains == ("M16",)


def test_every_article_is_found_by_its_title(shelf: KnowledgeBase):
    """The figure behind the confidence of a question that is a title."""
    titles = [(d.title, d.uri) for key in DOMAINS for d in shelf.documents(key)]
    wrong = []
    for title, uri in titles:
        answer = shelf.ask(f"what is {title}?")
        if not answer.sources or answer.sources[0].uri != uri:
            wrong.append((title, answer.sources))
    assert len(wrong) <= 0.02 * len(titles), wrong


def test_articles_are_of_readable_length(shelf: KnowledgeBase):
    for key in DOMAINS:
        for document in shelf.documents(key):
            (found,) = [p for p in shelf.search(document.title, key, k=10) if p.uri == document.uri]
            assert 50 <= len(found.text.split()) <= 150, document.title


@pytest.mark.parametrize(
    "text",
    ["\x00\x1b[2J", "a" * 1_000_000, "what " * 300_000, "что такое телевидение", "M16 M16", "-5"],
)
def test_any_text_is_a_question(shelf: KnowledgeBase, text: str):
    answer = shelf.ask(text)
    assert 0.0 <= answer.confidence <= 1.0
    assert "\x1b" not in answer.text


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path):
    from sherin.errors import KnowledgeError

    (tmp_path / "kb").write_text("a file")
    with pytest.raises(KnowledgeError, match="kb"):
        KnowledgeBase.open(tmp_path / "kb")
