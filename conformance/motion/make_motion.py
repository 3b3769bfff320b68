"""Work out the vectors of the motion core's formulas, without the code that they test.

`make golden` runs this and shows the difference. The generator comes from a C program
(`lowbias32.c`, compiled with the machine's gcc), polynomials from exact rationals, logarithms,
exponentials and cosines from 50 decimal digits; each expected value is rounded to float64 once.
Tables (mood, visemes) are read from `channels.toml`. Only the tolerances know how many roundings an
implementation may make.
"""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
import tomllib
from collections.abc import Sequence
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REGISTRY = tomllib.loads((HERE.parents[1] / "src/sherin/body/channels.toml").read_text("utf-8"))

getcontext().prec = 50
PI = Decimal("3.14159265358979323846264338327950288419716939937511")
TWO_32 = 2**32
DRAWS_PER_EVENT = 16
UNSIDED = {name for group in REGISTRY["group"] for name in group["names"]}
INTERESTING = (0, 1, 2, 0x7FFFFFFF, 0x80000000, 0x9E3779B9, 0xDEADBEEF, 0xFFFFFFFF)

Numbers = Sequence[Fraction]


class Reference:
    """The compiled C program; answers many questions in one run."""

    def __init__(self, folder: Path) -> None:
        self._program = folder / "lowbias32"
        command = ["gcc", "-O1", "-Wall", "-Werror", "-o", str(self._program)]
        subprocess.run([*command, str(HERE / "lowbias32.c")], check=True)

    def ask(self, questions: Sequence[tuple[str, int, int]]) -> list[int]:
        """One answer a question; a question is what to compute and two numbers."""
        lines = "\n".join(f"{what} {a} {b}" for what, a, b in questions)
        done = subprocess.run(
            [str(self._program)], input=lines, capture_output=True, text=True, check=True
        )
        return [int(line) for line in done.stdout.split()]

    def draw(self, seed: int, k: int) -> int:
        """The k-th 32-bit draw of a seed."""
        return self.ask([("draw", seed, k)])[0]


def random32_vectors(reference: Reference, rng: random.Random) -> dict[str, Any]:
    """Hashes, draws and cue seeds, at the edges of 32 bits and in between."""
    words = [*INTERESTING, *(rng.getrandbits(32) for _ in range(56))]
    counters = [0, 1, 2, 15, 16, 1000, 2**20 + 7, 2**31, 2**32 - 1, 2**32, 2**40 + 3]
    pairs = [(rng.choice(words), rng.choice(counters)) for _ in range(64)]
    indices = [(seed, index) for seed in (*INTERESTING, 1718) for index in (0, 1, 19)]
    draws = reference.ask([("draw", seed, k) for seed, k in pairs])
    cues = reference.ask([("cue", seed, index) for seed, index in indices])
    return {
        "mix32": [
            [x, y]
            for x, y in zip(words, reference.ask([("mix", x, 0) for x in words]), strict=True)
        ],
        "draw": [[seed, k, y] for (seed, k), y in zip(pairs, draws, strict=True)],
        "unit": [
            [seed, k, float(Fraction(y, TWO_32))] for (seed, k), y in zip(pairs, draws, strict=True)
        ],
        "signed_unit": [
            [seed, k, float(Fraction(y, TWO_32 // 2) - 1)]
            for (seed, k), y in zip(pairs, draws, strict=True)
        ],
        "cue_seed": [[seed, index, y] for (seed, index), y in zip(indices, cues, strict=True)],
    }


def minimum_jerk(u: Fraction) -> Fraction:
    """10 u^3 - 15 u^4 + 6 u^5 (Flash and Hogan 1985), exactly."""
    u = min(max(u, Fraction(0)), Fraction(1))
    return 10 * u**3 - 15 * u**4 + 6 * u**5


def minimum_jerk_vectors(rng: random.Random) -> dict[str, Any]:
    """Arguments that need no rounding, and arguments that do."""
    # Six binary digits to the fifth power fit into a float64, so no step of the formula rounds.
    exact = [k / 64 for k in range(-8, 73)]
    rounded = [rng.random() for _ in range(40)]
    return {
        "exact": [[u, float(minimum_jerk(Fraction(u)))] for u in exact],
        "rounded": [[u, float(minimum_jerk(Fraction(u)))] for u in rounded],
        "tolerance": 2.0**-47,  # sums near 15 cancel to near 1: a few units in the last place of 15
    }


def catmull_rom(p: Numbers, f: Fraction) -> Fraction:
    """The uniform spline as published: half of (2 p1) + ... (Catmull and Rom 1974)."""
    p0, p1, p2, p3 = p
    return (
        2 * p1
        + (p2 - p0) * f
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * f**2
        + (3 * p1 - p0 - 3 * p2 + p3) * f**3
    ) / 2


def track_vectors(rng: random.Random) -> list[dict[str, Any]]:
    """Look-ups at arguments so short that only the last product rounds."""
    vectors: list[dict[str, Any]] = []
    for log2_intervals in (3, 4, 9):
        intervals = 1 << log2_intervals
        samples = [rng.randint(-32000, 32000) for _ in range(intervals + 3)]
        scale = Fraction(rng.getrandbits(24) | 1, 2**38)  # a float32
        looked_up: list[list[float]] = []
        for u in (-0.5, 0.0, 1.0, 1.5, *(rng.randrange(4096) / 4096 for _ in range(24))):
            position = min(max(Fraction(u), Fraction(0)), Fraction(1)) * intervals
            interval = min(int(position), intervals - 1)
            p = [Fraction(sample) for sample in samples[interval : interval + 4]]
            looked_up.append([u, float(catmull_rom(p, position - interval) * scale)])
        vectors.append(
            {
                "log2_intervals": log2_intervals,
                "scale": float(scale),
                "samples": samples,
                "values": looked_up,
            }
        )
    return vectors


def lattice_vectors(reference: Reference, rng: random.Random) -> list[dict[str, Any]]:
    """A period that is a power of two, so that only the last sum rounds."""
    vectors: list[dict[str, Any]] = []
    for seed in (0, 7, 0xFFFFFFFF):
        values: list[list[float]] = []
        for t_ms in (-100.0, 0.0, 64.0, *(64.0 * rng.randrange(10**6) for _ in range(12))):
            position = max(Fraction(t_ms) / 1024, Fraction(0))
            cell = int(position)
            here, following = (
                Fraction(reference.draw(seed, cell + k), TWO_32 // 2) - 1 for k in (0, 1)
            )
            share = minimum_jerk(position - cell)
            values.append([t_ms, float(here + (following - here) * share)])
        vectors.append({"seed": seed, "period_ms": 1024.0, "values": values})
    return vectors


def cosine(x: Decimal) -> Decimal:
    """Taylor's series; |x| <= 2 pi needs no reduction at 50 digits."""
    term, total, k = Decimal(1), Decimal(1), 0
    while abs(term) > Decimal(10) ** -45:
        k += 2
        term *= -x * x / (k * (k - 1))
        total += term
    return total


def normal(reference: Reference, seed: int, k: int) -> Decimal:
    """A standard normal draw (Box and Muller 1958)."""
    first, second = (Decimal(reference.draw(seed, k + i)) / TWO_32 for i in (0, 1))
    return (-2 * (1 - first).ln()).sqrt() * cosine(2 * PI * second)


def renewal_vectors(reference: Reference) -> dict[str, Any]:
    """Gaps with mean one, and the events they make while the avatar rests, then talks."""
    sigma = Decimal("0.5")
    gaps = [
        [seed, event, float((sigma * z - sigma * sigma / 2).exp())]
        for seed in (1, 0xABCDEF)
        for event in (0, 1, 2, 17)
        for z in [normal(reference, seed, event * DRAWS_PER_EVENT)]
    ]
    change_ms, min_gap_ms = Decimal(60_000), Decimal(400)
    rates = [
        Decimal(REGISTRY["states"][name]["blink_per_min"]) / 60_000 for name in ("rest", "talking")
    ]
    t_ms = Decimal(0)
    times: list[float] = []
    for event in range(40):
        z = normal(reference, 42, event * DRAWS_PER_EVENT)
        remaining = (sigma * z - sigma * sigma / 2).exp()
        at_rest = min(max(change_ms - t_ms, Decimal(0)) * rates[0], remaining)
        needed_ms = at_rest / rates[0] + (remaining - at_rest) / rates[1]
        t_ms += max(needed_ms, min_gap_ms)
        times.append(float(t_ms))
    assert times[-1] > change_ms > times[0]
    return {
        "sigma": float(sigma),
        "standard_normal": [
            [seed, k, float(normal(reference, seed, k))]
            for seed in (0, 3, 0xFFFFFFFF)
            for k in (0, 16, 4096)
        ],
        "gaps": gaps,
        "events": {
            "seed": 42,
            "min_gap_ms": float(min_gap_ms),
            "talking_from_ms": float(change_ms),
            "times_ms": times,
        },
        "relative_tolerance": 1e-12,
    }


def mood_vectors(rng: random.Random) -> dict[str, Any]:
    """The pose of an affect: the anchors' faces, blended by direction and length."""
    corners = [(v, a, d) for v in (-1.0, 0.0, 1.0) for a in (-1.0, 1.0) for d in (-1.0, 1.0)]
    drawn = [tuple(rng.randint(-100, 100) / 100 for _ in range(3)) for _ in range(12)]
    return {
        "poses": [{"affect": at, "pose": mood_of(at)} for at in (*corners, *drawn)],
        "tolerance": 1e-13,
    }


def mood_of(affect: tuple[float, ...]) -> dict[str, float]:
    """One of them; a name without a side stands for both."""
    place = [Decimal(axis) for axis in affect]
    length = sum(axis * axis for axis in place).sqrt()
    sums: dict[str, Decimal] = {}
    total = Decimal(0)
    for anchor in REGISTRY["mood_anchor"].values():
        at = [Decimal(axis) for axis in anchor["at"]]
        reach = sum(axis * axis for axis in at).sqrt()
        along = sum((x * y for x, y in zip(place, at, strict=True)), Decimal(0))
        cosine = max(along, Decimal(0)) / (length * reach)
        total += cosine**16
        weight = cosine**18 * min(length / reach, Decimal(1))
        for name, offset in anchor["pose"].items():
            sides = (name,) if name in UNSIDED else (f"{name}Left", f"{name}Right")
            for side in sides:
                sums[side] = sums.get(side, Decimal(0)) + weight * Decimal(offset)
    return {name: float(value / total) for name, value in sums.items() if value}


def viseme_vectors() -> dict[str, Any]:
    """Two marks that overlap to more than one, and a third alone; times with few binary digits."""
    names = list(REGISTRY["visemes"])
    marks = (
        ("aa", 1.0, (0.0, 64.0, 96.0, 224.0)),
        ("ou", 0.75, (32.0, 96.0, 128.0, 256.0)),
        ("PP", 0.5, (400.0, 432.0, 440.0, 472.0)),
    )
    samples: list[dict[str, Any]] = []
    for t_ms in (-1.0, 0.0, 50.0, 96.0, 100.0, 224.0, 300.0, 420.0, 436.0, 500.0):
        weights: list[tuple[str, Fraction]] = []
        for name, peak, times in marks:
            start, rise_end, fall_start, end = map(Fraction, times)
            t = Fraction(t_ms)
            ramp = min((t - start) / (rise_end - start), (end - t) / (end - fall_start))
            weights.append((name, Fraction(peak) * minimum_jerk(ramp)))
        total = max(sum(weight for _, weight in weights), Fraction(1))
        mouth: dict[str, Fraction] = {}
        for name, weight in weights:
            for channel, value in REGISTRY["visemes"][name].items():
                mouth[channel] = mouth.get(channel, Fraction(0)) + Fraction(value) * weight / total
        samples.append({"t_ms": t_ms, "mouth": {c: float(v) for c, v in mouth.items() if v}})
    return {
        "marks": [
            {"viseme": names.index(name), "peak": peak, "times_ms": times}
            for name, peak, times in marks
        ],
        "samples": samples,
        "tolerance": 1e-15,
    }


def main() -> None:
    """Write `vectors.json`."""
    rng = random.Random(1974)
    with tempfile.TemporaryDirectory() as folder:
        reference = Reference(Path(folder))
        document = {
            "random32": random32_vectors(reference, rng),
            "minimum_jerk": minimum_jerk_vectors(rng),
            "tracks": track_vectors(rng),
            "lattice": lattice_vectors(reference, rng),
            "renewal": renewal_vectors(reference),
            "mood": mood_vectors(rng),
            "visemes": viseme_vectors(),
        }
    text = json.dumps(document, separators=(",", ":"))
    for key in document:
        text = text.replace(f'"{key}":', f'\n"{key}":', 1)
    (HERE / "vectors.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
