"""The OpenAPI 3.1 document of the routes, made from their types."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from functools import cache
from typing import Any, Final

import msgspec

from sherin import __version__
from sherin.app.server.operations import JSON, OPERATIONS, Operation
from sherin.app.server.shapes import Refusal

__all__ = ["openapi_document"]

_REFUSALS: Final = {
    400: "The request cannot be understood.",
    401: "The token is missing or wrong; only where other machines can reach the server.",
    403: "Another host or site asks.",
    404: "There is nothing of that name.",
    408: "The body did not arrive in time.",
    409: "The question was withdrawn: another came, or it was interrupted.",
    413: "The body is too large.",
    415: "The body is of another type.",
    422: "The body is not what the route takes; `where` names the field.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "What is asked for is not there now; `next` says what to do.",
}
_ALWAYS: Final = (401, 403)
_WITH_BODY: Final = (408, 413, 415, 429)
_IN_PATH: Final = re.compile(r"\{(\w+)\}")


@cache
def openapi_document() -> bytes:
    """The document as JSON; always the same bytes of one version."""
    types = [Refusal, *(kind for operation in OPERATIONS for kind in _types_of(operation))]
    schemas, components = msgspec.json.schema_components(
        types, ref_template="#/components/schemas/{name}"
    )
    found: dict[object, Any] = dict(zip(map(repr, types), schemas, strict=True))
    for name, notes in _notes_of(types).items():
        for field, note in notes.items():
            _annotate(components[name]["properties"].get(field), note)
    paths: dict[str, dict[str, object]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, found)
    document: dict[str, object] = {
        "openapi": "3.1.0",
        "info": {
            "title": "SHERIN",
            "version": __version__,
            "summary": "A private companion with a face, on this machine.",
            "description": "Packets reach viewers over the WebSocket `/ws`; see docs/server.md "
            "and docs/wire.md.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def _types_of(operation: Operation) -> list[Any]:
    body = [operation.body] if operation.body not in {None, bytes} else []
    return [*body, *(kind for kind in operation.answers.values() if kind is not None)]


def _described(operation: Operation, found: dict[object, Any]) -> dict[str, object]:
    described: dict[str, object] = {"operationId": operation.id, "summary": operation.note}
    parameters: list[object] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _IN_PATH.findall(operation.path)
    ]
    parameters += [
        {
            "name": query.name,
            "in": "query",
            "required": query.is_required,
            "description": query.note,
            "schema": {"type": "integer" if query.kind is int else "string"},
        }
        for query in operation.query
    ]
    if parameters:
        described["parameters"] = parameters
    if operation.body is bytes:
        content: dict[str, object] = {"image/*": {"schema": {"type": "string", "format": "binary"}}}
        described["requestBody"] = {"required": True, "content": content}
    elif operation.body is not None:
        content = {JSON: {"schema": found[repr(operation.body)]}}
        described["requestBody"] = {"required": True, "content": content}
    described["responses"] = _responses(operation, found)
    return described


def _responses(operation: Operation, found: dict[object, Any]) -> dict[str, object]:
    answered = {
        media: {"schema": _binary() if kind is None else found[repr(kind)]}
        for media, kind in operation.answers.items()
    }
    with_body = _WITH_BODY if operation.body is not None else ()
    refused = {JSON: {"schema": found[repr(Refusal)]}}
    return {
        str(operation.status): {"description": operation.note, "content": answered},
        **{
            str(status): {"description": _REFUSALS[status], "content": refused}
            for status in sorted({*_ALWAYS, *with_body, *operation.refusals})
        },
    }


def _binary() -> dict[str, str]:
    return {"type": "string", "format": "binary"}


def _annotate(schema: dict[str, object] | None, note: str) -> None:
    if schema is not None:
        schema["description"] = note


def _notes_of(types: list[Any]) -> dict[str, dict[str, str]]:
    """Struct name -> field -> the line under it in the source."""
    notes: dict[str, dict[str, str]] = {}
    waiting = list(types)
    while waiting:
        kind = waiting.pop()
        if inspect.isclass(kind) and issubclass(kind, msgspec.Struct):
            if kind.__name__ in notes:
                continue
            notes[kind.__name__] = _field_notes(kind)
            waiting += [field.type for field in msgspec.structs.fields(kind)]
        waiting += getattr(kind, "__args__", ())
    return notes


def _field_notes(kind: type) -> dict[str, str]:
    notes: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        if not issubclass(one, msgspec.Struct) or one is msgspec.Struct:
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(one))).body[0]
        assert isinstance(tree, ast.ClassDef)
        for field, after in zip(tree.body, tree.body[1:], strict=False):
            is_field = isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
            is_note = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            if is_field and is_note:
                notes[field.target.id] = " ".join(str(after.value.value).split())  # type: ignore[union-attr]
    return notes
