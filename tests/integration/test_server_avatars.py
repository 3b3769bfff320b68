"""Avatars over HTTP: a photo is sent, its progress told, and every viewer loads what it became."""

import importlib.util
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sherin.app.avatars import (
    BUILT_IN_AVATAR,
    AvatarStore,
    built_in_poster_path,
    portrait_path,
)
from sherin.app.server import Limits, create_app
from sherin.mind.affect import load_personality
from sherin.wire import Hello, decode_message

BASE = "http://127.0.0.1:8765"
PNG = {"content-type": "image/png"}

NEEDS_RIG = pytest.mark.skipif(
    importlib.util.find_spec("mediapipe") is None, reason="extra rig is not installed"
)


def made(home: Path, limits: Limits | None = None) -> TestClient:
    app = create_app(load_personality("friendly"), page_folder=home, home=home, limits=limits)
    return TestClient(app, base_url=BASE)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with made(tmp_path) as client:
        yield client


def events_of(client: TestClient, job: str) -> list[tuple[str, dict[str, Any]]]:
    answer = client.get(f"/avatars/jobs/{job}")
    assert answer.headers["content-type"].startswith("text/event-stream")
    found: list[tuple[str, dict[str, Any]]] = []
    for block in answer.text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines())
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def error_of(answer: Any) -> dict[str, str]:
    error = answer.json()["error"]
    assert set(error) == {"what", "where", "expected", "next"}
    return error


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@NEEDS_RIG
def test_a_photo_becomes_an_avatar_that_is_worn_and_worn_again(home: Path):
    with made(home) as client:
        before = client.get("/avatars").json()
        assert (before["current"], len(before["avatars"])) == (BUILT_IN_AVATAR, 1)
        photo = portrait_path().read_bytes()
        answer = client.post("/avatars?name=eileen&face=1", content=photo, headers=PNG)
        assert answer.status_code == 202
        assert answer.json()["name"] == "eileen"
        events = events_of(client, answer.json()["job"])
        kinds = [kind for kind, _ in events]
        assert set(kinds[:-1]) == {"progress"}
        assert kinds[-1] == "done", events[-1]
        shares = [facts["share"] for _, facts in events[:-1]]
        assert shares == sorted(shares) and shares[-1] < 1.0
        assert events[-1][1]["name"] == "eileen"
        listed = {one["name"]: one for one in client.get("/avatars").json()["avatars"]}
        assert listed["eileen"]["is_ready"] and not listed["eileen"]["is_built_in"]
        glb = client.get(listed["eileen"]["glb"])
        assert glb.content[:4] == b"glTF" and len(glb.content) <= 4_000_000
        assert client.get(listed["eileen"]["json"]).json()["hands"] is not None
        poster = client.get(listed["eileen"]["poster"])
        assert poster.headers["content-type"] == "image/png"
        again = {"if-none-match": glb.headers["etag"]}
        assert client.get(listed["eileen"]["glb"], headers=again).status_code == 304
        with client.websocket_connect("/ws", headers={"host": "127.0.0.1:8765"}) as viewer:
            assert decode_message(viewer.receive_text()).rig == BUILT_IN_AVATAR  # type: ignore[union-attr]
            viewer.receive_text()
            assert client.post("/avatar", json={"name": "eileen"}).json()["current"] == "eileen"
            hello = decode_message(viewer.receive_text())
        assert isinstance(hello, Hello) and hello.rig == "eileen"
    with made(home) as client:
        assert client.get("/avatars").json()["current"] == "eileen"


@NEEDS_RIG
def test_a_poster_shows_the_person_and_says_that_it_is_synthetic(home: Path):
    """Drawn from the rig, it looks as the photo does where the photo shows the face."""
    import numpy as np
    from PIL import Image

    poster = AvatarStore(home / "avatars").path("eileen").with_suffix(".png")
    with Image.open(poster) as drawn, Image.open(portrait_path()) as photo:
        assert "synthetic" in str(drawn.info["Comment"])
        assert drawn.size == (512, 512)
        thumbnails = [np.asarray(p.convert("RGB").resize((16, 16)), float) for p in (drawn, photo)]
    assert np.std(thumbnails[0]) > 20.0
    # The crop of the rig is not that of the photo: alike in colour, not pixel by pixel.
    assert np.abs(thumbnails[0].mean((0, 1)) - thumbnails[1].mean((0, 1))).max() < 40.0


@NEEDS_RIG
def test_a_photo_without_a_face_says_so(client: TestClient):
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (400, 400), (90, 120, 90)).save(stream, format="PNG")
    job = client.post("/avatars?name=x", content=stream.getvalue(), headers=PNG).json()["job"]
    kind, facts = events_of(client, job)[-1]
    assert kind == "failed" and "face" in facts["reason"]
    assert "Traceback" not in facts["reason"]
    assert [one["name"] for one in client.get("/avatars").json()["avatars"]] == [BUILT_IN_AVATAR]


def test_the_server_ends_while_an_avatar_is_made(tmp_path: Path):
    """Its process goes with it, and nothing half is left."""
    with made(tmp_path) as client:
        photo = portrait_path().read_bytes()
        assert client.post("/avatars?name=x", content=photo, headers=PNG).status_code == 202
    assert not list(tmp_path.rglob("*.glb*"))
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("name", ["../x", "a/b", "..%2fx", "con", "", "x.glb", "x" * 65, "ä"])
def test_a_name_is_never_a_path(client: TestClient, tmp_path: Path, name: str):
    answer = client.post("/avatars", params={"name": name}, content=b"x", headers=PNG)
    assert answer.status_code == 422
    assert "avatar name" in error_of(answer)["what"]
    assert client.post("/avatar", json={"name": name or "-"}).status_code == 422
    assert not (tmp_path / "avatars").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/avatars/nobody.glb",
        "/avatars/..%2Fchoices.json",
        "/avatars/%2e%2e%2fchoices.json",
        "/avatars/astronaut.exe",
        "/avatars/astronaut",
        "/avatars/jobs/0000000000000000",
        "/avatars/jobs/..%2f",
    ],
)
def test_only_files_of_avatars_are_served(client: TestClient, tmp_path: Path, path: str):
    (tmp_path / "choices.json").write_text('{"avatar": "nobody"}', encoding="utf-8")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("face", ["0", "51", "one", "-1", "1e1"])
def test_a_face_is_a_small_number(client: TestClient, face: str):
    answer = client.post(f"/avatars?name=x&face={face}", content=b"x", headers=PNG)
    assert error_of(answer)["where"] == "query `face`"


def test_only_pictures_are_taken(client: TestClient):
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", ""):
        answer = client.post("/avatars?name=x", content=b"x", headers={"content-type": kind})
        assert answer.status_code == 415
        assert error_of(answer)["expected"] == "image/*"
    assert client.post("/avatars?name=x", content=b"", headers=PNG).status_code == 422


def test_a_photo_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path):
    with made(tmp_path, Limits(max_photo_bytes=1000)) as client:
        answer = client.post("/avatars?name=x", content=b"x" * 1001, headers=PNG)
        assert answer.status_code == 413
        assert "smaller photo" in error_of(answer)["next"]
        # Any other body stays small, whatever it says it is.
        answer = client.post("/feel", content=b"x" * 30_000, headers=PNG)
        assert answer.status_code == 415


def test_the_built_in_avatar_has_a_picture_before_it_is_made(client: TestClient):
    answer = client.get(f"/avatars/{BUILT_IN_AVATAR}.png")
    assert answer.content == built_in_poster_path().read_bytes()
    assert client.get(f"/avatars/{BUILT_IN_AVATAR}.glb").status_code == 404


def test_an_avatar_whose_file_is_torn_is_not_put_on(client: TestClient, tmp_path: Path):
    folder = tmp_path / "avatars"
    folder.mkdir()
    (folder / "torn.glb").write_bytes(b"glTF\x02\0\0\0\xff\xff\0\0half")
    (folder / "text.glb").write_bytes(b"no GLB at all")
    for name in ("torn", "text"):
        answer = client.post("/avatar", json={"name": name})
        assert answer.status_code == 422
        assert "torn or no GLB" in error_of(answer)["what"]
    assert client.get("/avatars").json()["current"] == BUILT_IN_AVATAR


def test_an_unknown_avatar_names_the_nearest(client: TestClient):
    error = error_of(client.post("/avatar", json={"name": "astronaud"}))
    assert "Did you mean astronaut?" in error["what"]


def test_a_choice_that_cannot_be_read_is_no_choice(tmp_path: Path):
    (tmp_path / "choices.json").write_text("{torn", encoding="utf-8")
    with made(tmp_path) as client:
        assert client.get("/avatars").json()["current"] == BUILT_IN_AVATAR


def test_the_drawn_figure_can_always_be_worn(client: TestClient):
    assert client.post("/avatar", json={"name": "figure"}).json()["current"] == "figure"


def test_a_taken_name_gets_a_number(client: TestClient, tmp_path: Path):
    """Sending the same photo twice must not take an avatar away."""
    folder = tmp_path / "avatars"
    folder.mkdir()
    (folder / "Me.glb").write_bytes(b"mine")
    name = client.post("/avatars?name=me", content=b"x", headers=PNG).json()["name"]
    assert name == "me-2"
    name = client.post("/avatars?name=me&replace=1", content=b"x", headers=PNG).json()["name"]
    assert name == "me"
    assert (folder / "Me.glb").read_bytes() == b"mine"


def test_too_many_photos_wait(client: TestClient):
    codes = [
        client.post("/avatars?name=x", content=b"x", headers=PNG).status_code for _ in range(6)
    ]
    assert codes == [202] * 4 + [503] * 2
