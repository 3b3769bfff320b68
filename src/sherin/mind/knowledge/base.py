"""The knowledge base of one folder: open it, ask it, search it, feed it.

`KnowledgeBase.open(folder)` brings the starter shelf along; `ask` answers with sources and a
confidence, `search` only finds, `ingest`, `remove` and `rebuild` change it. See docs/knowledge.md.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self

import msgspec

from sherin.errors import KnowledgeError
from sherin.mind.knowledge.answering import extract, lead_of
from sherin.mind.knowledge.confidence import THRESHOLD, confidence_features, confidence_of
from sherin.mind.knowledge.domains import DOMAINS, Domain, domain_of, named_domain
from sherin.mind.knowledge.doubts import DOUBTFUL, is_doubtful
from sherin.mind.knowledge.evidence import PASSAGE_FEATURES
from sherin.mind.knowledge.fitted import Fitted
from sherin.mind.knowledge.index import Index
from sherin.mind.knowledge.ingest import IngestReport, Progress, ingest
from sherin.mind.knowledge.question import Question, read_question
from sherin.mind.knowledge.registry_answers import answer_about_shelves
from sherin.mind.knowledge.search import Asked, Hit, Searcher, nearest_topics
from sherin.mind.knowledge.segment import Segment
from sherin.mind.knowledge.shelf import SHELF_PREFIX, shelf_sources
from sherin.mind.knowledge.store import PassageRow, Store
from sherin.mind.knowledge.word_vectors import N_DIMENSIONS, WordVectors
from sherin.mind.knowledge.words import sentences_of, term_of, terms_of
from sherin.mind.knowledge.writing import KnowledgeWriter

__all__ = ["GO_ON", "Answer", "FoundPassage", "KnowledgeBase", "KnowledgeStatus", "Source"]

GO_ON: Final = "\nGo on with: "
"""Before the subjects near to an answer: they are for the eye, and nobody would say them aloud."""
_N_PASSAGES: Final = 5
_REGISTRY_CONFIDENCE: Final = 0.99
_SUBJECT_CONFIDENCE: Final = 0.95
"""A question that is the title of an article, word for word: measured in docs/knowledge.md."""
_NEAR_SUBJECT: Final = 0.85
"""The same, but for a typo."""
_PLAIN_SUBJECT: Final = 0.7
"""The same, but for a word such as "work": the article may miss the aspect."""
_GENERAL: Final = frozenset(map(term_of, ("work", "works", "function", "mean", "happen", "exist")))
_PERSONAL_FACTOR: Final = 0.1
"""A shelf cannot know what the person did; see `Question.is_personal`."""
_RETRIES: Final = 5


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer stands."""

    title: str
    domain: str
    uri: str
    date: str
    """Of the document; may be empty."""
    domain_name: str = ""
    """Of the shelf, such as "Physics" for M2; empty for what stands on none."""

    def __post_init__(self) -> None:
        if not self.domain_name and self.domain in DOMAINS:
            # Whoever names the shelf names it whole, also a record from before there were names.
            msgspec.structs.force_setattr(self, "domain_name", DOMAINS[self.domain].name)


class FoundPassage(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that was found."""

    title: str
    domain: str
    uri: str
    text: str
    score: float
    """Falling; about 1 and more is on the subject."""
    date: str = ""
    heading: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the shelves say to a question."""

    text: str
    """What to say: the extract, or, below the threshold, that it is not known and what is near."""
    confidence: float
    """Probability, 0..1, that the extract is right; from .5 on it is given as known."""
    sources: tuple[Source, ...]
    """What the extract was taken from; empty where nothing is claimed."""
    passages: tuple[FoundPassage, ...]
    """The five best, whatever the confidence; fewer where the shelves hold fewer."""
    latency_ms: float
    kind: str
    """`registry`, `subject`, `fact` or `unknown`."""
    extract: str = ""
    """The best sentences, also where they are not trusted."""
    nearest: tuple[str, ...] = ()
    """Topics near to the question, such as `Television (M7)`."""
    domain: str = ""
    """Of the extract, or the shelf that was asked about."""

    @property
    def is_known(self) -> bool:
        """Whether it is given as known."""
        return self.confidence >= THRESHOLD


class KnowledgeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a knowledge base."""

    documents: int
    passages: int
    vectors: int
    embedding: str
    index_health: str
    """`good`, or what is wrong and what to do."""
    index_pieces: int
    domains: dict[str, int]
    """Documents by domain, for every domain."""
    empty_domains: tuple[str, ...]
    newest_document: str
    """Date of the newest, or ""."""
    fallback_policy: str
    folder: str
    bytes: int


class KnowledgeBase:
    """One folder of knowledge; a context manager. One thread at a time, several processes."""

    def __init__(self, folder: Path, *, vectors: WordVectors, fitted: Fitted) -> None:
        """Open the parts; use `open`."""
        self.folder: Final = folder
        self._vectors: Final = vectors
        self._fitted: Final = fitted
        self._store: Final = Store(folder / "knowledge.db")
        self._writer: Final = KnowledgeWriter(self._store, folder / "index", vectors)
        self._searcher: Searcher | None = None
        self._index = Index(())
        self._version = (-1, -1)

    @classmethod
    def open(cls, folder: Path, *, shelf: bool = True) -> KnowledgeBase:
        """Open the knowledge base in `folder`; it is made where there is none.

        Args:
            folder: Holds the texts and the index.
            shelf: Bring the starter shelf in, or up to date.

        Raises:
            KnowledgeError: the folder cannot be used.
        """
        base = cls(folder, vectors=WordVectors.builtin(), fitted=Fitted.builtin())
        try:
            if shelf:
                base._bring_shelf()
        except BaseException:
            base.close()
            raise
        return base

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; calling it twice does no harm."""
        self._store.close()

    # asking

    def ask(self, text: str) -> Answer:
        """Answer a question from the shelves.

        Any text is a question; one that says nothing gets an honest no.

        Cost: p99 below 10 ms at 100,000 passages.
        """
        began = time.perf_counter()
        about = None
        if _may_be_about_shelves(text):
            about = answer_about_shelves(text[:500], counts=self._store.counts, titles=self._titles)
        if about is not None:
            answer = Answer(
                text=about.text,
                confidence=_REGISTRY_CONFIDENCE,
                sources=(),
                passages=(),
                latency_ms=0.0,
                kind="registry",
                extract=about.text,
                domain=about.domain.id if about.domain else "",
            )
        else:
            answer = self._answer(read_question(text))
        taken_ms = 1000.0 * (time.perf_counter() - began)
        return msgspec.structs.replace(answer, latency_ms=round(taken_ms, 3))

    def has_article(self, text: str) -> bool:
        """Whether `ask` would answer with a whole article, or with what stands where; cheap."""
        if _may_be_about_shelves(text):
            return True
        return self._subject(read_question(text), {}) is not None

    def search(
        self, text: str, domain: str | None = None, k: int = _N_PASSAGES
    ) -> list[FoundPassage]:
        """The `k` best passages for a text, best first.

        Args:
            text: A question or some words.
            domain: Search only this domain, by id or name.
            k: How many, at most 18.

        Raises:
            DomainNotFoundError: there is no such domain.
        """
        only = domain_of(domain) if domain is not None else None
        asked = self._search(read_question(text), only)
        return [_found(hit) for hit in asked.hits[:k]]

    def asked(self, question: Question) -> Asked:
        """Everything that was measured for a question; for fitting and for looking inside."""
        return self._search(question, None)

    def _search(self, question: Question, only: Domain | None) -> Asked:
        return self._current().ask(question, only=only)

    def _answer(self, question: Question) -> Answer:
        asked = self._search(question, None)
        subject = self._subject(question, asked.corrected)
        article = subject[0] if subject else []
        passages = _with_subject(article, asked.hits)
        nearest = tuple(nearest_topics(asked.hits))
        if subject is not None:
            source, confidence = article[0], subject[1]
            kind, said = "subject", _lead(article)
            text = said + _go_on(asked.hits, source)
        elif asked.hits and asked.hits[0].evidence.reading.sentences:
            evidence = asked.hits[0].evidence
            source = evidence.row
            sentences = evidence.sentence_features(asked.question, asked.weights)
            scores = sentences @ self._fitted.sentence
            features = confidence_features(asked, sentences, scores, self._vectors)
            confidence = confidence_of(features, self._fitted)
            said = text = extract(evidence.reading.sentences, scores).text
            best = evidence.reading.sentences[int(scores.argmax())]
            if is_doubtful(
                asked.question, said, best, title=evidence.reading.title, passage=evidence.terms
            ):
                confidence = min(confidence, DOUBTFUL)
            kind = "fact"
        else:
            source, confidence, kind, said, text = None, 0.0, "unknown", "", ""
        if question.is_personal:
            confidence *= _PERSONAL_FACTOR
        is_known = confidence >= THRESHOLD
        return Answer(
            text=text if is_known else _not_known(nearest),
            confidence=round(confidence, 4),
            sources=(_source(source),) if is_known and source is not None else (),
            passages=passages,
            latency_ms=0.0,
            kind=kind if is_known else "unknown",
            extract=said,
            nearest=nearest,
            domain=source.domain if source is not None else "",
        )

    def _subject(
        self, question: Question, corrected: Mapping[str, str]
    ) -> tuple[list[PassageRow], float] | None:
        """The beginning of the article whose title the question is, and how sure that is."""
        for key in question.subject_keys:
            terms = key.split()
            tries = [(terms, _SUBJECT_CONFIDENCE)]
            if corrected:
                tries.append(([corrected.get(term, term) for term in terms], _NEAR_SUBJECT))
            plain = [corrected.get(term, term) for term in terms if term not in _GENERAL]
            if 0 < len(plain) < len(terms):
                tries.append((plain, _PLAIN_SUBJECT))
            for words, confidence in tries:
                found = self._article(" ".join(sorted(set(words))), question)
                if found:
                    return found, confidence
        return None

    def _article(self, key: str, question: Question) -> list[PassageRow]:
        rows = [self._store.passages_in(n, limit=3) for n in self._store.about(key)]
        filled = [passages for passages in rows if passages]
        return min(filled, key=lambda p: _preference(p[0], question)) if filled else []

    # changing

    def ingest(self, path: Path, domain: str, *, progress: Progress | None = None) -> IngestReport:
        """Take in a file, a folder or a ZIM archive; see `sherin.mind.knowledge.ingest`.

        Raises:
            DomainNotFoundError: there is no such domain.
            KnowledgeError: `path` holds nothing readable, or nothing can be written.
        """
        return ingest(
            path,
            domain_of(domain).id,
            store=self._store,
            writer=self._writer,
            progress=progress,
        )

    def remove(self, path: Path | str) -> int:
        """Remove what came from a file, or from every file below a folder.

        Returns:
            Number of passages that went.

        Raises:
            KnowledgeError: nothing came from there.
        """
        found = self.sources_below(path)
        removed = self._writer.remove(found)
        self._writer.tidy()
        return removed

    def sources_below(self, path: Path | str) -> list[str]:
        """Addresses of what came from a file, or from the files below a folder.

        Raises:
            KnowledgeError: nothing came from there.
        """
        prefix = str(path)
        if not prefix.startswith(SHELF_PREFIX):
            prefix = str(Path(path).resolve())
        found = [
            source.uri
            for source in self._store.sources(prefix)
            if source.uri == prefix or source.uri.startswith(f"{prefix.rstrip('/')}/")
        ]
        if not found:
            raise KnowledgeError(
                f"{path}: nothing came from there. See what there is with: sherin kb list M6"
            )
        return found

    def rebuild(self) -> int:
        """Make the index again from the texts; the number of passages indexed."""
        return self._writer.rebuild()

    def _bring_shelf(self) -> None:
        fresh = shelf_sources()
        known = {source.uri: source for source in self._store.sources(SHELF_PREFIX)}
        changed = [
            source
            for source in fresh
            if source.uri not in known or known[source.uri].digest != source.digest
        ]
        gone = [uri for uri in known if uri not in {source.uri for source in fresh}]
        if gone:
            self._writer.remove(gone)
        if changed:
            self._writer.write(changed)
            self._writer.tidy()

    # looking

    def status(self) -> KnowledgeStatus:
        """Documents, vectors, health of the index, empty domains, and what it does when unsure."""
        counts = self._store.counts()
        passages = sum(n for _, n in counts.values())
        try:
            self._current()
            health = "good" if self._index.n_alive == passages else _MISMATCH
        except KnowledgeError as exc:
            health = str(exc)
        return KnowledgeStatus(
            documents=sum(n for n, _ in counts.values()),
            passages=passages,
            vectors=self._index.n_alive,
            embedding=f"static word vectors, {N_DIMENSIONS} numbers, wordllama l2_supercat (MIT)",
            index_health=health,
            index_pieces=self._index.n_segments,
            domains={key: counts.get(key, (0, 0))[0] for key in DOMAINS},
            empty_domains=tuple(key for key in DOMAINS if key not in counts),
            newest_document=self._store.newest_date(),
            fallback_policy=(
                f"below a confidence of {THRESHOLD:g} the nearest topics are named, "
                "and nothing is claimed"
            ),
            folder=str(self.folder),
            bytes=sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file()),
        )

    def documents(self, domain: str) -> list[Source]:
        """What stands on a shelf, by title.

        Raises:
            DomainNotFoundError: there is no such domain.
        """
        key = domain_of(domain).id
        return [
            Source(title=title, domain=key, uri=uri, date=date)
            for _, title, date, uri in self._store.documents(key)
        ]

    def _titles(self, domain_id: str) -> Sequence[str]:
        return [title for _, title, _, _ in self._store.documents(domain_id)]

    def _current(self) -> Searcher:
        """The searcher of what is stored now: opened again after any write."""
        version = (self._store.version(), self._store.n_changes)
        if self._searcher is None or version != self._version:
            self._index = self._open_index()
            self._searcher = Searcher(self._index, self._store, self._vectors, self._fitted)
            self._version = version
        return self._searcher

    def _open_index(self) -> Index:
        # Another process may merge and delete pieces between the reading of their names and their
        # opening; the names are then read again.
        for attempt in range(_RETRIES):
            names = [name for _, name, _ in self._store.segments()]
            try:
                segments = [Segment(self.folder / "index" / name) for name in names]
                return Index(segments, self._store.dead_passages())
            except KnowledgeError:
                unchanged = names == [name for _, name, _ in self._store.segments()]
                if unchanged or attempt == _RETRIES - 1:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")


_MEANING: Final = PASSAGE_FEATURES.index("meaning")
_NEAR_IN_MEANING: Final = 0.33
"""Cosine of question and passage from which another shelf has to do with it; by taste."""
_OF_HERSELF: Final = "-1"
_MOST_TO_GO_ON: Final = 3

_MISMATCH: Final = "index and texts differ. Run: sherin kb rebuild"


def _may_be_about_shelves(text: str) -> bool:
    lowered = text[:500].lower()
    if any(word in lowered for word in ("domain", "layer", "shelf", "shelves")):
        return True
    return len(text) <= 100 and named_domain(text)[0] is not None


def _preference(row: PassageRow, question: Question) -> tuple[bool, bool, int]:
    """The named domain first, then what a person added, then the older."""
    other_domain = question.domain is not None and row.domain != question.domain.id
    return other_domain, row.uri.startswith(SHELF_PREFIX), row.id


def _lead(rows: Sequence[PassageRow]) -> str:
    return lead_of([sentence for row in rows for sentence in sentences_of(row.text)])


def _go_on(hits: Sequence[Hit], source: PassageRow) -> str:
    """What one may read next: of what was found, that which has to do with the article."""
    near = [hit for hit in hits if hit.row.title != source.title and _is_near(hit, source)]
    topics = nearest_topics(near, limit=_MOST_TO_GO_ON)
    return f"{GO_ON}{', '.join(topics)}." if topics else ""


def _is_near(hit: Hit, source: PassageRow) -> bool:
    """On the same shelf, of the same words in its title, or of much the same meaning."""
    row = hit.row
    if row.domain == source.domain or set(terms_of(row.title)) & set(terms_of(source.title)):
        return True
    return row.domain != _OF_HERSELF and hit.evidence.features[_MEANING] >= _NEAR_IN_MEANING


def _not_known(nearest: Sequence[str]) -> str:
    if not nearest:
        return "I don't know that: nothing on my shelves is near to it."
    return f"I don't know that. The nearest topics I have: {', '.join(nearest)}."


def _with_subject(subject: Sequence[PassageRow], hits: Sequence[Hit]) -> tuple[FoundPassage, ...]:
    """The five best passages; the article that is the answer stands first."""
    found = [_found(hit) for hit in hits]
    if subject:
        row = subject[0]
        top = found[0].score if found else 1.0
        rest = [f for f in found if (f.uri, f.text) != (row.uri, row.text)]
        found = [_passage(row, top), *rest]
    return tuple(found[:_N_PASSAGES])


def _found(hit: Hit) -> FoundPassage:
    return _passage(hit.row, hit.score)


def _passage(row: PassageRow, score: float) -> FoundPassage:
    return FoundPassage(
        title=row.title,
        domain=row.domain,
        uri=row.uri,
        text=row.text,
        score=round(score, 4),
        date=row.date,
        heading=row.heading,
    )


def _source(row: PassageRow) -> Source:
    return Source(title=row.title, domain=row.domain, uri=row.uri, date=row.date)
