"""Record a store with gaps and confirmed replies in its form of today, once."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from sherin.mind.companion.gaps import Gaps
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.reflex_cache import ReflexCache
from sherin.mind.companion.reply import Reply
from sherin.mind.companion.store import COMPANION_FORM, CompanionStore
from sherin.mind.memory import Memory

GOLDEN = Path(__file__).with_name("companion")
NOW = 1_800_000_000.0


def record() -> None:
    target = GOLDEN / f"form_{COMPANION_FORM}"
    if target.exists():
        sys.stdout.write(f"{target.name} is recorded and stays as it is\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        governance = Governance.open("Ada", home=home)
        with CompanionStore.open("Ada", home=home, keyring=None) as store:
            gaps, cache = Gaps(store, governance), ReflexCache(store, governance)
            for question in ("Who is the mayor of Lyon?", "who is the mayor of lyon", "what is ka"):
                gaps.note(question, confidence=0.25, nearest=("Lyon (M3)",), now_s=NOW)
            gaps.note("why is that", confidence=0.1, now_s=NOW)
            gaps.answer("g1", "Ada Example is.", author="Grace", now_s=NOW)
            gaps.dismiss("g2", now_s=NOW)
            reply = Reply(
                text="Blue.", route="model", confidence=0.6, is_known=True, latency_ms=900.0
            )
            cache.confirm("why is it blue", reply, version="v", author="Ada", now_s=NOW)
            cache.deny("why is it red", "Rust.", author="Ada", now_s=NOW)
        with Memory.open("Ada", home=home, keyring=None) as memory:
            made = memory.backup(home / "memory.db")
        target.mkdir(parents=True)
        for path, name in zip(made, ("memory.db", "memory.key.json"), strict=True):
            shutil.copyfile(path, target / name)
    sys.stdout.write(f"recorded {target.name}\n")


if __name__ == "__main__":
    record()
