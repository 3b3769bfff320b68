"""What is heard when, as lines of NDJSON: phrases, phonemes and the mouth's shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sherin.body.speech import VISEME_NAMES, VisemeMark
from sherin.body.voice import Chunk

__all__ = ["mark_lines"]


def mark_lines(chunk: Chunk, marks: Sequence[VisemeMark]) -> Iterator[dict[str, object]]:
    """The lines of one phrase: what is read, then its sounds, then its mouth shapes.

    Args:
        chunk: The phrase.
        marks: What a `VisemeTracker` made of it.

    Returns:
        One JSON object a line; times in ms from sample 0 of the whole text. A mouth shape may begin
        before its phrase does.
    """
    yield {
        "kind": "phrase",
        "text": chunk.text,
        "start_ms": round(1000.0 * chunk.start_s, 2),
        "end_ms": round(1000.0 * chunk.end_s, 2),
    }
    for phoneme in chunk.phonemes:
        yield {
            "kind": "phoneme",
            "name": phoneme.name,
            "stress": phoneme.stress,
            "start_ms": round(1000.0 * phoneme.start_s, 2),
            "end_ms": round(1000.0 * phoneme.end_s, 2),
        }
    for mark in marks:
        yield {
            "kind": "viseme",
            "viseme": VISEME_NAMES[mark.viseme],
            "peak": mark.peak,
            "start_ms": round(mark.start_ms, 2),
            "rise_end_ms": round(mark.rise_end_ms, 2),
            "fall_start_ms": round(mark.fall_start_ms, 2),
            "end_ms": round(mark.end_ms, 2),
        }
