"""The table of operations tells the truth about the router, and the OpenAPI document about both."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from sherin import __version__
from sherin.app.server import create_app
from sherin.app.server.openapi import openapi_document
from sherin.app.server.operations import OPERATIONS
from sherin.mind.affect import load_personality

PAGE = ("get", "/{name:path}")
"""The page takes every address that no route takes; it is no part of the document."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return json.loads(openapi_document())


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    folder = tmp_path_factory.mktemp("page")
    guarded = create_app(load_personality("friendly"), page_folder=folder, home=folder)
    app = guarded._app
    assert isinstance(app, Starlette)
    return {
        (method.lower(), route.path if route.path == PAGE[1] else blank(route.path))
        for route in app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }


def blank(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


def test_every_route_is_an_operation_and_every_operation_a_route(routes: set[tuple[str, str]]):
    told = {(operation.method, blank(operation.path)) for operation in OPERATIONS}
    # One route serves the three files of an avatar.
    files = {("get", f"/avatars/{{}}.{kind}") for kind in ("glb", "json", "png")}
    assert files <= told
    assert told - files | {("get", "/avatars/{}"), PAGE} == routes


def test_operations_have_names_of_their_own():
    names = [operation.id for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() for name in names)


def test_the_document_is_of_this_version(document: dict[str, Any]):
    assert document["openapi"] == "3.1.0"
    assert document["info"]["version"] == __version__


def test_every_reference_leads_somewhere(document: dict[str, Any]):
    named = re.findall(r'"\$ref": ?"#/components/schemas/(\w+)"', json.dumps(document))
    assert named
    assert set(named) <= document["components"]["schemas"].keys()


def test_every_operation_says_what_it_answers_and_how_it_refuses(document: dict[str, Any]):
    for path, verbs in document["paths"].items():
        for operation in verbs.values():
            given = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
            assert given == set(re.findall(r"\{(\w+)\}", path))
            codes = operation["responses"].keys()
            assert {"401", "403"} <= codes
            assert sum(code.startswith("2") for code in codes) == 1
            for code, answer in operation["responses"].items():
                assert answer["description"]
                if code >= "400":
                    schema = answer["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Refusal"}


def test_the_fields_of_what_is_taken_are_explained(document: dict[str, Any]):
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if name.endswith("Request"):
            for field, facts in schema.get("properties", {}).items():
                assert facts.get("description"), f"{name}.{field}"


def test_the_client_is_what_the_document_says(repository: Path):
    generator = runpy.run_path(str(repository / "tools" / "generate_client.py"))
    for path, source in generator["sources"]().items():
        assert path.read_text(encoding="utf-8") == source, "run tools/generate_client.py"
