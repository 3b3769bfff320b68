"""Write the Python client from the OpenAPI document of the server's routes.

Run as `python tools/generate_client.py`, or with `--check` to exit 1 when a file on disk differs
from what the document says (the freshness test does).
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any, cast

from sherin.app.server.openapi import openapi_document

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "src/sherin/app/client"
TYPES = FOLDER / "types.py"
OPERATIONS = FOLDER / "_operations.py"
NOTICE = "Generated from the OpenAPI document by tools/generate_client.py; do not edit."
REFERENCE = "#/components/schemas/"
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
WIDTH = 100

ARGUMENTS = {"id": "content_id", "hash": "library_hash"}
"""What would hide a name of Python's own."""

Schema = dict[str, Any]


def name_of(reference: str) -> str:
    return reference.removeprefix(REFERENCE)


def type_of(schema: Schema) -> str:
    """The Python type that holds what a schema allows."""
    if "$ref" in schema:
        return name_of(schema["$ref"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(type_of(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(value) for value in schema['enum'])}]"
    match schema.get("type"):
        case "array" if "prefixItems" in schema:
            return f"tuple[{', '.join(type_of(one) for one in schema['prefixItems'])}]"
        case "array":
            return f"tuple[{type_of(schema['items'])}, ...]"
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return f"dict[str, {type_of(schema['additionalProperties']) or 'object'}]"
        case "object":
            return "dict[str, Any]"
        case str(plain):
            return PLAIN[plain]
        case _:
            return "Any"


def default_of(schema: Schema) -> str:
    default = schema["default"]
    if default == {} and "$ref" in schema:
        return f"{name_of(schema['$ref'])}()"
    return {"[]": "()", "{}": "{}"}.get(json.dumps(default)) or repr(default)


def docstring(text: str, indent: str) -> list[str]:
    lines = textwrap.wrap(text, WIDTH - len(indent) - 6)
    if len(lines) == 1:
        return [f'{indent}"""{lines[0]}"""']
    return [f'{indent}"""{lines[0]}', *(f"{indent}{line}" for line in lines[1:]), f'{indent}"""']


def tag_of(name: str, properties: Schema, tagged: dict[str, str]) -> str | None:
    """The field by which a union tells a class apart, if it is in one."""
    field = tagged.get(name)
    return field if field in properties else None


def tagged_classes(document: Schema) -> dict[str, str]:
    """Class -> the field that names it, for the members of every union."""
    found: dict[str, str] = {}

    def look(part: object) -> None:
        if isinstance(part, dict):
            members = cast("Schema", part)
            discriminator: Schema = members.get("discriminator", {})
            for reference in discriminator.get("mapping", {}).values():
                found[name_of(reference)] = discriminator["propertyName"]
            for value in members.values():
                look(value)
        elif isinstance(part, list):
            for value in cast("list[object]", part):
                look(value)

    look(document)
    return found


def class_lines(name: str, schema: Schema, tagged: dict[str, str]) -> list[str]:
    properties = dict(schema.get("properties", {}))
    required = set(schema.get("required", ()))
    options = ["frozen=True", "kw_only=True"]
    tag = tag_of(name, properties, tagged)
    if tag is None and set(properties.get("type", {})) == {"enum"}:
        tag = "type"  # of a message, which says what it is also outside of a union
    if tag is not None:
        options += [f'tag_field="{tag}"', f'tag="{properties.pop(tag)["enum"][0]}"']
    lines = [f"class {name}(msgspec.Struct, {', '.join(options)}):"]
    lines += docstring(schema.get("description") or f"What `{name}` holds.", "    ")
    lines.append("")
    for field, facts in properties.items():
        is_optional = field not in required
        value = f" = {default_of(facts)}" if is_optional and "default" in facts else ""
        lines.append(f"    {field}: {type_of(facts)}{value}")
        if "description" in facts:
            lines += docstring(facts["description"], "    ")
    return [*lines, "", ""]


def types_source(document: Schema, used: set[str]) -> str:
    schemas: dict[str, Schema] = document["components"]["schemas"]
    tagged = tagged_classes(document)
    names = [name for name in schemas if name in used]
    lines = ['"""What the methods of `Client` give.', "", NOTICE, '"""', ""]
    lines += ["from __future__ import annotations", ""]
    body: list[str] = []
    for name in names:
        body += class_lines(name, schemas[name], tagged)
    text = "\n".join(body)
    typing = [word for word in ("Any", "Literal") if re.search(rf"\b{word}\b", text)]
    lines += [f"from typing import {', '.join(typing)}", "", "import msgspec", ""]
    lines += ["__all__ = [", *(f'    "{name}",' for name in sorted(names)), "]", "", ""]
    return "\n".join([*lines, *body])


def reached(document: Schema, names: set[str]) -> set[str]:
    """The classes of the answers, and those that these hold."""
    schemas = document["components"]["schemas"]
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references(schemas[name])
    return found


def references(part: object) -> list[str]:
    return [name_of(r) for r in re.findall(rf'"\$ref": "({REFERENCE}\w+)"', json.dumps(part))]


def argument_name(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else ARGUMENTS.get(name, name)


def constant_of(alias: str) -> str:
    """The decoder of a union of lines or events."""
    return "_" + re.sub(r"(?<!^)(?=[A-Z])", "_", alias).upper()


class Method:
    """One method of the client."""

    def __init__(self, path: str, verb: str, operation: Schema, document: Schema) -> None:
        self.path = path
        self.verb = verb.upper()
        self.name: str = operation["operationId"]
        self.note: str = operation["summary"]
        self.parameters: list[Schema] = operation.get("parameters", [])
        content: Schema = operation.get("requestBody", {}).get("content", {})
        self.takes_photo = "image/*" in content
        self.fields: Schema = {}
        self.required: set[str] = set()
        if "application/json" in content:
            body = document["components"]["schemas"][
                name_of(content["application/json"]["schema"]["$ref"])
            ]
            self.fields = body.get("properties", {})
            self.required = set(body.get("required", ()))
        self.has_body = bool(content) and not self.takes_photo
        status = next(code for code in operation["responses"] if code.startswith("2"))
        self.answers: Schema = operation["responses"][status]["content"]

    def lines(self) -> list[str]:
        """Its source."""
        found: list[str] = []
        for media, answer in self.answers.items():
            has_other = len(self.answers) > 1 and media == "application/x-ndjson"
            name = f"{self.name}_lines" if has_other else self.name
            found += self._method(name, media, answer["schema"])
        return found

    def _method(self, name: str, media: str, schema: Schema) -> list[str]:
        given = ["self", *self._arguments()]
        kind = type_of(schema)
        path = re.sub(r"\{(\w+)\}", lambda m: "{_part(" + argument_name(m[1]) + ")}", self.path)
        where = f'f"{path}"' if "{" in path else f'"{path}"'
        match media:
            case "application/json":
                gives = kind
                call = f'self._ask("{self.verb}", {where}, {kind}{self._sent()})'
            case "application/x-ndjson":
                wanted = self._alias(media)
                gives = f"Generator[{wanted}]"
                decoder = constant_of(wanted)
                call = f'self._lines("{self.verb}", {where}, {decoder}{self._sent()})'
            case "text/event-stream":
                wanted = self._alias(media)
                gives = f"Generator[{wanted}]"
                call = f"self._events({where}, {constant_of(wanted)})"
            case _:
                gives = "bytes"
                call = f'self._bytes("{self.verb}", {where})'
        lines = [f"    def {name}({', '.join(given)}) -> {gives}:"]
        lines += self._docstring(media)
        return [*lines, f"        return {call}", ""]

    def _alias(self, media: str) -> str:
        kind = "Event" if media == "text/event-stream" else "Line"
        return "".join(word.title() for word in self.name.split("_")) + kind

    def aliases(self) -> list[tuple[str, str]]:
        """Names for what its lines or events are."""
        return [
            (self._alias(media), type_of(answer["schema"]))
            for media, answer in self.answers.items()
            if media in {"application/x-ndjson", "text/event-stream"}
        ]

    def _arguments(self) -> list[str]:
        first = [f"{argument_name(p['name'])}: str" for p in self.parameters if p["in"] == "path"]
        if self.takes_photo:
            first.append("photo: bytes")
        first += [
            f"{argument_name(n)}: {type_of(f)}"
            for n, f in self.fields.items()
            if n in self.required
        ]
        named = [
            f"{argument_name(n)}: {type_of(f)} = {default_of(f)}"
            for n, f in self.fields.items()
            if n not in self.required
        ]
        for query in (p for p in self.parameters if p["in"] == "query"):
            kind = type_of(query["schema"])
            is_needed = query.get("required", False)
            named.append(f"{query['name']}: {kind}" + ("" if is_needed else " | None = None"))
        if self.takes_photo:
            named.append('media: str = "image/jpeg"')
        return [*first, *(["*", *named] if named else [])]

    def _sent(self) -> str:
        queries = [p["name"] for p in self.parameters if p["in"] == "query"]
        query = ", ".join(f'"{name}": {name}' for name in queries)
        parts = [f", query={{{query}}}"] if queries else []
        if self.takes_photo:
            parts.append(", body=photo, media=media")
        elif self.has_body:
            body = ", ".join(f'"{name}": {argument_name(name)}' for name in self.fields)
            parts.append(f", body={{{body}}}")
        return "".join(parts)

    def _docstring(self, media: str) -> list[str]:
        notes = [
            (argument_name(n), f.get("description", ""))
            for n, f in self.fields.items()
            if f.get("description")
        ]
        notes += [(p["name"], p["description"]) for p in self.parameters if "description" in p]
        if self.takes_photo:
            notes.insert(0, ("photo", "Bytes of an image file."))
            notes.append(("media", "Its type."))
        note = self.note
        if media == "application/x-ndjson" and len(self.answers) > 1:
            note += " Line by line."
        indent = " " * 8
        if not notes:
            return docstring(note, indent)
        lines = [f'{indent}"""{note}', "", f"{indent}Args:"]
        for name, text in notes:
            wrapped = textwrap.wrap(f"{name}: {text}", WIDTH - 16)
            lines.append(f"{indent}    {wrapped[0]}")
            lines += [f"{indent}        {line}" for line in wrapped[1:]]
        return [*lines, f'{indent}"""']


def operations_source(methods: list[Method]) -> str:
    body: list[str] = []
    for method in methods:
        body += method.lines()
    aliases = [alias for method in methods for alias in method.aliases()]
    text = "\n".join([*body, *(kind for _, kind in aliases)])
    used = sorted(
        {word for word in re.findall(r"\b[A-Z]\w+\b", text) if word in KNOWN},
    )
    typing = [w for w in ("Any", "Literal") if re.search(rf"\b{w}\b", text)]
    lines = [
        '"""Every route as a method.',
        "",
        NOTICE,
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Generator",
        f"from typing import {', '.join(['Final', *typing, 'TypeAlias'])}",
        "from urllib.parse import quote",
        "",
        "import msgspec",
        "",
        "from sherin.app.client._transport import Transport",
        "from sherin.app.client.types import (",
        *(f"    {name}," for name in used),
        ")",
        "",
        '__all__ = ["Client"]',
        "",
        *(f"{name}: TypeAlias = {kind}" for name, kind in aliases),
        *(
            f"{constant_of(name)}: Final[msgspec.json.Decoder[{name}]] = "
            f"msgspec.json.Decoder({name})"
            for name, _ in aliases
        ),
        "",
        "",
        "def _part(text: str) -> str:",
        '    """A part of a path, whatever is in it."""',
        '    return quote(text, safe="")',
        "",
        "",
        "class Client(Transport):",
        '    """A server\'s routes; a context manager, for one thread.',
        "",
        "    ```",
        "    with Client() as client:",
        '        print(client.chat("what is quantum tunneling").reply.text)',
        "    ```",
        '    """',
        "",
    ]
    return "\n".join([*lines, *body])


KNOWN: set[str] = set()


def formatted(source: str, path: Path) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    for command in (["check", "--select", "I", "--fix"], ["format"]):
        done = subprocess.run(
            [ruff, *command, "--quiet", "--stdin-filename", path, "-"],
            input=source, capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        source = done.stdout
    return source


def sources() -> dict[Path, str]:
    document = json.loads(openapi_document())
    KNOWN.update(document["components"]["schemas"])
    methods = [
        Method(path, verb, operation, document)
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if operation["operationId"] != "openapi"
    ]
    answers = [answer for method in methods for answer in method.answers.values()]
    used = reached(document, set(references(answers)))
    return {
        TYPES: formatted(types_source(document, used), TYPES),
        OPERATIONS: formatted(operations_source(methods), OPERATIONS),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    asked_to_check: bool = parser.parse_args().check
    is_stale = False
    for path, fresh in sources().items():
        on_disk = path.read_text(encoding="utf-8") if path.exists() else ""
        if asked_to_check and on_disk != fresh:
            print(f"{path} is stale. Run: python tools/generate_client.py")
            is_stale = True
        elif not asked_to_check:
            path.write_text(fresh, encoding="utf-8")
    return int(is_stale)


if __name__ == "__main__":
    sys.exit(main())
