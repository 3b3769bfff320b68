"""`/render`: a film is asked for, made in a process of its own, and fetched."""

import importlib.util
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sherin.app.avatars import AvatarStore
from sherin.app.server import create_app
from sherin.body.rig import Rig
from sherin.mind.affect import load_personality

if importlib.util.find_spec("mediapipe") is None:
    pytest.skip("extra rig is not installed", allow_module_level=True)

BASE = "http://127.0.0.1:8765"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(load_personality("friendly"), page_folder=tmp_path, home=tmp_path)
    with TestClient(app, base_url=BASE) as client:
        yield client


def finished(client: TestClient, film: str) -> dict[str, Any]:
    deadline = time.monotonic() + 300.0
    seen: list[float] = []
    while True:
        state = client.get(f"/render/{film}").json()
        seen.append(state["share"])
        if state["status"] in {"done", "failed"}:
            assert seen == sorted(seen) or state["status"] == "failed"
            return state
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_film_is_made_and_fetched(client: TestClient, tmp_path: Path, built_in_rig: Rig):
    import av

    from sherin.body.rig.glb import encode_rig

    store = AvatarStore(tmp_path / "avatars")
    store.save("me", encode_rig(built_in_rig))
    assert client.post("/avatar", json={"name": "me"}).status_code == 200
    asked = {"text": "We did it!", "emotion": "joy", "size": 128}
    answer = client.post("/render", json=asked)
    assert answer.status_code == 202
    state = finished(client, answer.json()["id"])
    assert state["status"] == "done", state
    film = client.get(state["file"])
    assert film.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(film.content)) as opened:
        assert (opened.streams.video[0].width, opened.streams.video[0].height) == (128, 128)
        assert opened.streams.audio
        assert "synthetic" in opened.metadata["comment"]
    assert client.get("/status").json()["packets"] == 0, "a film is not a reaction"


def test_a_broken_avatar_fails_with_a_reason(client: TestClient, tmp_path: Path):
    folder = tmp_path / "avatars"
    folder.mkdir()
    body = b"{}" + b" " * 6
    head = b"glTF\x02\0\0\0" + (20 + len(body)).to_bytes(4, "little")
    (folder / "hollow.glb").write_bytes(head + len(body).to_bytes(4, "little") + b"JSON" + body)
    (folder / "torn.glb").write_bytes(b"glTF\x02\0\0\0\xff\xff\0\0")
    refused = client.post("/render", json={"text": "x", "avatar": "torn"})
    assert refused.status_code == 422
    film = client.post("/render", json={"text": "x", "avatar": "hollow"}).json()["id"]
    state = finished(client, film)
    assert state["status"] == "failed"
    assert "GLB" in state["reason"] or "rig" in state["reason"]
    assert client.get(f"/render/{film}/file").status_code == 404


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body"),
        ({"text": "  "}, "body"),
        ({"text": "x" * 1001}, "body.text"),
        ({"capsules": ["HF_NO_SUCH"]}, "body.capsules"),
        ({"capsules": ["../x"]}, "body.capsules[0]"),
        ({"text": "x", "avatar": "../x"}, "body.avatar"),
        ({"text": "x", "avatar": "nobody"}, "body.avatar"),
        ({"text": "x", "size": 65}, "body.size"),
        ({"text": "x", "size": 100_000}, "body.size"),
        ({"text": "x", "emotion": "joyy"}, "body.emotion"),
    ],
)
def test_what_cannot_be_filmed_is_refused(client: TestClient, body: dict[str, object], where: str):
    answer = client.post("/render", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == where


@pytest.mark.parametrize("film", ["0" * 16, "..%2fx", "x", "%2e%2e"])
def test_only_films_are_fetched(client: TestClient, film: str):
    assert client.get(f"/render/{film}").status_code == 404
    assert client.get(f"/render/{film}/file").status_code == 404


def test_only_the_last_films_are_kept(tmp_path: Path):
    from sherin.app.server.films import Films

    films = Films(tmp_path)
    for number in range(12):
        films.output(f"{number:016x}").write_bytes(b"film")
    kept = {path.stem for path in tmp_path.glob("*.mp4")}
    assert len(kept) == 8
    assert f"{11:016x}" in kept
