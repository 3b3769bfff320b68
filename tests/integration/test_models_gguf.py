"""A model from a file, in a process of its own: loading, writing, stopping, dying, coming back.

Where llama-cpp-python is installed these tests run it on a real file of random weights; elsewhere
a stand-in with the same surface takes its place, and the worker, its pipe and its process are real.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sherin.errors import MissingExtraError, ModelError
from sherin.mind.models import GenerationLimits, Message, ModelRoute, find_models, open_model
from sherin.mind.models.gguf import GgufModel
from sherin.testing.tiny_model import WORDS, write_tiny_gguf

HAS_REAL = importlib.util.find_spec("llama_cpp") is not None
LIMITS = GenerationLimits(max_tokens=24, first_token_s=120.0, stall_s=60.0, total_s=180.0)
HELLO = [Message("user", "hello")]
LONG = [Message("user", "abc " * 300)]


@pytest.fixture(autouse=True)
def _llama_cpp(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if HAS_REAL:
        return
    folder = tmp_path / "packages"
    folder.mkdir()
    stand_in = Path(__file__).with_name("llama_cpp_stand_in.py")
    shutil.copy(stand_in, folder / "llama_cpp.py")
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    monkeypatch.syspath_prepend(str(folder))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home/models").mkdir(parents=True)
    write_tiny_gguf(tmp_path / "home/models/tiny.gguf")
    return tmp_path / "home"


@pytest.fixture
def model(home: Path) -> Iterator[GgufModel]:
    opened = open_model("tiny", home=home)
    assert isinstance(opened, GgufModel)
    yield opened
    opened.close()


def ask(
    model: GgufModel, messages: list[Message] = HELLO, *, cancel_after_s: float = 1e9
) -> tuple[str, list[str], float]:
    """How it ended, what it wrote, and how late after the wish to stop."""
    pieces: list[str] = []
    began_s = time.monotonic()
    generation = model.generate(
        messages,
        limits=LIMITS,
        on_piece=pieces.append,
        is_cancelled=lambda: time.monotonic() - began_s > cancel_after_s,
    )
    return generation.finish, pieces, time.monotonic() - began_s - cancel_after_s


def process_of(model: GgufModel) -> subprocess.Popen[bytes]:
    assert model._process is not None
    return model._process._process


def test_it_loads_and_writes_words_it_knows(model: GgufModel):
    finish, pieces, _ = ask(model)
    assert finish in {"length", "stop"}
    words = "".join(pieces).replace(".", " .").split()
    assert words
    assert set(words) <= set(WORDS)


def test_the_process_stays_between_questions(model: GgufModel):
    ask(model)
    first = process_of(model).pid
    ask(model)
    assert process_of(model).pid == first


def test_stopping_is_at_once_also_while_it_reads(model: GgufModel):
    ask(model)
    late_s: list[float] = []
    for messages, after_s in ((LONG, 0.02), (HELLO, 0.03), (HELLO, 0.0)) * 10:
        finish, _, late = ask(model, messages, cancel_after_s=after_s)
        if finish == "cancelled":  # else a fast machine was done before
            late_s.append(late)
        if min(late_s, default=1.0) < 0.05:
            break
    assert min(late_s) < 0.05, late_s  # the best counts: a busy machine keeps any thread waiting
    pid = process_of(model).pid
    finish, pieces, _ = ask(model)
    assert pieces
    assert process_of(model).pid == pid  # it stopped when told, and was not ended


def test_what_nobody_waits_for_is_not_computed_to_its_end(home: Path):
    """Else the next question would wait for a prompt that takes half a minute to read."""
    write_tiny_gguf(home / "models/slow.gguf", n_layers=12)
    opened = open_model("slow", home=home)
    assert isinstance(opened, GgufModel)
    ask(opened)
    ask(opened, [Message("user", "abc " * 320)] * 2, cancel_after_s=0.05)
    began_s = time.monotonic()
    assert opened._process is not None
    while opened._process.is_busy:
        assert time.monotonic() - began_s < 10.0  # to its end it takes twenty seconds
        time.sleep(0.005)
    opened.close()


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal of POSIX")
def test_one_that_does_not_stop_is_replaced(model: GgufModel):
    ask(model)
    old = process_of(model).pid
    os.kill(old, signal.SIGSTOP)
    finish, _, late_s = ask(model, cancel_after_s=0.1)
    assert finish == "cancelled"
    assert late_s < 0.5  # it does not wait for the process
    finish, pieces, _ = ask(model)
    assert pieces
    assert process_of(model).pid != old


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal of POSIX")
def test_loading_is_not_begun_again_by_the_next_question(
    model: GgufModel, monkeypatch: pytest.MonkeyPatch
):
    """A large file loads for half a minute, and a person asks meanwhile."""
    monkeypatch.setattr("sherin.mind.models.gguf._STOP_S", 0.1)
    first = threading.Thread(target=ask, args=(model,), kwargs={"cancel_after_s": 0.3})
    first.start()
    while model._process is None:
        time.sleep(0.001)
    pid = process_of(model).pid
    os.kill(pid, signal.SIGSTOP)  # as if it still loaded
    first.join()
    threading.Timer(0.5, os.kill, (pid, signal.SIGCONT)).start()
    assert ask(model)[1]
    assert process_of(model).pid == pid


def test_a_process_that_dies_in_an_answer_is_told_and_replaced(model: GgufModel):
    with pytest.raises(ModelError, match=r"ended with status.*smaller one"):
        model.generate(
            HELLO,
            limits=LIMITS,
            on_piece=lambda _piece: process_of(model).kill(),
            is_cancelled=lambda: False,
        )
    assert ask(model)[1]


def test_a_process_that_dies_between_questions_is_replaced(model: GgufModel):
    ask(model)
    process_of(model).kill()
    process_of(model).wait()
    with contextlib.suppress(ModelError):  # where its end was not noticed yet
        ask(model)
    assert ask(model)[1]


def test_closing_ends_the_process(home: Path):
    opened = open_model("tiny", home=home)
    assert isinstance(opened, GgufModel)
    ask(opened)
    process = process_of(opened)
    opened.close()
    assert process.poll() is not None
    assert not opened.is_available()
    with pytest.raises(ModelError, match="is closed"):
        ask(opened)


def test_the_process_ends_with_its_owner(home: Path):
    """A server that is killed must leave no gigabytes behind."""
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sherin.mind.models import GenerationLimits, Message, open_model\n"
        f"m = open_model('tiny', home=Path({str(home)!r}))\n"
        "m.generate([Message('user', 'hello')], limits=GenerationLimits(max_tokens=2),\n"
        "           on_piece=lambda p: None, is_cancelled=lambda: False)\n"
        "print(m._process._process.pid, flush=True)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    pid = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z (zombie)" in status_of(pid):
            break
        time.sleep(0.05)
    else:
        pytest.fail(f"process {pid} lives on")


def status_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return "Z (zombie)"


def test_a_torn_file_is_refused_with_its_reason(home: Path):
    path = home / "models/torn.gguf"
    path.write_bytes((home / "models/tiny.gguf").read_bytes()[:-40_000])
    opened = open_model("torn", home=home)
    assert isinstance(opened, GgufModel)
    with pytest.raises(ModelError, match=r"'torn' cannot be loaded.*Failed to load"):
        ask(opened)
    opened.close()


def test_a_prompt_too_long_is_told_and_the_model_goes_on(model: GgufModel):
    with pytest.raises(ModelError, match="exceed context window"):
        ask(model, [Message("user", "abc " * 9_000)])
    assert ask(model)[1]


def test_the_route_answers_with_a_file(home: Path):
    refusing = "{{ raise_exception('System role not supported') if messages[0].role == 'system' }}"
    template = refusing + "{% for m in messages %}{{ m['content'] }}{% endfor %}"
    write_tiny_gguf(home / "models/nosystem.gguf", template=template)
    for name in ("tiny", "nosystem"):
        with ModelRoute(open_model(name, home=home), limits=LIMITS) as route:
            route.warm_up()
            for _ in range(2_000):
                if route.status().is_warm or route.status().latest_error:
                    break
                time.sleep(0.01)
            assert route.status().is_warm
            answer = route.answer("hello")
            status = route.status()
            assert status.latest_error is None
            assert status.failures == 0
            assert answer is None or answer.notice == "generated, unverified"


def test_files_in_the_folder_are_found_with_what_they_need(home: Path):
    (home / "models/rubbish.gguf").write_bytes(b"no model")
    (home / "models/readme.txt").write_text("x")
    write_tiny_gguf(home / "models/embedding.gguf", architecture="bert")
    found = {model.name: model for model in find_models(home, well_known={}, free_bytes=10**6)}
    assert set(found) == {"tiny", "rubbish", "embedding"}
    assert found["tiny"].fits is False
    assert found["tiny"].quantisation == "F32"
    assert "does not begin with GGUF" in (found["rubbish"].refused or "")
    with pytest.raises(ModelError, match="it writes no text"):
        open_model("embedding", home=home, well_known={})


def test_without_the_extra_it_says_how_to_get_it(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'sherin\[gguf\]'"):
        open_model("tiny", home=home, well_known={})
