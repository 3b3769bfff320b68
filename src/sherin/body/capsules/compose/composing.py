"""Composes the library: the capsules that ship by hand, and generated ones up to 10,000.

Every plan's Latin grid proposes candidates; one that lies too close to anything already there, or
that is hardly visible, is dropped and the next grid fills its place. The same seed gives the same
library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Final

import numpy as np

from sherin.body.capsules.compiling import Compiler
from sherin.body.capsules.compose.action_units import pose_params
from sherin.body.capsules.compose.affect import emotion_of
from sherin.body.capsules.compose.bundles import (
    MAX_PART_MS,
    Shelf,
    combined_components,
    expression_components,
)
from sherin.body.capsules.compose.grids import Axis, grid_seed, latin_grid, pick
from sherin.body.capsules.compose.plan import DOMAIN_TOTALS, RHYTHMS, Plan
from sherin.body.capsules.compose.plans import PLANS
from sherin.body.capsules.definition import Capsule, EmotionVector, Trigger
from sherin.body.capsules.distance import MIN_DISTANCE, Neighbours, Signature, signature_of
from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.motion.arguments import components, with_defaults
from sherin.body.channels import DOMAINS
from sherin.body.library_format import CompiledCapsule
from sherin.body.random32 import draw, unit
from sherin.errors import CapsuleError

__all__ = ["FIRST_NUMBER", "SEED", "Composition", "compose_library"]

SEED: Final = 20_260_101
"""Of the library that ships."""
FIRST_NUMBER: Final = 1000
"""Generated ids are numbered from here within each prefix; named ones stay below or carry words."""
_CHUNK: Final = 128
_MAX_GRIDS: Final = 60
_FREE_POSES: Final = 1500
"""Quota of `expression_pose` among the plans of the face."""
_COMBINED: Final = 240
"""Quota of `combined` among the plans of the hands."""
_BUNDLED: Final = ("face", "body", "hand", "voice", "light", "camera")

Progress = Callable[[int, int], None]
"""Called with how many capsules there are and how many there will be."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composition:
    """A composed library, in index order."""

    capsules: tuple[Capsule, ...]
    compiled: tuple[CompiledCapsule, ...]
    n_starters: int
    """How many of them, at the front, ship by hand."""
    n_rejected: int
    """Candidates that were too close to another or hardly visible."""


@dataclass(slots=True)
class _Composer:
    seed: int
    capsules: list[Capsule]
    compiled: list[CompiledCapsule]
    by_id: dict[str, Capsule]
    compiler: Compiler
    neighbours: Neighbours
    progress: Progress | None
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    n_rejected: int = 0

    def fill(
        self, plan: Plan, quota: int, domain: str, params: Iterator[dict[str, object]]
    ) -> None:
        """Take candidates until `quota` are different enough from everything."""
        wanted, tried, limit = quota, 0, 400 + _MAX_GRIDS * quota
        while wanted > 0:
            chunk = [
                self._candidate(plan, domain, p)
                for p in islice(params, min(_CHUNK, 8 + 2 * wanted))
            ]
            tried += len(chunk)
            if tried > limit or not chunk:
                raise CapsuleError(
                    f"{plan.subtype}: {quota - wanted} of {quota} capsules are different enough "
                    f"after {tried} candidates. Widen its axes or lower its quota in compose/."
                )
            signatures = [signature_of(c.tracks, c.duration_ms) for _, c in chunk]
            taken = {i for i, _, _ in self.neighbours.too_close(signatures)}
            among = Neighbours(len(chunk))
            for signature in signatures:
                among.add(signature)
            twins: dict[int, list[int]] = {}
            for i, j, _ in among.too_close(signatures):
                twins.setdefault(i, []).append(j)
            accepted: set[int] = set()
            for i, (capsule, compiled) in enumerate(chunk):
                signature = signatures[i]
                if wanted == 0:
                    break
                is_twin = any(j in accepted for j in twins.get(i, ()))
                if i in taken or is_twin or signature.size < 1.4 * MIN_DISTANCE:
                    self.n_rejected += 1
                    continue
                accepted.add(i)
                self._accept(plan, domain, capsule, compiled, signature)
                wanted -= 1

    def _candidate(
        self, plan: Plan, domain: str, params: dict[str, object]
    ) -> tuple[Capsule, CompiledCapsule]:
        offset = params.pop("offset_ms", 0)
        assert isinstance(offset, int)
        capsule = Capsule(
            capsule_id=f"{plan.prefix}_CANDIDATE",
            domain=domain,
            subtype=plan.subtype,
            trigger=Trigger(
                relative_to="scene_start" if plan.relative_to == "scene_start" else "speech_onset",
                offset_ms=offset,
            ),
            params=params,
            priority=plan.priority,
        )
        motion = self.compiler.resolve(capsule)
        return capsule, self.compiler.finish(capsule, motion)

    def _accept(
        self,
        plan: Plan,
        domain: str,
        capsule: Capsule,
        compiled: CompiledCapsule,
        signature: Signature,
    ) -> None:
        number = self.numbers.get(plan.prefix, FIRST_NUMBER)
        self.numbers[plan.prefix] = number + 1
        capsule_id = f"{plan.prefix}_{number}"
        if capsule_id in self.by_id:
            raise CapsuleError(
                f"{capsule_id}: numbers from {FIRST_NUMBER} on are for generated ones; rename it."
            )
        emotion = self._emotion(capsule, compiled)
        vad = (emotion.valence, emotion.arousal, emotion.dominance)
        final = Capsule(
            capsule_id=capsule_id,
            domain=domain,
            subtype=capsule.subtype,
            trigger=capsule.trigger,
            params=capsule.params,
            priority=capsule.priority,
            emotion_vec=emotion,
            description=self._description(capsule),
        )
        self.by_id[capsule_id] = final
        self.capsules.append(final)
        self.compiled.append(replace(compiled, capsule_id=capsule_id, vad=vad))
        self.neighbours.add(signature)
        if self.progress is not None and len(self.capsules) % 100 == 0:
            self.progress(len(self.capsules), sum(DOMAIN_TOTALS.values()))

    def _emotion(self, capsule: Capsule, compiled: CompiledCapsule) -> EmotionVector:
        if capsule.domain == "hand" and capsule.subtype == "combined":
            # Where its parts are: a hand's turn tells nothing without knowing its pose.
            parts = components(capsule.params, "components")
            weights = np.array([float(str(part["weight"])) for part in parts])
            places = np.array([_place(self.by_id[str(part["cid"])]) for part in parts])
            valence, arousal, dominance = (
                round(float(x), 2) for x in np.average(places, axis=0, weights=weights)
            )
            return EmotionVector(valence=valence, arousal=arousal, dominance=dominance)
        subtype = SUBTYPES[capsule.subtype]
        is_pose = capsule.subtype == "hand_pose"
        pose = with_defaults(subtype, capsule.params) if is_pose else None
        return emotion_of(compiled.tracks, compiled.duration_ms, capsule.domain, pose=pose)

    def _description(self, capsule: Capsule) -> str | None:
        if capsule.domain != "expression":
            return None
        parts = components(capsule.params, "components")
        return " + ".join(self.by_id[str(p["cid"])].subtype.replace("_", " ") for p in parts)

    def shelf(self, domain: str) -> Shelf:
        """What may become a component of a bundle."""
        chosen = [
            (capsule, compiled)
            for capsule, compiled in zip(self.capsules, self.compiled, strict=True)
            if capsule.domain == domain
            and capsule.emotion_vec is not None
            and compiled.duration_ms <= MAX_PART_MS
            and capsule.subtype not in ("combined", "micro_noise", "tremble")
        ]
        vad = np.array([compiled.vad for _, compiled in chosen], dtype=np.float64)
        return Shelf([capsule for capsule, _ in chosen], vad)


def compose_library(
    starters: Iterable[Capsule], *, seed: int = SEED, progress: Progress | None = None
) -> Composition:
    """Compose the whole library.

    Args:
        starters: The capsules that ship by hand; taken as they are, also where they are near twins.
        seed: 32 bit.
        progress: Told every hundred capsules.

    Raises:
        CapsuleError: a starter capsule does not compile, a domain holds more starters than its
        share,
            or a grid is too small for its quota.
    """
    capsules = list(starters)
    by_id = {capsule.capsule_id: capsule for capsule in capsules}
    compiler = Compiler(by_id)
    compiled = [compiler.compile(capsule) for capsule in capsules]
    neighbours = Neighbours(sum(DOMAIN_TOTALS.values()))
    for one in compiled:
        neighbours.add(signature_of(one.tracks, one.duration_ms))
    n_starters = len(capsules)
    composer = _Composer(
        seed=seed,
        capsules=capsules,
        compiled=compiled,
        by_id=by_id,
        compiler=compiler,
        neighbours=neighbours,
        progress=progress,
    )
    for domain, total in DOMAIN_TOTALS.items():
        missing = total - _n_of(capsules[:n_starters], domain)
        if missing < 0:
            raise CapsuleError(
                f"domain {domain!r} ships {total - missing} capsules by hand of {total}. "
                "Raise it in compose/plan.py and lower another."
            )
        if domain != "expression":
            _fill_domain(composer, domain, missing)
    _fill_expressions(
        composer, DOMAIN_TOTALS["expression"] - _n_of(capsules[:n_starters], "expression")
    )
    return Composition(
        capsules=tuple(composer.capsules),
        compiled=tuple(composer.compiled),
        n_starters=n_starters,
        n_rejected=composer.n_rejected,
    )


def _n_of(capsules: Sequence[Capsule], domain: str) -> int:
    return sum(capsule.domain == domain for capsule in capsules)


def _fill_domain(composer: _Composer, domain: str, missing: int) -> None:
    seed = composer.seed
    plans = list(PLANS[domain])
    if domain == "face":
        plans.append(
            _bundle_plan("expression_pose", "VF", _FREE_POSES, pick(-50, -40, -30, -20, 0))
        )
    if domain == "hand":
        plans.append(_bundle_plan("combined", "HF", _COMBINED, pick(-160, -140, -120, -100)))
    for plan, quota in zip(plans, _quotas(plans, missing), strict=True):
        if plan.subtype == "expression_pose":
            params = _numbered(plan, seed, lambda k: pose_params(k, seed=seed))
        elif plan.subtype == "combined":
            shelf = composer.shelf("hand")
            params = _numbered(
                plan,
                seed,
                lambda k, shelf=shelf: {"components": combined_components(shelf, k, seed=seed)},
            )
        else:
            params = _grids(plan, quota, seed)
        composer.fill(plan, quota, domain, params)


def _fill_expressions(composer: _Composer, missing: int) -> None:
    seed = composer.seed
    shelves = {domain: composer.shelf(domain) for domain in _BUNDLED}
    plan = _bundle_plan("expression", "E", missing, pick(-180, -120, -60, 0))
    params = _numbered(
        plan, seed, lambda k: {"components": expression_components(shelves, k, seed=seed)}
    )
    composer.fill(plan, missing, "expression", params)


def _numbered(
    plan: Plan, seed: int, make: Callable[[int], dict[str, object]]
) -> Iterator[dict[str, object]]:
    """Candidates 0, 1, 2, ... of a generator, each with a start offset."""
    key = grid_seed(seed, f"{plan.subtype} offsets")
    return ({**make(k), "offset_ms": plan.offset_ms(unit(key, k))} for k in count())


def _bundle_plan(subtype: str, prefix: str, quota: int, offset: Axis) -> Plan:
    return Plan(subtype=subtype, prefix=prefix, quota=quota, axes={}, offset_ms=offset, priority=6)


def _place(capsule: Capsule) -> tuple[float, float, float]:
    emotion = capsule.emotion_vec
    assert emotion is not None, "only capsules with a place are on a shelf"
    return emotion.valence, emotion.arousal, emotion.dominance


def _quotas(plans: Sequence[Plan], total: int) -> list[int]:
    """Whole shares in proportion, adding up to the total (largest remainder)."""
    whole = sum(plan.quota for plan in plans)
    exact = [plan.quota * total / whole for plan in plans]
    shares = [int(x) for x in exact]
    order = sorted(range(len(plans)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _grids(plan: Plan, quota: int, seed: int) -> Iterator[dict[str, object]]:
    """One Latin grid after another."""
    axes: dict[str, Axis] = {**plan.axes, "offset_ms": plan.offset_ms}
    for attempt in count():
        n = max(24, quota + quota // 4)
        key = draw(grid_seed(seed, plan.subtype), attempt)
        for row in latin_grid(axes, n, seed=key):
            yield _resolved(plan.subtype, row)


def _resolved(subtype: str, row: dict[str, object]) -> dict[str, object]:
    """Replace rhythm, length and shares by the times that the subtype takes."""
    known = {param.name for param in SUBTYPES[subtype].params}
    params = dict(row)
    length = params.pop("length_ms", None)
    if "rhythm" in params:
        assert isinstance(length, (int, float))
        attack, hold = RHYTHMS[str(params.pop("rhythm"))]
        params["onset_ms" if "onset_ms" in known else "attack_ms"] = max(30.0, attack * length)
        params["hold_ms"] = hold * length
        params["release_ms"] = max(30.0, (1.0 - attack - hold) * length)
        for name in [n for n in params if n.endswith("_share") and n not in known]:
            share = params.pop(name)
            assert isinstance(share, (int, float))
            target = next(n for n in sorted(known) if n.endswith(("lag_ms", "lead_ms")))
            limit = next(p.maximum for p in SUBTYPES[subtype].params if p.name == target)
            params[target] = max(-limit, min(limit, share * length))
    timing = params.pop("timing", None)
    if isinstance(timing, tuple):
        params["duration_ms"], params["hold_ms"], params["return_ms"] = timing
    for param in SUBTYPES[subtype].params:
        value = params.get(param.name)
        if param.kind == "integer" and isinstance(value, float):
            params[param.name] = int(value)
        if param.kind == "number" and isinstance(value, (int, float)):
            params[param.name] = min(param.maximum, max(param.minimum, float(value)))
    return params


_LAYERS: Final = {domain.name for domain in DOMAINS}
assert set(DOMAIN_TOTALS) <= _LAYERS, "the plan names a domain that the registry lacks"
