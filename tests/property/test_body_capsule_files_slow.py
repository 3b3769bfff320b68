"""Ten thousand broken capsules: each gives a capsule or a list of problems, and nothing else."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from sherin.body.capsules.problems import Problem
from sherin.body.capsules.reading import dump_capsules, parse_capsules
from sherin.body.capsules.starter import starter_capsules

N_CAPSULES = 10_000
SEED = 20_240_917

JUNK: tuple[object, ...] = (
    None,
    True,
    -1,
    10**400,
    float("nan"),
    float("inf"),
    -1e308,
    "",
    "HF_001",
    "\x00\ud800".encode("utf-8", "replace").decode(),
    "x" * 3000,
    [],
    [[[[]]]],
    {},
    {"cid": {"cid": []}},
    [{"cid": 1, "weight": "a"}] * 3,
    ["thumb"] * 100,
)


def broken(capsule: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The capsule after one to four random edits anywhere in it."""
    capsule = json.loads(json.dumps(capsule))
    for _ in range(rng.randint(1, 4)):
        place: Any = capsule
        while True:
            if not place:
                break
            key = rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
            inner = place[key]
            if isinstance(inner, dict | list) and rng.random() < 0.6:
                place = inner
                continue
            match rng.randrange(4):
                case 0:
                    place[key] = rng.choice(JUNK)
                case 1 if isinstance(place, dict):
                    place["".join(rng.sample("abcdefgh_", 5))] = inner
                case 2 if isinstance(inner, str):
                    place[key] = inner[:-1] + rng.choice("xyz_#")
                case _:
                    del place[key]
            break
    return capsule


@pytest.mark.slow
def test_ten_thousand_broken_capsules_are_explained():
    rng = random.Random(SEED)
    starter = json.loads(dump_capsules(starter_capsules()))["capsules"]
    raw = [broken(rng.choice(starter), rng) for _ in range(N_CAPSULES)]
    data = json.dumps(raw).encode("utf-8", "surrogatepass")
    capsules, problems = parse_capsules(data, source="broken.json", known_ids={"HF_001"})
    assert len({problem.index for problem in problems}) + len(capsules) >= N_CAPSULES
    for problem in problems:
        assert isinstance(problem, Problem)
        assert problem.expected
        assert len(str(problem)) < 2000
    assert parse_capsules(dump_capsules(capsules).encode(), source="again")[0] == capsules


@pytest.mark.slow
def test_mutated_bytes_never_crash_the_reader():
    rng = random.Random(SEED)
    text = dump_capsules(starter_capsules()[:20]).encode()
    for _ in range(3_000):
        data = bytearray(text)
        for _ in range(rng.randint(1, 12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        capsules, problems = parse_capsules(bytes(data), source="x")
        assert problems or len(capsules) == 20
