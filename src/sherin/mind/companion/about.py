"""What a companion says about itself: what it is, what it is not, how old its knowledge is."""

from __future__ import annotations

import msgspec

from sherin.mind.companion.reply import Preset
from sherin.mind.knowledge import DOMAINS, KnowledgeStatus
from sherin.mind.memory import MemoryCounts

__all__ = ["MindStatus", "about_knowledge", "about_status", "size_of"]


class MindStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a mind."""

    person: str
    preset: Preset
    is_frozen: bool
    """Nothing is learned."""
    model: str | None
    """Name of the language model that takes part; None for none."""
    knowledge: KnowledgeStatus | None
    """None where the preset has no shelves."""
    memory: MemoryCounts | None
    """None where the memory cannot be opened."""
    open_gaps: int | None
    """Questions that wait for an answer; None where gaps are not kept."""
    problems: tuple[str, ...] = ()
    """What does not work, and what to do."""


def about_status(status: MindStatus) -> str:
    """The answer to /status: a few short lines."""
    lines = [
        "I am SHERIN, a private companion with a face: a program on this machine.",
        "I am not a person, not online and no doctor or lawyer; what I feel is a model.",
        _knowledge_line(status),
        f"Model: {status.model}." if status.model else "Model: none; I answer without one.",
        _memory_line(status),
        f"Preset: {status.preset}. Learning: {'frozen' if status.is_frozen else 'on'}.",
    ]
    if status.open_gaps is not None:
        lines.append(f"Open questions (gaps): {status.open_gaps}.")
    lines.extend(f"Problem: {problem}" for problem in status.problems)
    return "\n".join(lines)


def about_knowledge(status: KnowledgeStatus) -> str:
    """The answer to /status knowledge_base."""
    empty = ", ".join(status.empty_domains) or "none"
    filled = sum(1 for n in status.domains.values() if n)
    return "\n".join(
        [
            f"Documents: {status.documents}, in {status.passages} passages.",
            f"Shelves: {filled} of {len(DOMAINS)} filled; empty: {empty}.",
            f"Vectors: {status.vectors}. Embedding: {status.embedding}.",
            f"Index: {status.index_health}, pieces: {status.index_pieces}.",
            f"Newest document: {status.newest_document or 'undated'}.",
            f"When unsure: {status.fallback_policy}.",
            f"Size: {size_of(status.bytes)}, in {status.folder}.",
        ]
    )


def size_of(n_bytes: int) -> str:
    """A size for people, such as `1.4 MB`."""
    if n_bytes < 1000:
        return f"{n_bytes} bytes"
    if n_bytes < 1_000_000:
        return f"{n_bytes / 1e3:.0f} KB"
    return f"{n_bytes / 1e6:.1f} MB"


def _knowledge_line(status: MindStatus) -> str:
    shelves = status.knowledge
    if shelves is None:
        return "Knowledge: none in this preset; it has no shelves."
    newest = f"the newest is of {shelves.newest_document}" if shelves.newest_document else "undated"
    return f"Knowledge: {shelves.documents} documents; {newest}. What happened later I don't know."


def _memory_line(status: MindStatus) -> str:
    counts = status.memory
    if counts is None:
        return "Memory: cannot be opened."
    n_facts = counts.by_kind.get("fact", 0) + counts.by_kind.get("preference", 0)
    n_turns = counts.by_kind.get("turn", 0)
    where = {"keyring": "the keyring", "passphrase": "your passphrase", "file": "a file"}
    return (
        f"Memory of {status.person}: {n_facts} facts and {n_turns} lines, {size_of(counts.bytes)}, "
        f"encrypted; its key is in {where.get(counts.key, counts.key)}."
    )
