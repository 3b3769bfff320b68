"""A worker that fails by a fault of its own: the server hears of it, and the reason is no guess."""

import asyncio
import logging
from pathlib import Path

import pytest

from sherin.app.server.workers import Told, work

FAULTY = """
from sherin.app.server.workers import carry_out

def do(order, payload, tell):
    raise AttributeError("a fault of ours")

carry_out(do)
"""


def test_a_fault_is_told_as_one_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """It was told as a lack of memory: the process aborted on its way out."""
    (tmp_path / "faulty_worker.py").write_text(FAULTY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")

    async def lines() -> list[Told]:
        return [line async for line in work("faulty_worker", {"name": "x"}, timeout_s=120.0)]

    with caplog.at_level(logging.ERROR):
        told = asyncio.run(lines())
    assert [line["kind"] for line in told] == ["failed"]
    assert "the process that did it failed" in str(told[0]["reason"])
    assert "a fault of ours" in caplog.text
