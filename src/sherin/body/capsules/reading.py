"""Capsule files: read in every form they come in, checked to the last field, written in one.

`read_capsules` gives the capsules or one error that lists everything; `check_capsules` gives both.
Any bytes whatsoever end in a result or a `CapsuleFileError` (a `CapsuleError`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final, cast

import msgspec

from sherin.body.capsules.definition import Capsule
from sherin.body.capsules.field_checks import (
    TRIGGER_FIELDS,
    Repeated,
    check_extras,
    check_trigger,
    named_once,
)
from sherin.body.capsules.forms import FIELDS, canonical_form
from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.motion.subtype import Subtype
from sherin.body.capsules.parameters import CAPSULE_ID, Report, check_params
from sherin.body.capsules.problems import (
    CapsuleFileError,
    Problem,
    nearest_id,
    nearest_word,
    one_of,
    shown,
)
from sherin.body.channels import DOMAINS, domain_of_id
from sherin.body.library_format import MAX_CAPSULES

__all__ = ["MAX_FILE_BYTES", "check_capsules", "dump_capsules", "parse_capsules", "read_capsules"]

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
_MAX_PROBLEMS: Final = 50_000
"""After so many a file is given up: it is something else than capsules."""

_DOMAIN_NAMES: Final = tuple(domain.name for domain in DOMAINS)
_PREFIXES: Final = {domain.name: domain.prefixes for domain in DOMAINS}
# Two old names of layers that the starter data uses.
_DOMAIN_ALIASES: Final = {"hands": "hand", "head": "body"}
SHARED_SUBTYPES: Final = frozenset({"combined"})
"""Subtypes that every domain may use: they have no motion of their own."""


class _Stop(Exception):  # noqa: N818 (control flow, never leaves this module)
    """Enough problems."""


def read_capsules(path: Path, *, known_ids: Collection[str] = ()) -> tuple[Capsule, ...]:
    """The capsules of a file.

    Args:
        path: JSON, UTF-8: `{"capsules": [...]}`, a bare list, or one object.
        known_ids: Ids outside this file that components and fallbacks may name. Where it is empty
            they may name anything; whoever compiles the capsules checks then.

    Raises:
        FileNotFoundError: no such file.
        CapsuleFileError: with every error in the file.
    """
    capsules, problems = check_capsules(path, known_ids=known_ids)
    if problems:
        raise CapsuleFileError(problems)
    return capsules


def check_capsules(
    path: Path, *, known_ids: Collection[str] = ()
) -> tuple[tuple[Capsule, ...], tuple[Problem, ...]]:
    """The valid capsules of a file, and everything that is wrong with it; see `read_capsules`."""
    source = str(path)
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    return parse_capsules(data, source=source, known_ids=known_ids)


def parse_capsules(
    data: bytes,
    *,
    source: str,
    known_ids: Collection[str] = (),
    subtypes: Mapping[str, Subtype] | None = None,
) -> tuple[tuple[Capsule, ...], tuple[Problem, ...]]:
    """As `check_capsules`, from bytes; `subtypes` are all built-in ones unless others are given."""
    reader = _Reader(source, SUBTYPES if subtypes is None else subtypes, frozenset(known_ids))
    try:
        reader.read(data)
    except _Stop:
        reader.problems.append(
            reader.problem(None, "", "too many errors", "a capsule file; the rest was not read")
        )
    return reader.capsules, tuple(reader.problems)


def dump_capsules(capsules: Iterable[Capsule]) -> str:
    """Capsules in the one form: `{"capsules": [...]}`, one a line, fields in a fixed order.

    Params come in the order of the subtype's specification, so that the same capsule is always the
    same text.
    """
    lines = [json.dumps(_ordered(capsule), ensure_ascii=False) for capsule in capsules]
    return '{"capsules": [\n' + ",\n".join(lines) + "\n]}\n"


def _ordered(capsule: Capsule) -> dict[str, object]:
    fields = cast("dict[str, object]", msgspec.to_builtins(capsule))
    # These two have defaults but are always written: a reader should see them.
    fields |= {"priority": capsule.priority, "blend_mode": capsule.blend_mode}
    trigger = cast("dict[str, object]", fields["trigger"])
    fields["trigger"] = {name: trigger[name] for name in TRIGGER_FIELDS if name in trigger}
    subtype = SUBTYPES.get(capsule.subtype)
    if subtype is not None:
        order = [param.name for param in subtype.params]
        params = capsule.params
        fields["params"] = {name: params[name] for name in order if name in params} | params
    return {name: fields[name] for name in FIELDS if name in fields}


class _Reader:
    """One pass over one text; collects capsules and problems."""

    def __init__(
        self, source: str, subtypes: Mapping[str, Subtype], known_ids: frozenset[str]
    ) -> None:
        self.source = source
        self.subtypes = subtypes
        self.known_ids = known_ids
        self._built: dict[int, Capsule] = {}
        self.problems: list[Problem] = []
        self._index_of: dict[str, int] = {}
        self._references: list[tuple[int, str, str, str]] = []

    @property
    def capsules(self) -> tuple[Capsule, ...]:
        """Those with which nothing is wrong."""
        broken = {problem.index for problem in self.problems}
        return tuple(c for index, c in self._built.items() if index not in broken)

    def problem(
        self,
        index: int | None,
        field: str,
        found: str,
        expected: str,
        nearest: str | None = None,
        capsule_id: str | None = None,
    ) -> Problem:
        return Problem(
            source=self.source,
            index=index,
            capsule_id=capsule_id,
            field=field,
            found=found,
            expected=expected,
            nearest=nearest,
        )

    def read(self, data: bytes) -> None:
        found = self._decode(data)
        if found is None:
            return
        for index, raw in enumerate(found):
            self._read_one(index, raw)
        self._check_references()

    def _refuse(self, found: str, expected: str) -> None:
        self.problems.append(self.problem(None, "", found, expected))

    def _decode(self, data: bytes) -> list[object] | None:
        if len(data) > MAX_FILE_BYTES:
            self._refuse("more than 64 MB", "a capsule file of at most 64 MB; split it")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as exc:
            self._refuse(f"byte 0x{data[exc.start]:02x} at {exc.start}", "UTF-8 text")
            return None
        try:
            decoded: object = json.loads(text, object_pairs_hook=_object)
        except json.JSONDecodeError as exc:
            where = f"line {exc.lineno}, column {exc.colno}"
            self._refuse(f"no JSON ({exc.msg} at {where})", "JSON with capsules")
            return None
        except RecursionError:
            self._refuse("hundreds of nested brackets", "JSON with capsules, at most a few deep")
            return None
        except ValueError:  # an integer of thousands of digits
            self._refuse("a number of thousands of digits", "JSON with capsules")
            return None
        return self._listed(decoded)

    def _listed(self, decoded: object) -> list[object] | None:
        expected = '{"capsules": [...]}, a list of capsules, or one capsule'
        if isinstance(decoded, dict):
            members = cast("dict[object, object]", decoded)
            if "capsules" not in members:
                return [members]
            decoded = members["capsules"]
        if not isinstance(decoded, list):
            self._refuse(shown(decoded), expected)
            return None
        found = cast("list[object]", decoded)
        if len(found) > MAX_CAPSULES:
            self._refuse(f"{len(found)} capsules", f"at most {MAX_CAPSULES} in one file")
            return None
        return found

    def _read_one(self, index: int, raw: object) -> None:
        before = len(self.problems)
        if not isinstance(raw, dict):
            self.problems.append(self.problem(index, "", shown(raw), "an object"))
            return
        members = cast("dict[object, object]", raw)
        repeated = members.pop(Repeated, None)
        named = cast("dict[str, object]", members)
        given = named.get("capsule_id", named.get("cid"))
        label = given[:48] if isinstance(given, str) else None

        def report(field: str, found: str, expected: str, nearest: str | None) -> None:
            if len(self.problems) >= _MAX_PROBLEMS:
                raise _Stop
            self.problems.append(self.problem(index, field, found, expected, nearest, label))

        for name in cast("Iterable[str]", repeated or ()):
            report(str(name)[:60], "the field twice", "every field once", None)
        form = canonical_form(named, report)
        self._check(index, form, report)
        if len(self.problems) == before:
            self._built[index] = _build(form)

    def _check(self, index: int, form: dict[str, object], report: Report) -> None:
        for name in form:
            if name not in FIELDS:
                nearest = nearest_word(name, FIELDS)
                report(str(name)[:60], "an unknown field", one_of(FIELDS), nearest)
        domain = self._check_domain(form, report)
        self._check_id(index, form, domain, report)
        subtype = self._check_subtype(form, domain, report)
        self._check_params(index, form, subtype, report)
        check_trigger(form, report)
        check_extras(form, report)
        fallback = form.get("fallback")
        if fallback is not None:
            self._refer(index, form, "fallback", fallback, report)

    def _check_domain(self, form: dict[str, object], report: Report) -> str | None:
        domain = form.get("domain")
        if isinstance(domain, str):
            domain = form["domain"] = _DOMAIN_ALIASES.get(domain, domain)
            if domain in _PREFIXES:
                return domain
        if domain is None:
            own = domain_of_id(str(form.get("capsule_id")))
            nearest = None if own is None else repr(own.name)
            report("domain", "nothing", one_of(_DOMAIN_NAMES), nearest)
        else:
            nearest = nearest_word(domain, _DOMAIN_NAMES)
            report("domain", shown(domain), one_of(_DOMAIN_NAMES), nearest)
        return None

    def _check_id(
        self, index: int, form: dict[str, object], domain: str | None, report: Report
    ) -> None:
        capsule_id = form.get("capsule_id")
        pattern = "an id such as HF_001: a prefix, `_`, then A-Z, 0-9 and `_` (at most 46 in all)"
        if not isinstance(capsule_id, str):
            found = "nothing" if capsule_id is None else shown(capsule_id)
            report("capsule_id", found, pattern, None)
            return
        if not CAPSULE_ID.fullmatch(capsule_id):
            tidy = capsule_id.strip().upper().replace("-", "_").replace(" ", "_")
            nearest = repr(tidy) if CAPSULE_ID.fullmatch(tidy) else None
            report("capsule_id", shown(capsule_id), pattern, nearest)
            return
        first = self._index_of.setdefault(capsule_id, index)
        if first != index:
            expected = f"an id of its own (capsule {first} has it)"
            report("capsule_id", f"{capsule_id!r} again", expected, None)
        if domain is not None and capsule_id.split("_", 1)[0] not in _PREFIXES[domain]:
            prefixes = _PREFIXES[domain]
            nearest = f"{prefixes[0]}_{capsule_id.split('_', 1)[1]}"
            own = domain_of_id(capsule_id)
            also = f" (its prefix belongs to domain {own.name!r})" if own is not None else ""
            report(
                "capsule_id",
                shown(capsule_id),
                f"the prefix {' or '.join(prefixes)} of domain {domain!r}{also}",
                repr(nearest),
            )

    def _check_subtype(
        self, form: dict[str, object], domain: str | None, report: Report
    ) -> Subtype | None:
        name = form.get("subtype")
        fitting = (
            [
                subtype.name
                for subtype in self.subtypes.values()
                if domain is None or subtype.domain == domain or subtype.name in SHARED_SUBTYPES
            ]
            if not isinstance(name, str) or name not in self.subtypes
            else []
        )
        if not isinstance(name, str):
            report("subtype", shown(name) if name is not None else "nothing", one_of(fitting), None)
            return None
        subtype = self.subtypes.get(name)
        if subtype is None:
            report("subtype", shown(name), one_of(fitting), nearest_word(name, fitting))
            return None
        if domain is not None and subtype.domain != domain and name not in SHARED_SUBTYPES:
            fitting = [s.name for s in self.subtypes.values() if s.domain == domain]
            report(
                "subtype",
                f"{name!r}, which belongs to domain {subtype.domain!r}",
                one_of(fitting),
                nearest_word(name, fitting),
            )
            return None  # its params would be judged by a motion that is not meant
        return subtype

    def _check_params(
        self, index: int, form: dict[str, object], subtype: Subtype | None, report: Report
    ) -> None:
        params = form.get("params")
        if not isinstance(params, dict):
            report("params", "nothing" if params is None else shown(params), "an object", "{}")
            return
        named = named_once("params", cast("dict[object, object]", params), report)
        if subtype is None:
            return
        tidy = _little_to_pinky(named)
        form["params"] = tidy
        check_params(subtype, tidy, report)
        for name in [param.name for param in subtype.params if param.kind == "components"]:
            self._refer_components(index, form, name, tidy.get(name), report)

    def _refer_components(
        self, index: int, form: dict[str, object], name: str, parts: object, report: Report
    ) -> None:
        if not isinstance(parts, list):
            return
        for place, part in enumerate(cast("list[object]", parts)[:64]):
            if isinstance(part, dict):
                cid = cast("dict[str, object]", part).get("cid")
                self._refer(index, form, f"params.{name}[{place}].cid", cid, report)

    def _refer(
        self, index: int, form: dict[str, object], field: str, cid: object, report: Report
    ) -> None:
        if not isinstance(cid, str) or not CAPSULE_ID.fullmatch(cid):
            if field == "fallback":
                report(field, shown(cid), "a capsule id such as HF_001", None)
            return
        own = form.get("capsule_id")
        if cid == own:
            report(field, f"{cid!r}, the capsule itself", "the id of another capsule", None)
        else:
            self._references.append((index, str(own)[:48], field, cid))

    def _check_references(self) -> None:
        if not self.known_ids:
            return
        known = sorted(self.known_ids.union(self._index_of))
        for index, own, field, cid in self._references:
            if cid in self.known_ids or cid in self._index_of:
                continue
            if len(self.problems) >= _MAX_PROBLEMS:
                raise _Stop
            nearest = nearest_id(cid, known)
            expected = "the id of a capsule in this file or in the library"
            self.problems.append(self.problem(index, field, repr(cid), expected, nearest, own))


def _object(pairs: list[tuple[str, object]]) -> dict[object, object]:
    """A JSON object; remembers the names that occur twice instead of letting the last one win."""
    members: dict[object, object] = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        repeated: list[str] = []
        for name, _ in pairs:
            if name in seen and name not in repeated and len(repeated) < 16:
                repeated.append(name)
            seen.add(name)
        members[Repeated] = repeated
    return members


def _little_to_pinky(params: dict[str, object]) -> dict[str, object]:
    """The notes call the fifth finger both names; here it has one."""
    changed: dict[str, object] = {}
    for name, value in params.items():
        if value == "little":
            value = "pinky"
        elif isinstance(value, list) and "little" in value:
            value = ["pinky" if item == "little" else item for item in cast("list[object]", value)]
        changed[name] = value
    return changed


def _build(form: dict[str, object]) -> Capsule:
    """A capsule from a form in which nothing was found wrong."""
    return msgspec.convert(form, Capsule, strict=False)
