"""A store of every form ever written still opens, and remembers."""

from __future__ import annotations

import shutil
from datetime import UTC
from pathlib import Path

import pytest

from sherin.mind.memory import Memory
from sherin.mind.memory.store import FORM

GOLDEN = Path(__file__).with_name("memory")
NOW = 1_800_000_000.0


@pytest.mark.parametrize("form", range(1, FORM + 1))
def test_a_recorded_store_still_opens(tmp_path: Path, form: int):
    folder = tmp_path / "people" / "ada"
    shutil.copytree(GOLDEN / f"form_{form}", folder)
    (folder / "memory.key.json").chmod(0o600)  # a checkout does not keep it
    folder.chmod(0o700)
    with Memory.open("Ada", home=tmp_path, keyring=None, zone=UTC) as memory:
        answers = [
            found and found.text
            for found in (
                memory.answer(question, now_s=NOW + 60)
                for question in (
                    "what is my name", "where do I live", "where did I live before",
                    "where does my sister live", "what did I have for breakfast", "what do I like",
                )
            )
        ]  # fmt: skip
        assert answers == [
            "Your name is Ada.", "You live in Lyon.", "You lived in Rome before.",
            "Anna lives in Oslo.", "You had porridge for breakfast.", "You like tea.",
        ]  # fmt: skip
        assert memory.recall("sister", now_s=NOW + 60)
        memory.remember_turn("I like chess", now_s=NOW + 61)
