"""The companion speaks: packets, streams, limits, and falling silent."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from starlette.testclient import TestClient

from sherin.app.performance import Performance
from sherin.app.server import Limits, create_app
from sherin.app.server.viewers import Outgoing, Viewer
from sherin.app.voicing import prosody_for
from sherin.body.speech import VISEME_NAMES
from sherin.body.voice import NEUTRAL_PROSODY, SAMPLE_RATE_HZ, Chunk, Prosody, SilentVoice
from sherin.errors import VoiceError
from sherin.mind.affect import feeling, load_personality
from sherin.wire import (
    Interrupt,
    Message,
    PacketMessage,
    State,
    content_id_of,
    decode_message,
)

BASE = "http://127.0.0.1:8765"


class GatedVoice:
    """Phrases of noise that come only when the test lets them; remembers how it was asked."""

    name = "gated"

    def __init__(self) -> None:
        self.gate = threading.Semaphore(0)
        self.asked: list[tuple[str, Prosody]] = []
        self.was_cancelled = threading.Event()
        self.n_closed = 0

    def speak(
        self,
        text: str,
        prosody: Prosody = NEUTRAL_PROSODY,
        *,
        cancel: threading.Event | None = None,
    ) -> Iterator[Chunk]:
        self.asked.append((text, prosody))
        try:
            for chunk in SilentVoice().speak(text, prosody, cancel=cancel):
                while not self.gate.acquire(timeout=0.01):
                    if cancel is not None and cancel.is_set():
                        return
                yield chunk
        finally:  # also when nobody asks for the next phrase any more
            if cancel is not None and cancel.is_set():
                self.was_cancelled.set()

    def close(self) -> None:
        self.n_closed += 1


class BrokenVoice(SilentVoice):
    """Says one phrase, then fails."""

    def speak(
        self,
        text: str,
        prosody: Prosody = NEUTRAL_PROSODY,
        *,
        cancel: threading.Event | None = None,
    ) -> Iterator[Chunk]:
        yield next(iter(super().speak(text, prosody, cancel=cancel)))
        raise VoiceError("the engine failed twice")


def served(folder: Path, voice: Any, limits: Limits | None = None) -> TestClient:
    app = create_app(
        load_personality("friendly"), limits=limits, page_folder=folder, opening=lambda: voice
    )
    return TestClient(app, base_url=BASE)


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[TestClient]:
    with served(tmp_path, SilentVoice()) as client:
        yield client


def say(client: TestClient, text: str, **more: str) -> dict[str, Any]:
    answer = client.post("/say", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["packet"]


def marks_of(client: TestClient, utterance: str) -> list[dict[str, Any]]:
    answer = client.get(f"/utterances/{utterance}/marks")
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def connect(client: TestClient) -> Any:
    return client.websocket_connect("/ws", headers={"host": "127.0.0.1:8765"})


def hear(viewer: Any) -> Message:
    return decode_message(viewer.receive_text())


def test_what_is_said_is_named_in_the_packet_and_can_be_fetched(silent: TestClient):
    text = "It is done. You can read it now."
    packet = say(silent, text)
    assert packet["utterance"] == content_id_of("utterance", text)
    assert packet["onset_ms"] > 0
    answer = silent.get(f"/utterances/{packet['utterance']}/audio")
    assert answer.headers["content-type"] == "audio/pcm"
    assert answer.headers["x-sample-rate"] == str(SAMPLE_RATE_HZ)
    marks = marks_of(silent, packet["utterance"])
    assert len(answer.content) / (2 * SAMPLE_RATE_HZ) == pytest.approx(
        marks[-1]["end_ms"] / 1000.0, abs=1e-4
    )
    assert marks[-1]["reason"] == "complete"
    assert marks[-1]["end_ms"] > 1000.0


def test_marks_come_in_order_and_inside_the_sound(silent: TestClient):
    packet = say(silent, "We won! I can hardly believe it, but we won.")
    marks = marks_of(silent, packet["utterance"])
    assert marks[0] == {
        "kind": "voice",
        "name": "silent",
        "is_silent": True,
        "sample_rate_hz": SAMPLE_RATE_HZ,
    }
    phrases = [line for line in marks if line["kind"] == "phrase"]
    assert [line["start_ms"] for line in phrases[1:]] == [line["end_ms"] for line in phrases[:-1]]
    visemes = [line for line in marks if line["kind"] == "viseme"]
    assert {line["viseme"] for line in visemes} <= set(VISEME_NAMES)
    assert all(
        line["start_ms"] <= line["rise_end_ms"] <= line["fall_start_ms"] <= line["end_ms"]
        for line in visemes
    )
    assert all(
        line["start_ms"] >= -150 and line["end_ms"] <= marks[-1]["end_ms"] for line in visemes
    )


@pytest.mark.parametrize("what", ["audio", "marks"])
@pytest.mark.parametrize("name", ["0" * 26, "nothing", "..%2f..%2fetc%2fpasswd", "U" * 26])
def test_an_unknown_utterance_is_not_found(silent: TestClient, name: str, what: str):
    answer = silent.get(f"/utterances/{name}/{what}")
    assert answer.status_code == 404
    assert answer.json()["error"]["next"]


@pytest.mark.parametrize("text", ["", " \n\t", "a" * 1001])
def test_nothing_and_too_much_are_refused(silent: TestClient, text: str):
    answer = silent.post("/say", json={"text": text})
    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == "body.text"
    assert silent.get("/status").json()["packets"] == 0


def test_a_text_without_words_ends_at_once(silent: TestClient):
    packet = say(silent, "...")
    assert silent.get(f"/utterances/{packet['utterance']}/audio").content == b""


def test_an_unknown_feeling_is_refused(silent: TestClient):
    answer = silent.post("/say", json={"text": "Hello", "feeling": "greenness"})
    assert (answer.status_code, answer.json()["error"]["where"]) == (422, "body.feeling")


def test_only_the_last_few_are_kept(tmp_path: Path):
    with served(tmp_path, SilentVoice(), Limits(n_kept_utterances=2)) as client:
        said = [say(client, f"Number {name}.")["utterance"] for name in ("one", "two", "three")]
        codes = [client.get(f"/utterances/{name}/audio").status_code for name in said]
    assert codes == [404, 200, 200]


def test_what_would_take_too_long_is_cut(tmp_path: Path):
    with served(tmp_path, SilentVoice(), Limits(max_spoken_s=3.0)) as client:
        packet = say(client, "This is one phrase of many. " * 30)
        marks = marks_of(client, packet["utterance"])
    assert marks[-1]["reason"] == "too long"
    assert 0 < marks[-1]["end_ms"] <= 3000


def test_a_voice_that_fails_ends_its_streams(tmp_path: Path):
    with served(tmp_path, BrokenVoice()) as client:
        packet = say(client, "The first phrase. The second.")
        marks = marks_of(client, packet["utterance"])
        assert marks[-1]["reason"] == "failed"
        assert len(client.get(f"/utterances/{packet['utterance']}/audio").content) > 0
        again = say(client, "Still here.")
        assert again["seq"] == packet["seq"] + 1


def test_an_interrupt_ends_the_streams_and_is_told(tmp_path: Path):
    voice = GatedVoice()
    with served(tmp_path, voice) as client, connect(client) as viewer:
        assert [type(hear(viewer)).__name__ for _ in range(2)] == ["Hello", "State"]
        packet = say(client, "A long story. It never ends. It goes on.")
        state = hear(viewer)
        assert isinstance(state, State)
        assert state.activity == "talking"
        assert isinstance(hear(viewer), PacketMessage)
        voice.gate.release()
        began = time.monotonic()
        answer = client.post("/interrupt", json={})
        assert answer.json() == {"status": "ok", "was_speaking": True}
        told = [hear(viewer), hear(viewer)]
        assert {type(message) for message in told} == {State, Interrupt}
        marks = marks_of(client, packet["utterance"])
        assert marks[-1]["reason"] == "interrupted"
        assert voice.was_cancelled.wait(60.0)
        assert time.monotonic() - began < 120.0
        assert client.get("/status").json()["state"]["activity"] == "rest"
        assert client.post("/interrupt", json={}).json()["was_speaking"] is False


def test_a_new_line_cuts_off_the_one_before(tmp_path: Path):
    voice = GatedVoice()
    with served(tmp_path, voice) as client, connect(client) as viewer:
        for _ in range(2):
            hear(viewer)
        first = say(client, "The first line. With a second phrase.")
        second = say(client, "The second line.")
        kinds: list[tuple[str, object]] = []
        while len(kinds) < 3:
            message = hear(viewer)
            if isinstance(message, PacketMessage):
                kinds.append(("packet", message.packet.utterance))
            elif isinstance(message, Interrupt):
                kinds.append(("interrupt", None))
        assert kinds == [
            ("packet", first["utterance"]),
            ("interrupt", None),
            ("packet", second["utterance"]),
        ]
        assert marks_of(client, first["utterance"])[-1]["reason"] == "interrupted"
        voice.gate.release(10)  # the thread of the first line may take one before it ends
        assert marks_of(client, second["utterance"])[-1]["reason"] == "complete"
        assert client.get("/status").json()["state"]["activity"] == "talking"
    assert voice.n_closed == 1


def test_the_voice_has_the_feeling_and_the_capsules_of_the_packet(tmp_path: Path):
    voice = GatedVoice()
    voice.gate.release(100)
    with served(tmp_path, voice) as client:
        for word in ("joy", "grief"):
            packet = say(client, "The train leaves at nine.", feeling=word)
            marks_of(client, packet["utterance"])
    (_, glad), (_, sad) = voice.asked
    assert glad.rate > sad.rate
    assert glad.level_db > sad.level_db


def test_voice_capsules_are_applied():
    performance = Performance(personality=load_personality("friendly"))
    performed = performance.say("We won!", now_ms=5000, place=feeling("joy"))
    assert performed.packet.voice_blend
    with_capsules = prosody_for(performed, performance.library)
    bare = msgspec.structs.replace(
        performed, packet=msgspec.structs.replace(performed.packet, voice_blend=())
    )
    assert with_capsules != prosody_for(bare, performance.library)


def test_an_interrupt_keeps_its_place_between_packets_and_is_never_lost():
    limits = Limits(max_waiting_packets=2)

    def popped(viewer: Viewer) -> list[str | bytes]:
        found: list[str | bytes] = []
        while (frame := viewer.pop()) is not None:
            found.append(frame)
        return found

    def packet(seq: int) -> Outgoing:
        return Outgoing.framed(seq=seq, text=str(seq), packed=b"")

    viewer = Viewer(is_binary=False, limits=limits)
    viewer.offer_packet(packet(1))
    viewer.offer_interrupt("cut")
    viewer.offer_packet(packet(2))
    assert popped(viewer) == ["1", "cut", "2"]
    viewer.offer_interrupt("cut")
    for seq in range(3, 7):
        viewer.offer_packet(packet(seq))
    assert popped(viewer) == ["cut", "5", "6"]


@pytest.mark.skipif(not pytest.importorskip("espeakng_loader"), reason="espeak-ng is not installed")
def test_the_engine_is_heard(tmp_path: Path):
    with TestClient(
        create_app(load_personality("friendly"), page_folder=tmp_path), base_url=BASE
    ) as client:
        packet = say(client, "I got the job!")
        sound = client.get(f"/utterances/{packet['utterance']}/audio").content
        marks = marks_of(client, packet["utterance"])
    samples = np.frombuffer(sound, dtype="<i2").astype(np.float64)
    assert 0.5 < len(samples) / SAMPLE_RATE_HZ < 5.0
    assert np.sqrt(np.mean(samples**2)) > 300.0
    assert marks[0]["is_silent"] is False
