"""CSV and JSON to documents: one a record that holds a text, with its title where it has one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Final, cast

from sherin.mind.knowledge.formats.plain import decode
from sherin.mind.knowledge.passages import Block, Document

__all__ = ["read_csv", "read_json", "read_json_lines"]

_TEXTS: Final = (
    "text",
    "content",
    "body",
    "context",
    "article",
    "passage",
    "answer",
    "description",
)
_TITLES: Final = ("title", "name", "heading", "question", "subject", "term", "headline")
_DATES: Final = ("date", "published", "created", "updated", "year")
_AUTHORS: Final = ("author", "creator", "by")
_FEWEST_WORDS: Final = 5
"""A text shorter than this, and without a title of its own, is a field and no record."""
_DEEP: Final = 50


def read_csv(raw: bytes, name: str) -> Iterator[Document]:
    """One document a row; the first row names the columns.

    The column of the text is called `text`, `content` or the like; where none is, the whole row is
    the text, as `column: value`.

    Raises:
        ValueError: there is no row below the names of the columns.
    """
    text = decode(raw)
    first_line = text.partition("\n")[0]
    separator = max("\t;,", key=first_line.count)
    csv.field_size_limit(16_000_000)
    # A row with more cells than names has a list under None; one with fewer has None values.
    rows = cast(
        "Iterator[dict[object, object]]",
        csv.DictReader(io.StringIO(text, newline=""), delimiter=separator),
    )
    n_rows = 0
    for n_rows, row in enumerate(rows, 1):
        fields = {k.strip(): v for k, v in row.items() if isinstance(k, str) and isinstance(v, str)}
        yield _row(fields, title=f"{name}, row {n_rows}", anchor=f"row-{n_rows}")
    if not n_rows:
        raise ValueError("has no row below the names of its columns")


def _row(fields: Mapping[str, str], *, title: str, anchor: str) -> Document:
    lowered = {key.lower(): value.strip() for key, value in fields.items()}
    body = _first(lowered, _TEXTS)
    if body is None:
        body = ". ".join(f"{key}: {value}" for key, value in fields.items() if value.strip())
    return Document(
        title=_first(lowered, _TITLES) or title,
        blocks=[Block(paragraph) for paragraph in body.split("\n\n")],
        date=(_first(lowered, _DATES) or "")[:10],
        author=_first(lowered, _AUTHORS) or "",
        anchor=anchor,
    )


def read_json_lines(raw: bytes, name: str) -> Iterator[Document]:
    """One JSON value a line.

    Raises:
        ValueError: a line is no JSON; its number is named.
    """
    for number, line in enumerate(decode(raw).splitlines(), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except ValueError as exc:
                raise ValueError(f"line {number} is no JSON ({exc})") from None
            yield from _found(value, title=name, anchor=f"line-{number}")


def read_json(raw: bytes, name: str) -> Iterator[Document]:
    """Every object with a text, however deep; it takes the title of what it stands in.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        value = json.loads(decode(raw))
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    yield from _found(value, title=name, anchor="")


def _found(value: object, *, title: str, anchor: str, depth: int = 0) -> Iterator[Document]:
    if depth > _DEEP:
        return
    if isinstance(value, list):
        for number, item in enumerate(cast("list[object]", value)):
            if isinstance(item, str) and len(item.split()) >= _FEWEST_WORDS:
                yield Document(title=title, blocks=[Block(item)], anchor=f"{anchor}/{number}")
            elif isinstance(item, dict | list):
                place = f"{anchor}/{number}"
                yield from _found(cast("object", item), title=title, anchor=place, depth=depth + 1)
    elif isinstance(value, dict):
        yield from _object(cast("dict[str, object]", value), title, anchor, depth)


def _object(value: dict[str, object], title: str, anchor: str, depth: int) -> Iterator[Document]:
    texts = {
        key.lower(): str(item) for key, item in value.items() if isinstance(item, str | int | float)
    }
    own_title = _first(texts, _TITLES)
    body = _first(texts, _TEXTS)
    if body is not None and (own_title or len(body.split()) >= _FEWEST_WORDS):
        yield Document(
            title=(own_title or title).replace("_", " "),
            blocks=[Block(paragraph) for paragraph in body.split("\n\n")],
            date=(_first(texts, _DATES) or "")[:10],
            author=_first(texts, _AUTHORS) or "",
            anchor=anchor.lstrip("/"),
        )
        if body and depth:
            # What stands beside a text, such as questions about it, is no text of its own.
            return
    for key, item in value.items():
        if isinstance(item, dict | list):
            place = f"{anchor}/{key}"
            yield from _found(
                cast("object", item), title=own_title or title, anchor=place, depth=depth + 1
            )


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if fields.get(name, "").strip()), None)
