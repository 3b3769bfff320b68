"""Reads a TOML file that a person edits, and names everything that is wrong with it at once.

`open_table` gives the root `TomlTable`; each getter checks one key and notes what is wrong, so that
one run lists all mistakes; `finish` raises them together, or does nothing.
"""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

from sherin.errors import MindError

__all__ = ["TomlTable", "nearest_names", "open_table", "shown"]

MAX_TOML_BYTES: Final = 1_000_000
"""Far above any table of ours; a larger file is a mistake, not a table."""


def nearest_names(name: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """The known names most alike to `name`, best first; may be empty."""
    return difflib.get_close_matches(name[:80].lower(), list(known), n=limit, cutoff=0.55)


def shown(value: object) -> str:
    """A value for a message: its `repr`, shortened to a line."""
    try:
        text = repr(value)
    except ValueError:  # a hexadecimal number of more digits than Python writes
        return "a number of thousands of digits"
    return text if len(text) <= 60 else f"{text[:57]}..."


class TomlTable:
    """One table of a file under check; wrong values are noted and replaced by a harmless one."""

    def __init__(self, data: Mapping[str, object], *, path: str, problems: list[str]) -> None:
        """View `data`, found at `path` inside the file (empty for the root)."""
        self._data = data
        self._path = path
        self._problems = problems
        self._asked: list[str] = []

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def keys(self) -> tuple[str, ...]:
        """Every key, in file order; asking for them accepts them all as known."""
        self._asked.extend(self._data)
        return tuple(self._data)

    def number(self, key: str, *, low: float, high: float, default: float | None = None) -> float:
        """A finite number in `low..high`; `default` where the key is absent (None: required)."""
        expected = f"a number {low:g}..{high:g}"
        value = self._take(key, expected, required=default is None)
        if value is None:
            return low if default is None else default
        # NaN is unlike itself; math.isnan would fail for integers beyond float64.
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.note(key, value, expected)
            return low
        if not low <= value <= high:
            nearest = high if value > high else low
            self.note(key, value, expected, nearest=f"{nearest:g}")
            return nearest
        return float(value)

    def integer(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        """A whole number in `low..high`; `default` where the key is absent (None: required)."""
        expected = f"a whole number {low}..{high}"
        value = self._take(key, expected, required=default is None)
        if value is None:
            return low if default is None else default
        if isinstance(value, bool) or not isinstance(value, int):
            nearest = None
            if isinstance(value, float) and math.isfinite(value):
                nearest = str(min(max(round(value), low), high))
            self.note(key, value, expected, nearest=nearest)
            return low
        if not low <= value <= high:
            self.note(key, value, expected, nearest=str(min(max(value, low), high)))
            return low
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """`true` or `false`; `default` where the key is absent."""
        value = self._take(key, "true or false", required=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.note(key, value, "true or false")
            return default
        return value

    def text(self, key: str, *, default: str | None = None, max_chars: int = 200) -> str:
        """A string of at most `max_chars`; `default` where the key is absent (None: required)."""
        expected = f"a text of at most {max_chars} characters"
        value = self._take(key, expected, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or len(value) > max_chars:
            self.note(key, value, expected)
            return default or ""
        return value

    def choice(self, key: str, known: Iterable[str], *, default: str | None = None) -> str | None:
        """One of the `known` words; `default` where the key is absent."""
        value = self._take(key, "", required=False)
        if value is None:
            return default
        names = list(known)
        if isinstance(value, str) and value in names:
            return value
        near = nearest_names(value, names, limit=1) if isinstance(value, str) else []
        self.note(key, value, f"one of {', '.join(names)}", nearest=near[0] if near else None)
        return default

    def numbers(self, key: str, names: tuple[str, ...], *, low: float, high: float) -> list[float]:
        """An array of one number for each of `names`, each in `low..high`."""
        expected = f"[{', '.join(names)}], each {low:g}..{high:g}"
        value = self._take(key, expected, required=True)
        harmless = [low] * len(names)
        if value is None:
            return harmless
        row = _list_of(value)
        if len(row) != len(names):
            self.note(key, value, expected)
            return harmless
        for name, item in zip(names, row, strict=True):
            is_number = isinstance(item, int | float) and not isinstance(item, bool)
            if not is_number or not low <= cast("float", item) <= high:
                self.note(f"{key}.{name}", item, f"a number {low:g}..{high:g}")
                return harmless
        return [float(cast("float", item)) for item in row]

    def texts(self, key: str, *, pattern: re.Pattern[str], expected: str) -> tuple[str, ...]:
        """An array of strings that all match `pattern`; empty where the key is absent."""
        value = self._take(key, expected, required=False)
        if value is None:
            return ()
        row = _list_of(value, otherwise=[None])
        if not all(isinstance(item, str) and pattern.fullmatch(item) for item in row):
            self.note(key, value, expected)
            return ()
        return tuple(cast("list[str]", row))

    def table(self, key: str) -> TomlTable:
        """A table inside this one; an empty one where the key is absent."""
        value = self._take(key, "a table", required=False)
        if value is not None and not isinstance(value, dict):
            self.note(key, value, f"a table, written [{self._name(key)}]")
            value = None
        data = cast("dict[str, object]", value) if value is not None else {}
        return TomlTable(data, path=self._name(key), problems=self._problems)

    def tables(self, key: str) -> Iterator[TomlTable]:
        """The tables of an array of tables; none where the key is absent."""
        value = self._take(key, "", required=False)
        if value is None:
            return
        if not isinstance(value, list):
            self.note(key, value, f"a list of tables, written [[{self._name(key)}]]")
            return
        for index, row in enumerate(cast("list[object]", value)):
            name = f"{self._name(key)}[{index}]"
            if not isinstance(row, dict):
                self._problems.append(f"`{name}`: found {shown(row)}, expected a table.")
                continue
            data = cast("dict[str, object]", row)
            yield TomlTable(data, path=name, problems=self._problems)

    def note(self, key: str, found: object, expected: str, *, nearest: str | None = None) -> None:
        """Record that the value of `key` is wrong."""
        hint = f" The nearest valid value is {nearest}." if nearest is not None else ""
        self._problems.append(
            f"`{self._name(key)}`: found {shown(found)}, expected {expected}.{hint}"
        )

    def close(self) -> None:
        """Record every key that nothing asked for."""
        for key in self._data:
            if key in self._asked:
                continue
            known = [name for name in dict.fromkeys(self._asked) if name not in self._data]
            near = nearest_names(key, known or self._asked, limit=1)
            hint = f"Did you mean `{near[0]}`?" if near else "Remove it."
            self._problems.append(
                f"`{self._name(key)}`: no such key, expected one of "
                f"{', '.join(sorted(set(self._asked)))}. {hint}"
            )

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _take(self, key: str, expected: str, *, required: bool) -> object:
        self._asked.append(key)
        value = self._data.get(key)
        if value is None and required:
            self._problems.append(f"`{self._name(key)}`: missing, expected {expected}.")
        return value


def _list_of(value: object, otherwise: list[object] | None = None) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else otherwise or []


@contextmanager
def open_table(path: Path, error: type[MindError], *, next_step: str) -> Generator[TomlTable]:
    """The root table of a file, for the length of a `with` block that reads all of it.

    Args:
        path: The file.
        error: What to raise.
        next_step: A sentence that ends every message.

    Raises:
        error: the file is missing, too large, not UTF-8 or not TOML (on entry), or something in
            it was noted as wrong (at the end of the block, all of it in one message).
    """
    problems: list[str] = []
    yield TomlTable(_read(path, error, next_step), path="", problems=problems)
    if len(problems) == 1:
        raise error(f"{path}: {problems[0]} {next_step}")
    if problems:
        lines = "".join(f"\n  {problem}" for problem in problems)
        raise error(f"{path}: {len(problems)} mistakes:{lines}\n{next_step}")


def _read(path: Path, error: type[MindError], next_step: str) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_TOML_BYTES + 1)
    except (OSError, ValueError) as exc:  # ValueError: a NUL in the name
        reason = getattr(exc, "strerror", None) or str(exc)
        raise error(f"{path}: cannot be read ({reason}). {next_step}") from exc
    if len(raw) > MAX_TOML_BYTES:
        raise error(
            f"{path}: larger than {MAX_TOML_BYTES} bytes, expected a small table. {next_step}"
        )
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise error(f"{path}: byte {exc.start} is not UTF-8. Save the file as UTF-8.") from exc
    except ValueError as exc:  # a syntax error, or an integer too long to convert
        raise error(f"{path}: not TOML: {exc}. {next_step}") from exc
    except RecursionError as exc:
        raise error(f"{path}: not TOML: nested too deeply. {next_step}") from exc
