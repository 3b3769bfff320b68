"""The companion as people use it: the transcript that must succeed offline, commands, Python."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sherin
from sherin import Sherin
from sherin.app.cli.main import run
from sherin.mind.companion import Mind
from sherin.mind.knowledge import KnowledgeBase
from sherin.wire import encode_json

# Asked -> what the answer must hold, and the title of its source ("" where none is cited).
TRANSCRIPT = {
    "hi": ("Ada", ""),
    "history of computer": ("Babbage", "History of the computer"),
    "what is quantum tunneling": ("barrier", "Quantum tunneling"),
    "who is sherin": ("private companion with a face", "SHERIN"),
    "ai": ("Artificial intelligence", "Artificial intelligence"),
    "what is AI": ("human intelligence", "Artificial intelligence"),
    "what is television": ("moving pictures", "Television"),
    "show your information": ("private companion", "SHERIN"),
    "Explain the history of television in domain M11 (History).": (
        "Nipkow", "History of television",
    ),
    "How does television work in the context of technology": ("pixels", "How television works"),
}  # fmt: skip
PARAPHRASES = {
    "Hello Sherin!": ("Ada", ""),
    "good morning": ("Good morning", ""),
    "Tell me about the history of computers, please.": ("Babbage", "History of the computer"),
    "How did computers come about? The history of the computer": (
        "abacus", "History of the computer",
    ),
    "the history of computing": ("Babbage", "History of the computer"),
    "explain quantum tunnelling to me": ("barrier", "Quantum tunneling"),
    "quantm tuneling": ("barrier", "Quantum tunneling"),
    "Who or what is SHERIN?": ("companion", "SHERIN"),
    "what is artificial intelligence?": ("human intelligence", "Artificial intelligence"),
    "AI?": ("human intelligence", "Artificial intelligence"),
    "hey, whats ai": ("human intelligence", "Artificial intelligence"),
    "define television": ("moving pictures", "Television"),
    "what's tv": ("moving pictures", "Television"),
    "gimme info about you": ("companion", "SHERIN"),
    "show me your information": ("companion", "SHERIN"),
    "describe the history of television (domain M11)": ("Nipkow", "History of television"),
    "how does a television work?": ("pixels", "How television works"),
    "who are you?": ("I am SHERIN", ""),
    "what can you do?": ("remember", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelves") / "knowledge"
    KnowledgeBase.open(folder).close()
    return folder


@pytest.fixture
def home(tmp_path: Path, shelves: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shelves, tmp_path / "knowledge")
    monkeypatch.setenv("SHERIN_HOME", str(tmp_path))
    monkeypatch.setattr("sherin.mind.memory.memory._system_keyring", lambda: None)
    monkeypatch.setattr("sherin.mind.companion.store.system_keyring", lambda: None)
    return tmp_path


@pytest.fixture
def mind(home: Path) -> Iterator[Mind]:
    with Mind.open("Ada", home=home, keyring=None) as opened:
        opened.warm_up()
        yield opened


@pytest.mark.parametrize("asked", [TRANSCRIPT, PARAPHRASES], ids=["transcript", "paraphrases"])
def test_the_transcript_that_once_failed(mind: Mind, asked: dict[str, tuple[str, str]]) -> None:
    taken_ms: list[float] = []
    for line, (held, source) in asked.items():
        reply = mind.respond(line)
        assert held in reply.text, line
        assert reply.is_known and reply.gap is None, line
        assert [s.title for s in reply.sources][:1] == ([source] if source else []), line
        assert not source or (reply.sources[0].domain and reply.sources[0].date), line
        taken_ms.append(reply.latency_ms)
    # In milliseconds: the goals are measured by `sherin bench mind`; this bears a busy machine.
    assert sorted(taken_ms)[len(taken_ms) // 2] < 1000


def test_breakfast(mind: Mind) -> None:
    for question in ("what did I have for breakfast", "What did I eat for breakfast today?"):
        no = mind.respond(question)
        assert (no.route, no.is_known, no.sources) == ("none", False, ())
        assert no.gap is not None
    assert "porridge" in mind.respond("I had porridge for breakfast").text
    assert "no open questions" in mind.respond("/gaps").text
    for question in ("what did I have for breakfast", "What was my breakfast?"):
        assert mind.respond(question).text == "You had porridge for breakfast."


def test_ask_prints_the_answer_and_where_it_comes_from(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", "what is quantum tunneling"]) == 0
    told = capsys.readouterr().out
    assert "barrier" in told
    assert "[knowledge; 95% sure; Quantum tunneling (M2, " in told


def test_ask_as_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "who built the pyramids of Blorp", "--json", "--preset", "micro"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["route"] == "none" and told["is_known"] is False
    assert told["gap"] == "g1"
    assert len(told["passages"]) == 5
    assert set(told["feeling"]) == {"valence", "arousal", "dominance"}


def test_a_file_of_questions_leaves_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "hi",
        "history of computer",
        "",
        "what did I have for lunch",
        "I live in Rome",
        "\x1b[2J",
    ]
    path = home / "questions.txt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert run(["ask", "--file", str(path), "--person", "Ada"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["question"] for row in told] == lines
    for row in told:
        assert {"answer", "confidence", "route", "sources", "passages", "latency_ms"} <= set(row)
        assert row["answer"] and 0 <= row["confidence"] <= 1 and row["latency_ms"] >= 0
        assert row["gap"] is None
    for n in (0, 1, 3, 4):
        assert len(told[n]["passages"]) == 5
        assert set(told[n]["passages"][0]) == {"title", "domain", "uri", "text"}
    assert told[1]["sources"][0]["title"] == "History of the computer"
    with Mind.open("Ada", home=home) as mind:
        status = mind.status()
        assert status.open_gaps == 0
        assert status.memory is not None and status.memory.by_kind == {}
        assert mind.respond("where do I live").route == "none"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "Give either TEXT or --file"),
        (["hi", "--file", "x"], "Give either TEXT or --file"),
        (["--file", "nowhere.txt"], "Name a UTF-8 text file"),
        (["--preset", "nano", "hi"], "nano"),
        (["hi", "--person", "../x"], "Choose another name"),
    ],
)
def test_wrong_usage_is_explained(
    home: Path, capsys: pytest.CaptureFixture[str], args: list[str], told: str
) -> None:
    assert run(["ask", *args]) == 2
    assert told in capsys.readouterr().err


def test_ask_refuses_a_file_that_is_not_text(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / "bad.txt"
    path.write_bytes(b"hi\n\xff\xfe\n")
    assert run(["ask", "--file", str(path)]) == 2
    assert "line 2, byte 0: not UTF-8" in capsys.readouterr().err


def chatted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *lines: str
) -> tuple[str, str]:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    assert run(["chat", "--person", "Ada"]) == 0
    told = capsys.readouterr()
    return told.out, told.err


def test_chat_answers_remembers_and_shows_the_face(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = chatted(
        monkeypatch, capsys, "hi", "I live in Rome", "where do I live", "/quit", "not read any more"
    )
    assert "Ada" in out.splitlines()[0]
    assert out.splitlines()[-1] == "You live in Rome."
    faces = [line for line in err.splitlines() if line.startswith("(") and "valence" in line]
    assert len(faces) == 3
    assert "×" in faces[0] and "HF_" in faces[0] + faces[1] + faces[2]


def test_chat_ends_with_the_input_and_lets_no_escape_through(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = chatted(
        monkeypatch, capsys, "I like \x1b[31mtea\x07", "what do I like", "/\x1b[2Jnope", "/help"
    )
    assert "\x1b[" not in out and "\x07" not in out + err
    assert "You like tea." in out
    assert "/gaps" in out


def test_ctrl_c_ends_an_answer_and_not_the_talk(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = Mind.respond

    def respond(self: Mind, text: str, **more: object) -> object:
        if text == "long":
            raise KeyboardInterrupt
        return plain(self, text, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Mind, "respond", respond)
    out, err = chatted(monkeypatch, capsys, "long", "what is television")
    assert "(interrupted)" in err
    assert "moving pictures" in out


def test_ctrl_c_at_the_prompt_ends_the_talk_cleanly(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", interrupted)
    assert run(["chat", "--person", "Ada"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_python(home: Path) -> None:
    with Sherin("Ada") as ada:
        assert ada.person == "Ada"
        response = ada.respond("what is quantum tunneling")
        assert "barrier" in response.text
        assert response.reply.sources[0].title == "Quantum tunneling"
        heard, said = response.packets
        assert heard.seq < said.seq and heard.utterance is None and said.utterance is not None
        assert all(len(encode_json(packet)) < 500 for packet in response.packets)
        spoken = ada.performance.book.resolve(said.utterance).text
        assert response.text.startswith(spoken) and "Go on with" not in spoken
        assert ada.remember("I live in Rome")[0].text == "You live in Rome."
        assert ada.recall("where do I live")[0].text == "You live in Rome."
        assert ada.respond("where do I live").text.endswith("You live in Rome.")
        assert {memory.kind for memory in ada.forget("Rome")} == {"turn", "fact"}
        before = ada.mood.valence
        glad = ada.feel("joy")
        assert ada.mood.valence > before
        assert glad.packet.video_blend
        assert ada.happen("task_done").packet.seq > glad.packet.seq
        assert ada.status().preset == "hybrid"
        command = ada.respond("/status")
        assert command.said.packet.utterance is None


def test_the_feeling_of_the_reply_moves_the_face(home: Path) -> None:
    """Both times the same question; what is known differs, and so does the face."""
    with Sherin("Ada", personality="friendly") as ada:
        unknown = ada.respond("what did I have for breakfast")
        ada.remember("I had porridge for breakfast")
        known = ada.respond("what did I have for breakfast")
    assert unknown.reply.feeling is not None and known.reply.feeling is not None
    assert unknown.said.stimulus == unknown.reply.feeling
    assert known.reply.feeling.valence > unknown.reply.feeling.valence
    assert known.said.packet.video_blend != unknown.said.packet.video_blend


def test_the_class_is_imported_when_it_is_first_used() -> None:
    look = "print('sherin.app' in sys.modules)"
    code = f"import sherin, sys; {look}; sherin.Sherin; {look}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.split() == ["False", "True"]


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Sherinn"):
        _ = sherin.Sherinn  # type: ignore[attr-defined]
