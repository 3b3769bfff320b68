"""The server over HTTP: what each route answers, and how it refuses."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sherin.app.server import Limits, create_app
from sherin.body.library import BUILTIN_PATH, Library
from sherin.mind.affect import feeling_words, load_events, load_personality
from sherin.wire import decode_json, encode_binary

BASE = "http://127.0.0.1:8765"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A folder with a built page, and a secret beside it."""
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>the page</h1>", encoding="utf-8")
    (folder / "assets" / "index-abc.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def client(page: Path) -> Iterator[TestClient]:
    app = create_app(load_personality("friendly"), page_folder=page)
    with TestClient(app, base_url=BASE) as client:
        yield client


def error_of(response) -> dict[str, str]:
    """The four facts of a refusal."""
    error = response.json()["error"]
    assert error.keys() == {"what", "where", "expected", "next"}
    assert all(error.values())
    return error


def test_a_sentence_becomes_an_appraisal_and_a_packet(client: TestClient):
    answer = client.post("/feel", json={"text": "Did the report finish?"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "ok"
    assert all(-1 <= body["appraisal"][axis] <= 1 for axis in ("valence", "arousal", "dominance"))
    packet = decode_json(json.dumps(body["packet"]))
    assert {cue.layer for cue in packet.video_blend} >= {"hands", "face"}
    assert body["bytes"]["json"] < 500
    assert body["bytes"]["binary"] == len(encode_binary(packet, Library.builtin().index))


def test_packets_are_numbered_one_after_the_other(client: TestClient):
    answers = [client.post("/emotion", json={"feeling": "joy"}).json() for _ in range(3)]
    assert [answer["packet"]["seq"] for answer in answers] == [0, 1, 2]


@pytest.mark.parametrize(
    "text", ["", "🎉🎉🎉", "Ich verstehe kein Wort.", "\x00\x1b[2J", "a" * 4000]
)
def test_any_text_within_the_limit_is_heard(client: TestClient, text: str):
    assert client.post("/feel", json={"text": text}).status_code == 200


def test_a_text_that_is_too_long_is_refused_with_both_lengths(client: TestClient):
    answer = client.post("/feel", json={"text": "a" * 4001})
    assert answer.status_code == 422
    error = error_of(answer)
    assert (error["what"], error["where"]) == ("the text has 4001 characters", "body.text")
    assert "4000" in error["expected"]


def test_the_longest_text_fits_however_it_is_escaped(client: TestClient):
    body = '{"text": "' + "\\u00fc" * 4000 + '"}'
    answer = client.post("/feel", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_large_body_is_refused_before_it_is_read_as_json(client: TestClient, is_streamed: bool):
    """1 MB of text: with its length announced, and in chunks without one."""
    chunk = b'{"text": "' + b"a" * 1_000_000 + b'"}'
    content = iter([chunk[:20_000], chunk[20_000:]]) if is_streamed else chunk
    answer = client.post("/feel", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert error_of(answer)["where"] == "request body"


def test_an_absurd_announced_length_is_refused(client: TestClient):
    headers = {"content-type": "application/json", "content-length": "9" * 4000}
    assert client.post("/feel", content=b"{}", headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"[]", "body"),
        (b'{"text": 3}', "body.text"),
        (b'{"txt": "hello"}', "body"),
        (b'{"text": "\\ud800"}', "body"),
        (b'{"text": "\xff\xfe"}', "body"),
        (b"[" * 20_000, "body"),
    ],
)
def test_what_is_no_such_object_is_refused(client: TestClient, body: bytes, where: str):
    answer = client.post("/feel", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert error_of(answer)["where"].startswith(where)


def test_only_json_is_taken(client: TestClient):
    """A form of another site can send these types without asking; JSON it cannot."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = client.post("/feel", content=b'{"text":"x"}', headers={"content-type": kind})
        assert answer.status_code == 415
        assert error_of(answer)["expected"] == "application/json"


@pytest.mark.parametrize("word", ["joy", "joy:0.6+doubt:0.4", " Joy "])
def test_a_feeling_is_shown(client: TestClient, word: str):
    body = client.post("/emotion", json={"feeling": word}).json()
    assert body["appraisal"] is None
    assert body["packet"]["mood"]["valence"] > 0


def test_a_place_is_shown(client: TestClient):
    place = {"valence": -0.8, "arousal": 0.7, "dominance": 0.5}
    assert client.post("/emotion", json=place).json()["packet"]["mood"]["valence"] < 0.25


def test_an_unknown_feeling_names_the_nearest(client: TestClient):
    error = error_of(client.post("/emotion", json={"feeling": "joyy"}))
    assert "'joyy'" in error["what"]
    assert "joy" in error["what"].split("joyy", 1)[1]


@pytest.mark.parametrize(
    "body",
    [{}, {"feeling": "joy", "valence": 0.1}, {"valence": 2}, {"feeling": ""}, {"arousal": "NaN"}],
)
def test_half_a_feeling_is_refused(client: TestClient, body: dict[str, object]):
    answer = client.post("/emotion", json=body)
    assert answer.status_code == 422
    error_of(answer)


def test_an_event_is_shown_with_its_context(client: TestClient):
    assert client.post("/event", json={"name": "typing"}).json()["packet"]["context"] == "typing"
    body = {"name": "surprise", "context": "reading"}
    assert client.post("/event", json=body).json()["packet"]["context"] == "reading"


def test_an_unknown_event_names_the_nearest(client: TestClient):
    error = error_of(client.post("/event", json={"name": "task_don"}))
    assert "task_done" in error["what"]


def test_tables_are_listed(client: TestClient):
    assert set(client.get("/feelings").json()) == set(feeling_words())
    assert set(client.get("/events").json()) == set(load_events())


def test_personality_changes_where_affect_rests(client: TestClient):
    listed = client.get("/personalities").json()
    assert listed["current"] == "friendly"
    assert all(entry["description"] for entry in listed["personalities"])
    answer = client.post("/personality", json={"name": "skeptical"})
    assert answer.json() == {"status": "ok", "current": "skeptical"}
    rest = load_personality("skeptical").baseline
    mood = client.get("/status").json()["state"]["mood"]
    assert mood["valence"] == pytest.approx(rest.valence, abs=0.01)


@pytest.mark.parametrize("name", ["nobody", "../friendly", "friendly.toml", "/etc/passwd"])
def test_a_personality_is_a_name_and_never_a_path(client: TestClient, name: str):
    answer = client.post("/personality", json={"name": name})
    assert answer.status_code == 422
    assert "friendly, professional, skeptical" in error_of(answer)["expected"]


def test_a_personality_of_ones_own_can_be_taken_again(tmp_path: Path):
    own = tmp_path / "mine.toml"
    own.write_text('name = "mine"\n[baseline]\nvalence = 0.5\n', encoding="utf-8")
    app = create_app(load_personality(own), page_folder=tmp_path)
    with TestClient(app, base_url=BASE) as client:
        names = [entry["name"] for entry in client.get("/personalities").json()["personalities"]]
        assert "mine" in names
        assert client.post("/personality", json={"name": "friendly"}).status_code == 200
        assert client.post("/personality", json={"name": "mine"}).json()["current"] == "mine"


def test_the_library_is_the_file_that_ships(client: TestClient):
    library = Library.builtin()
    answer = client.get(f"/library/{library.hash}.bin")
    assert answer.content == BUILTIN_PATH.read_bytes()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["0" * 32, "..%2Flibrary", "%2e%2e%2f%2e%2e%2fpyproject"])
def test_another_library_is_not_there(client: TestClient, name: str):
    assert client.get(f"/library/{name}.bin").status_code == 404


def test_a_capsule_is_described(client: TestClient):
    body = client.get("/capsules/HF_SOFT_OFFER").json()
    assert (body["capsule_id"], body["domain"]) == ("HF_SOFT_OFFER", "hand")
    assert any(name.startswith("handRight") for name in body["channels"])
    assert client.get("/capsules/HF_NO_SUCH").status_code == 404


def test_capsules_are_listed_in_pages(client: TestClient):
    first = client.get("/capsules").json()
    assert first["count"] == len(Library.builtin())
    assert len(first["capsules"]) == 100
    hands = client.get("/capsules", params={"domain": "hand", "offset": 2, "limit": 5}).json()
    assert {one["domain"] for one in hands["capsules"]} == {"hand"}
    assert len(hands["capsules"]) == 5 < hands["count"] < first["count"]
    assert client.get("/capsules?domain=nothing").json() == {"count": 0, "capsules": []}


@pytest.mark.parametrize("query", ["limit=1001", "limit=-1", "offset=x", "offset=9999999"])
def test_a_page_of_capsules_has_bounds(client: TestClient, query: str):
    answer = client.get(f"/capsules?{query}")
    assert answer.status_code == 422
    assert error_of(answer)["where"].startswith("query")


def test_health_and_status(client: TestClient):
    assert client.get("/healthz").json() == {"status": "ok"}
    client.post("/emotion", json={"feeling": "joy"})
    status = client.get("/status").json()
    assert status["library"] == {"hash": Library.builtin().hash, "capsules": len(Library.builtin())}
    assert (status["packets"], status["viewers"], status["page_built"]) == (1, 0, True)


def test_the_page_and_its_parts_are_served(client: TestClient):
    page = client.get("/")
    assert "the page" in page.text
    assert page.headers["cache-control"] == "no-cache"
    part = client.get("/assets/index-abc.js")
    assert part.headers["content-type"].startswith("text/javascript")
    assert "immutable" in part.headers["cache-control"]


def test_a_page_that_was_built_again_is_found(client: TestClient, page: Path):
    (page / "assets" / "index-def.js").write_text("2", encoding="utf-8")
    assert client.get("/assets/index-def.js").status_code == 404
    client.get("/")
    assert client.get("/assets/index-def.js").text == "2"


@pytest.mark.parametrize(
    "path",
    [
        "/secret.json",
        "/../secret.json",
        "/%2e%2e/secret.json",
        "/assets/%2e%2e/%2e%2e/secret.json",
        "/assets/..%5c..%5csecret.json",
        "//etc/passwd",
        "/assets",
        "/assets/",
        "/index.html%00.js",
    ],
)
def test_no_path_leaves_the_folder_of_the_page(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code == 404
    error_of(answer)


def test_a_missing_page_says_how_to_build_it(tmp_path: Path):
    app = create_app(load_personality("friendly"), page_folder=tmp_path / "nothing")
    with TestClient(app, base_url=BASE) as client:
        answer = client.get("/")
        assert answer.status_code == 503
        assert "make setup" in answer.text
        assert client.get("/status").json()["page_built"] is False
        assert client.post("/emotion", json={"feeling": "joy"}).status_code == 200


def test_requests_are_limited_and_say_when_to_come_back(page: Path):
    limits = Limits(requests_per_s=0.01, requests_burst=2)
    app = create_app(load_personality("friendly"), limits=limits, page_folder=page)
    with TestClient(app, base_url=BASE) as client:
        codes = [client.post("/emotion", json={"feeling": "joy"}).status_code for _ in range(2)]
        assert codes == [200, 200]
        answer = client.post("/emotion", json={"feeling": "joy"})
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 1
        error_of(answer)
        assert client.get("/status").status_code == 200


def test_a_wrong_method_is_an_error_of_the_same_form(client: TestClient):
    answer = client.put("/feel", json={"text": "x"})
    assert answer.status_code == 405
    assert error_of(answer)["where"] == "PUT /feel"


def test_the_same_seed_gives_the_same_reaction(page: Path):
    def cues(seed: int) -> object:
        app = create_app(load_personality("friendly"), seed=seed, page_folder=page)
        with TestClient(app, base_url=BASE) as client:
            packet = client.post("/emotion", json={"feeling": "joy"}).json()["packet"]
        return packet["seed"], packet["video_blend"]

    assert cues(7) == cues(7)
    assert cues(7) != cues(8)


def test_chips_of_the_page_name_things_that_exist(repository: Path):
    """A word in the page that the tables do not know would be a button that only complains."""
    html = (repository / "web" / "index.html").read_text(encoding="utf-8")
    words = {part.split('"')[0] for part in html.split('data-feeling="')[1:]}
    events = {part.split('"')[0] for part in html.split('data-event="')[1:]}
    assert words
    assert events
    assert words <= set(feeling_words())
    assert events <= set(load_events())
