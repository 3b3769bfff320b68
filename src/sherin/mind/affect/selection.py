"""Which capsules show a feeling: the nearest in each layer, varied, weighted, never the same again.

`Selector(library).select(place, seed=...)` is a pure function of its arguments: the same place,
seed, personality and memory give the same cues on every machine. docs/affect.md explains the steps.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.body.library import Library
from sherin.body.library_format import FLAG_LOOP
from sherin.body.random32 import unit
from sherin.errors import AffectError
from sherin.mind.affect.gestures import Gesture, find_gestures
from sherin.mind.affect.habituation import NO_MEMORY, SelectionMemory
from sherin.mind.affect.layers import (
    CUE_LAYERS,
    PACKET_ORDER,
    POSE_SHELF,
    POSE_SUBTYPES,
    QUIET_HANDS,
    READABLE_HANDS,
    SCENE_LAYERS,
    SHELF,
    SHELF_OF_DOMAIN,
    CueLayer,
)
from sherin.mind.affect.nearest import (
    IndexKind,
    KdTreeIndex,
    NearestIndex,
    Neighbours,
    ScanIndex,
    dithered,
    nearest_by_scan,
)
from sherin.mind.affect.personality import PLAIN, CapsuleRule, Expressivity, Personality
from sherin.mind.affect.preferences import liking
from sherin.mind.affect.strength import amplitude, strength_of
from sherin.mind.affect.vad import HasVad, Vad
from sherin.wire import Context, quantise_weight

__all__ = [
    "K_NEAREST",
    "ChosenCue",
    "Selector",
]

K_NEAREST: Final = 12
"""Neighbours that are drawn from in each layer: enough that habituation never empties the pool."""
_SOFTENING: Final = 0.001
"""The notes' inverse distance is 1 / (d + 0.001)."""
_PRIORITY_SHARE: Final = 0.05
"""A capsule of priority 10 is drawn 1.5 times as often as an equally near one of priority 0."""
_SMALLEST_WEIGHT: Final = 0.05
"""The notes drop weaker cues."""
_THIRD_CUE_FROM: Final = 0.18
"""Strength below which a reaction has only one hand and one face cue."""
_FIRST_SHARE: Final = 0.65
"""What the first face cue keeps beside a second one."""
_MAJOR_LAYERS: Final = frozenset({"hands", "face", "voice"})
_MINOR_SHARE: Final = 0.7
"""Size of body and scene beside them."""
_BODY_CHANCE: Final = 0.55
_SCENE_FROM: Final = 0.3
"""Change of arousal from which the scene may answer too."""
_SCENE_CHANCE: Final = 0.35
_SCENE_ODDS: Final = (0.4, 0.25, 0.2, 0.1, 0.05)  # in the order of SCENE_LAYERS
_SHOWN_FROM: Final = 0.3
"""Strength from which hands rather make a gesture than a small movement of the fingers."""
_SHOWN: Final = 12.0
"""To the power of the strength beyond that: the chance of a gesture, and one over it that of a
small movement. A ratio of 12 for joy, 2 for grief, 1/3 for calm."""
_SAME_SUBTYPE: Final = 0.2
"""Chance of a second face cue that moves like the first."""
_WIDE: Final = 128
"""Neighbours looked at where a personality refuses all of the near ones."""
# Every random decision has a number of its own, so that one does not shift the next.
_DRAW_THIRD, _DRAW_SCENE_IF, _DRAW_SCENE, _DRAW_CUE = 0, 1, 2, 16
_Candidate = tuple[int, float, float]
# Library index, closeness 1 / (d + 0.001), chance before habituation.


class ChosenCue(msgspec.Struct, frozen=True, gc=False):
    """One capsule of a reaction, not yet scheduled."""

    cid: str
    """Capsule id."""
    weight: float
    """0.05..2.00, in hundredths."""
    layer: CueLayer
    """Where a packet puts it; `voice` cues go into the voice blend."""


class _Slot(NamedTuple):
    layer: CueLayer
    shelf: int  # where it is searched
    gestures: dict[int, Gesture]  # by library index; what takes the slot over, or empty


class _Choice(NamedTuple):
    member: int
    closeness: float  # 1 / (d + 0.001)
    slot: _Slot


class Selector:
    """Chooses capsules of one library. Holds look-up tables only: selections do not change it."""

    def __init__(self, library: Library, *, index: IndexKind = "kdtree") -> None:
        """Sort the capsules that have a place in the space into layers.

        Loops, expressions and gestures made for one activity are left out of the search: they are
        played by name or by context.

        Args:
            library: Where capsules come from.
            index: `kdtree` for a process that stays; `scan` answers the same without importing
                scipy, for a command that answers once.
        """
        sections = library.sections
        self.library: Final = library
        self._subtype: Final[list[int]] = sections.subtype.tolist()
        self._priority: Final[list[int]] = sections.priority.tolist()
        is_read = [(name in READABLE_HANDS) - (name in QUIET_HANDS) for name in library.subtypes]
        self._is_read: Final[list[int]] = [is_read[kind] for kind in self._subtype]
        points = dithered(library.vad)
        is_free = library.has_vad & (sections.contexts == 0) & ((sections.flags & FLAG_LOOP) == 0)
        members = np.flatnonzero(is_free & (SHELF_OF_DOMAIN[sections.domain] >= 0))
        shelf_of = SHELF_OF_DOMAIN[sections.domain[members]]
        poses = [i for i, name in enumerate(library.subtypes) if name in POSE_SUBTYPES]
        is_pose = (shelf_of == SHELF["face"]) & np.isin(sections.subtype[members], poses)
        self._has_poses: Final = bool(is_pose.any())
        members = np.concatenate([members, members[is_pose]])
        shelf_of = np.concatenate([shelf_of, np.full(is_pose.sum(), POSE_SHELF)])
        make = KdTreeIndex if index == "kdtree" else ScanIndex
        self._index: Final[NearestIndex] = make(points[members], members, shelf_of)
        self._members: Final[dict[CueLayer, NDArray[np.int64]]] = {
            layer: members[shelf_of == shelf] for layer, shelf in SHELF.items()
        }
        self._places: Final = {layer: points[own] for layer, own in self._members.items()}
        self._gestures: Final = find_gestures(library)
        self._likings: Final[dict[tuple[CapsuleRule, ...], list[float]]] = {}

    def nearest(self, place: HasVad, layer: CueLayer, *, k: int) -> tuple[tuple[str, float], ...]:
        """The `k` nearest capsules of a layer with their distances, nearest first.

        Raises:
            AffectError: a layer that is not searched by affect, or a place outside the space.
        """
        _check_layer(layer)
        [(members, distances)] = self._index.nearest(_triple(place), [SHELF[layer]], k)
        return self._named(members, distances)

    def nearest_scan(
        self, place: HasVad, layer: CueLayer, *, k: int
    ) -> tuple[tuple[str, float], ...]:
        """The same as `nearest` by the plain scan: its twin in tests and benchmarks."""
        _check_layer(layer)
        members = self._members[layer]
        rows, distances = nearest_by_scan(self._places[layer], _triple(place), k)
        return self._named(members[rows].tolist(), distances)

    def prepare(self, personality: Personality) -> None:
        """Work out a personality's preferences now, so that its first selection is not slower."""
        self._liking_of(personality.capsule_rules)

    def select(
        self,
        place: HasVad,
        *,
        seed: int,
        personality: Personality = PLAIN,
        memory: SelectionMemory = NO_MEMORY,
        context: Context | None = None,
        strength: float | None = None,
        arousal_change: float = 0.0,
        expression: str | None = None,
        layers: Collection[CueLayer] | None = None,
    ) -> tuple[tuple[ChosenCue, ...], SelectionMemory]:
        """The cues of one reaction: a hand, a face, mostly a third one, and a voice.

        Args:
            place: The feeling to show.
            seed: Of this reaction, 0..2^32-1; decides between capsules that are equally good.
            personality: Preferences and expressivity; none by default.
            memory: What played lately.
            context: What the person is doing; its gestures take over the hands.
            strength: 0..1, how large the motion is; by default `strength_of(place)`.
            arousal_change: How far arousal moved just now, -2..2; a jump may move the scene.
            expression: Id of an expression capsule to show; skipped if the library lacks it.
            layers: Layers that may be used; all of `CUE_LAYERS` by default.

        Returns:
            At most three video cues and one voice cue, hands first, voice last, inside a layer by
            priority; and the memory for the next selection. Fewer where the library has none.

        Raises:
            AffectError: a place or strength out of range, or an unknown layer.

        Cost: about 0.1 ms for a library of 10,000.
        """
        where = Vad.of(place)
        if strength is None:
            strength = strength_of(where)
        if not 0.0 <= strength <= 1.0:
            raise AffectError(f"strength {strength!r} is outside 0..1. Use strength_of(place).")
        for layer in layers or ():
            _check_layer(layer)
        shown = expression if expression in self.library else None
        plan = self._plan(seed, strength, arousal_change, context, has_expression=shown is not None)
        if layers is not None:
            plan = [slot for slot in plan if slot.layer in layers]
        likings = self._liking_of(personality.capsule_rules)
        near = self._candidates(plan, where, likings, strength)
        index_of = self.library.index
        fresh = {index_of.get(cid, -1): chance for cid, chance in memory.freshness().items()}
        choices: list[_Choice] = []
        for number, slot in enumerate(plan):
            random = unit(seed, _DRAW_CUE + number)
            choice = self._choose(slot, near[number], choices, fresh, random)
            if choice is not None:
                choices.append(choice)
        cues = self._weigh(choices, strength, personality.expressivity)
        if shown is not None:
            weight = quantise_weight(amplitude(strength))
            cues.append(ChosenCue(shown, weight, "expression"))
        cues.sort(key=lambda cue: (PACKET_ORDER[cue.layer], -self._priority[index_of[cue.cid]]))
        result = tuple(cues)
        return result, memory.remember(tuple([cue.cid for cue in result]))

    def _plan(
        self,
        seed: int,
        strength: float,
        arousal_change: float,
        context: Context | None,
        *,
        has_expression: bool,
    ) -> list[_Slot]:
        hands = self._gestures.get((context, "hands"), {})
        face = self._gestures.get((context, "face"), {})
        # The whole face first: one brow alone would not tell grief from doubt.
        pose = POSE_SHELF if self._has_poses else SHELF["face"]
        plan = [_Slot("hands", SHELF["hands"], hands), _Slot("face", pose, {})]
        if face and not has_expression:
            plan.append(_Slot("face", SHELF["face"], face))
        elif strength >= _THIRD_CUE_FROM and not has_expression:
            third = self._third_layer(seed, arousal_change)
            plan.append(_Slot(third, SHELF[third], {}))
        plan.append(_Slot("voice", SHELF["voice"], {}))
        return plan

    def _third_layer(self, seed: int, arousal_change: float) -> CueLayer:
        third: CueLayer = "body" if unit(seed, _DRAW_THIRD) < _BODY_CHANCE else "face"
        if abs(arousal_change) >= _SCENE_FROM and unit(seed, _DRAW_SCENE_IF) < _SCENE_CHANCE:
            third = SCENE_LAYERS[_drawn(_SCENE_ODDS, unit(seed, _DRAW_SCENE))]
        return third if self._members[third].size else "face"

    def _candidates(
        self, plan: list[_Slot], where: Vad, likings: list[float], strength: float
    ) -> list[list[_Candidate]]:
        # For every slot of the plan: what may take it, with its chance before habituation.
        shelves = list({slot.shelf: None for slot in plan if not slot.gestures})
        place = _triple(where)
        near: dict[int, list[_Candidate]] = {}
        found = self._index.nearest(place, shelves, K_NEAREST)
        for shelf, neighbours in zip(shelves, found, strict=True):
            candidates = _liked(neighbours, likings)
            if not candidates and len(neighbours[0]) == K_NEAREST:
                # The personality refuses everything near: look farther.
                [wider] = self._index.nearest(place, [shelf], _WIDE)
                candidates = _liked(wider, likings)
            near[shelf] = candidates
        if SHELF["hands"] in near:
            near[SHELF["hands"]] = self._as_shown(near[SHELF["hands"]], strength)
        return [
            [(gesture.member, 1.0, gesture.preference) for gesture in slot.gestures.values()]
            or near.get(slot.shelf, [])
            for slot in plan
        ]

    def _as_shown(self, hands: list[_Candidate], strength: float) -> list[_Candidate]:
        # The same neighbours, but a strong feeling rather makes a gesture and a weak one rather a
        # small movement: a hand that comes up only to press two fingers together looks lost.
        gesture = _SHOWN ** (strength - _SHOWN_FROM)
        factors = (1.0, gesture, 1.0 / gesture)  # the last is that of -1
        return [
            (member, closeness, chance * factors[self._is_read[member]])
            for member, closeness, chance in hands
        ]

    def _choose(
        self,
        slot: _Slot,
        candidates: list[_Candidate],
        chosen: list[_Choice],
        fresh: dict[int, float],
        random: float,
    ) -> _Choice | None:
        scores = [score * fresh.get(member, 1.0) for member, _, score in candidates]
        taken = [choice.member for choice in chosen if choice.slot.layer == slot.layer]
        if taken:
            subtype = self._subtype
            kinds = [subtype[member] for member in taken]
            for row, (member, _, _) in enumerate(candidates):
                if subtype[member] in kinds:
                    scores[row] *= 0.0 if member in taken else _SAME_SUBTYPE
        if any(scores):
            row = _drawn(scores, random)
        else:
            # A small library: all that is near played lately, so what is longest ago comes back.
            # `fresh` lists the last reaction first.
            order = list(fresh)
            free = [row for row, entry in enumerate(candidates) if entry[0] not in taken]
            if not free:
                return None
            row = max(free, key=lambda row: order.index(candidates[row][0]))
        return _Choice(candidates[row][0], candidates[row][1], slot)

    def _weigh(
        self,
        choices: list[_Choice],
        strength: float,
        expressivity: Expressivity,
    ) -> list[ChosenCue]:
        size = amplitude(strength)
        shares = _shares(choices)
        cues: list[ChosenCue] = []
        for (member, _, slot), share in zip(choices, shares, strict=True):
            weight = expressivity.of_layer(slot.layer)
            if slot.gestures:
                weight *= slot.gestures[member].weight * (0.7 + 0.6 * strength)
            else:
                weight *= size * share
                weight *= _MINOR_SHARE if slot.layer not in _MAJOR_LAYERS else 1.0
            weight = quantise_weight(weight)
            if weight >= _SMALLEST_WEIGHT:
                cues.append(ChosenCue(self.library.ids[member], weight, slot.layer))
        return cues

    def _named(self, members: list[int], distances: list[float]) -> tuple[tuple[str, float], ...]:
        ids = self.library.ids
        return tuple((ids[member], d) for member, d in zip(members, distances, strict=True))

    def _liking_of(self, rules: tuple[CapsuleRule, ...]) -> list[float]:
        # Of every capsule; a higher priority counts as a little more liked.
        found = self._likings.get(rules)
        if found is None:
            rank = 1.0 + self.library.sections.priority * _PRIORITY_SHARE
            found = (liking(self.library, rules) * rank).tolist()
            self._likings[rules] = found
        return found


def _liked(neighbours: Neighbours, likings: list[float]) -> list[_Candidate]:
    return [
        (member, closeness := 1.0 / (distance + _SOFTENING), closeness * likings[member])
        for member, distance in zip(*neighbours, strict=True)
        if likings[member]
    ]


def _shares(choices: list[_Choice]) -> list[float]:
    # Capsules of one layer share its size by inverse distance (the notes' rule), the first one
    # keeping the larger part; gestures of an activity stand beside that.
    shares = [1.0] * len(choices)
    first: dict[CueLayer, int] = {}
    for row, (_, closeness, slot) in enumerate(choices):
        if slot.gestures:
            continue
        if slot.layer in first:
            leader = first[slot.layer]
            own = choices[leader].closeness / (choices[leader].closeness + closeness)
            shares[leader] = max(own, _FIRST_SHARE)
            shares[row] = 1.0 - shares[leader]
        first.setdefault(slot.layer, row)
    return shares


def _triple(place: HasVad) -> tuple[float, float, float]:
    where = Vad.of(place)
    return where.valence, where.arousal, where.dominance


def _check_layer(layer: CueLayer) -> None:
    if layer not in SHELF:
        raise AffectError(
            f"layer {layer!r} is not searched by affect, expected one of {', '.join(CUE_LAYERS)}. "
            "Play expressions and base loops by their id."
        )


def _drawn(chances: Sequence[float], random: float) -> int:
    # Row drawn in proportion to its chance; `random` in [0, 1).
    mark = random * sum(chances)
    for row, chance in enumerate(chances):
        mark -= chance
        if mark < 0.0:
            return row
    # Rounding carried the mark past the end: the last row that has a chance.
    return max(row for row, chance in enumerate(chances) if chance > 0.0)
