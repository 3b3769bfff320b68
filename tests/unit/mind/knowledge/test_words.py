"""Words, stems, sentences, pieces and vectors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sherin.errors import KnowledgeError
from sherin.mind.knowledge.stemming import stem
from sherin.mind.knowledge.word_vectors import VECTORS_PATH, WordVectors
from sherin.mind.knowledge.words import sentences_of, term_of, terms_of, words_of

# Source: the examples in Porter's paper of 1980.
PORTER = """
caresses:caress ponies:poni ties:ti caress:caress cats:cat feed:feed agreed:agre plastered:plaster
bled:bled motoring:motor sing:sing conflated:conflat troubled:troubl sized:size hopping:hop
tanned:tan falling:fall hissing:hiss fizzed:fizz failing:fail filing:file happy:happi sky:sky
relational:relat conditional:condit rational:ration digitizer:digit conformabli:conform
vietnamization:vietnam predication:predic operator:oper feudalism:feudal decisiveness:decis
hopefulness:hope callousness:callous formaliti:formal sensitiviti:sensit triplicate:triplic
formative:form formalize:formal electrical:electr goodness:good revival:reviv allowance:allow
inference:infer airliner:airlin adjustable:adjust defensible:defens irritant:irrit
replacement:replac adjustment:adjust dependent:depend adoption:adopt communism:commun
activate:activ homologous:homolog effective:effect bowdlerize:bowdler probate:probat rate:rate
cease:ceas controll:control roll:roll
""".split()


@pytest.mark.parametrize("pair", PORTER)
def test_stems_are_those_of_the_paper(pair: str):
    word, _, expected = pair.partition(":")
    assert stem(word) == expected


def test_terms_fold_case_accents_possessives_and_commas():
    assert terms_of("The Café's 1,234 COMPUTERS") == ["cafe", "1234", "comput"]
    assert term_of("what") == ""


def test_sentences_do_not_end_at_abbreviations_initials_or_numbers():
    text = 'Dr. J. Smith paid $3.5 million in the U.S. in 1999. "Why?" she asked. It rained.'
    assert sentences_of(text) == [
        "Dr. J. Smith paid $3.5 million in the U.S. in 1999.",
        '"Why?" she asked.',
        "It rained.",
    ]


@given(st.text(max_size=300))
def test_no_text_breaks_the_words_and_none_is_lost_between_sentences(text: str):
    together = [word for sentence in sentences_of(text) for word in words_of(sentence)]
    assert together == words_of(" ".join(text.split())) or "\n" in text
    terms_of(text)


def test_pieces_are_those_of_the_reference_tokenizer():
    """`tokenizers` reads the same vocabulary, with merges in the order of its ids."""
    tokenizers = pytest.importorskip("tokenizers")
    reader = WordVectors.builtin().piece_reader
    ids = {piece: n for n, piece in enumerate(reader.vocabulary)}
    merges = [
        (piece[:k], piece[k:])
        for piece, _ in sorted(ids.items(), key=lambda item: item[1])[259:]
        for k in sorted(
            (k for k in range(1, len(piece)) if piece[:k] in ids and piece[k:] in ids),
            key=lambda k: (ids[piece[:k]], ids[piece[k:]]),
        )
    ]
    model = tokenizers.models.BPE(
        vocab=ids, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True
    )
    reference = tokenizers.Tokenizer(model)
    text = (
        VECTORS_PATH.with_name("fitted.json").read_text() + __doc__ + "Überraschung 東京 naïve 🙂"
    )
    for word in {*words_of(text), "antidisestablishmentarianism", "zzyzx", "🙂"}:
        assert list(reader.ids(word)) == reference.encode("▁" + word).ids, word


@settings(max_examples=40)
@given(st.lists(st.lists(st.sampled_from("sea ship storm Überfahrt 1999".split()), max_size=6)))
def test_many_texts_at_once_are_as_one_by_one(texts: list[list[str]]):
    vectors = WordVectors.builtin()
    many = vectors.embed_many(texts)
    assert many.shape == (len(texts), 256)
    query = vectors.embed("ocean")
    cosines = vectors.cosines(texts, query)
    for row, text, cosine in zip(many, texts, cosines, strict=True):
        np.testing.assert_allclose(row, vectors.embed(text), atol=1e-5)
        assert cosine == pytest.approx(float(row @ query), abs=1e-5)


def test_near_meanings_are_nearer_than_far_ones():
    vectors = WordVectors.builtin()
    king = vectors.embed("a king on his throne")
    assert king @ vectors.embed("the royal monarch") > king @ vectors.embed("a bicycle tyre") + 0.2


def test_a_full_cache_of_words_starts_anew(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sherin.mind.knowledge.word_vectors._MAX_CACHED", 5)
    vectors = WordVectors(VECTORS_PATH)
    words = "one two three four five".split()
    for k in range(8):
        some = [f"{word}{k}" for word in words]
        expected = WordVectors.builtin().of_words(some)
        np.testing.assert_allclose(vectors.of_words(some), expected, atol=1e-5)


def test_a_torn_table_is_refused(tmp_path):
    torn = tmp_path / "torn.bin"
    torn.write_bytes(VECTORS_PATH.read_bytes()[:5000])
    with pytest.raises(KnowledgeError, match="torn"):
        WordVectors(torn)
