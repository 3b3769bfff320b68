"""`sherin bench memory`: recall and writes at 100,000 memories, and what opening them costs.

The life is invented from a seed: turns of everyday words in which some people, places and things
come up often and most do not, as in real talk. Questions ask for what was said, in part.
"""

from __future__ import annotations

import gc
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Final

import numpy as np

from sherin.app.bench.measure import Row, resident_bytes, row, time_calls
from sherin.mind.affect import Vad
from sherin.mind.memory import Memory

__all__ = ["invented_turns", "memory_rows"]

N_NODES: Final = 100_000
_BATCH: Final = 5_000
_START_S: Final = 1_700_000_000.0
_STEP_S: Final = 400.0

_NAMES: Final = "Anna Ben Carla David Emma Farid Grace Hugo Iris Jonas Kira Leo Mina Noah".split()
_PLACES: Final = "Rome Oslo Lyon Porto Ghent Turin Kyoto Perth Quito Leeds Basel Malmö".split()
_VERBS: Final = "saw met fixed painted lost found bought sold carried cleaned wrote read".split()
_THINGS: Final = """bicycle kettle violin lantern garden window letter camera blanket jacket ladder
    basket guitar mirror table novel sofa ticket pillow bridge river market tower museum harbour
    station library bakery orchard""".split()
_HOW: Final = """yesterday slowly happily again together early quietly twice alone outside after
    dinner before work in the rain on the way home with a friend near the old bridge""".split()


def invented_turns(n: int, *, rng: random.Random) -> Iterator[str]:
    """Turns of a life, no two the same."""
    for number in range(n):
        # The square makes some names and things common and the rest rare.
        name = _NAMES[int(len(_NAMES) * rng.random() ** 2)]
        thing = _THINGS[int(len(_THINGS) * rng.random() ** 2)]
        how = " ".join(rng.sample(_HOW, 3))
        place = rng.choice(_PLACES)
        yield f"{name} {rng.choice(_VERBS)} the {thing} {number % 9973} in {place} {how}"


def memory_rows() -> Iterator[Row]:
    """Every figure of the memory."""
    rng = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with Memory.open("bench", home=home, keyring=None, zone=UTC) as memory:
            _fill(memory, rng)
        gc.collect()
        before = resident_bytes()
        began = time.perf_counter()
        memory = Memory.open("bench", home=home, keyring=None, zone=UTC)
        opened_s = time.perf_counter() - began
        with memory:
            counts = memory.counts()
            yield row("memories", sum(counts.by_kind.values()), "nodes", (">=", N_NODES))
            yield row("memory open, all of them", opened_s, "s")
            yield row("memory resident, all of them", (resident_bytes() - before) / 1e6, "MB")
            yield row("memory on disk", counts.bytes / 1e6, "MB")
            yield from _timed(memory, rng)


def _fill(memory: Memory, rng: random.Random) -> None:
    """Write in large transactions what a life writes turn by turn."""
    turns = [
        (_START_S + _STEP_S * number, text)
        for number, text in enumerate(invented_turns(N_NODES, rng=rng))
    ]
    for begin in range(0, N_NODES, _BATCH):
        memory.remember_many(turns[begin : begin + _BATCH])


def _timed(memory: Memory, rng: random.Random) -> Iterator[Row]:
    now_s = _START_S + _STEP_S * N_NODES
    questions = list(invented_turns(400, rng=random.Random(5)))
    part = [" ".join(rng.sample(text.split(), 4)) for text in questions]
    glad = Vad(0.6, 0.3, 0.1)
    recalled = time_calls(
        lambda k: memory.recall(part[k % 400], now_s=now_s, affect=glad), n_calls=400
    )
    yield row("recall p50", recalled.p50_us / 1000.0, "ms")
    yield row("recall p99", recalled.p99_us / 1000.0, "ms", ("<=", 10.0))
    spent_ms = np.empty(400)
    for k, question in enumerate(part):
        began = time.process_time()
        memory.recall(question, now_s=now_s, affect=glad)
        spent_ms[k] = 1000.0 * (time.process_time() - began)
    yield row("recall p99, of the processor", float(np.percentile(spent_ms, 99)), "ms")
    asked = time_calls(
        lambda k: memory.answer("what did I have for breakfast", now_s=now_s + k), n_calls=400
    )
    yield row("answer p99", asked.p99_us / 1000.0, "ms", ("<=", 10.0))
    turn = time_calls(
        lambda k: memory.remember_turn(f"{questions[k % 400]} {k}", now_s=now_s + k), n_calls=300
    )
    yield row("write of a turn p50", turn.p50_us / 1000.0, "ms")
    yield row("write of a turn p99", turn.p99_us / 1000.0, "ms", ("<=", 5.0))
    fact = time_calls(
        lambda k: memory.remember_turn(f"I like cake of kind {k}", now_s=now_s + 900 + k),
        n_calls=300,
    )
    yield row("write of a fact, flushed to disk, p50", fact.p50_us / 1000.0, "ms", ("<=", 5.0))
    yield row("write of a fact, flushed to disk, p99", fact.p99_us / 1000.0, "ms")
