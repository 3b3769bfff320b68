"""A personality: where someone rests, how fast they calm down, which capsules and timing they like.

`load_personality("friendly")` reads one that ships, `load_personality("mine.toml")` one's own;
every key but `name` has a default. The file format is documented in docs/affect.md.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from sherin.body.channels import DOMAIN_INDEX
from sherin.body.scheduling import LeadLag
from sherin.errors import PersonalityError
from sherin.mind.affect.state import (
    TRAITS,
    AffectDynamics,
    AffectState,
    HalfLives,
)
from sherin.mind.affect.toml_table import TomlTable, nearest_names, open_table
from sherin.mind.affect.vad import AXES

__all__ = [
    "PERSONALITIES_FOLDER",
    "PLAIN",
    "CapsuleRule",
    "Expressivity",
    "Personality",
    "load_personality",
    "shipped_personalities",
]

PERSONALITIES_FOLDER: Final = Path(__file__).parent / "personalities"
_VERSION: Final = 1
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_GLOB: Final = re.compile(r"[A-Z0-9_*?\[\]-]{1,40}")
_NEXT_STEP: Final = "Start from a copy of a shipped one (docs/affect.md#personalities)."


class Expressivity(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How large each part moves, 0 (never) to 2; 1 is as the capsules were made."""

    hands: float = 1.0
    face: float = 1.0
    body: float = 1.0
    voice: float = 1.0
    scene: float = 1.0
    """Camera, light, environment, tempo and temporal congruence."""

    def of_layer(self, layer: str) -> float:
        """The gain of a packet layer (or `voice`)."""
        if layer in {"hands", "face", "body", "voice"}:
            return float(getattr(self, layer))
        return 1.0 if layer == "expression" else self.scene


class CapsuleRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Capsules that someone likes more or less than others; all given conditions must hold."""

    ids: str | None = None
    """Shell pattern over the id, such as `HK_07*`."""
    domain: str | None = None
    """`hand`, `face`, ... as in the channel registry."""
    subtype: str | None = None
    """Motion subtype, such as `abort_arc`."""
    weight: float = 1.0
    """0 (never) to 4; the chance of a capsule is multiplied by it, where several match by all."""


class Personality(msgspec.Struct, frozen=True, kw_only=True):
    """One personality, valid by construction when it came from a file."""

    name: str
    description: str = ""
    dynamics: AffectDynamics = AffectDynamics()
    """Baseline, half-lives, momentum, re-centring."""
    capsule_rules: tuple[CapsuleRule, ...] = ()
    """Preferences in choosing capsules."""
    lead_lag: LeadLag = LeadLag()
    """Start of hands, face and voice after the event."""
    expressivity: Expressivity = Expressivity()
    """How large each part moves."""

    @property
    def baseline(self) -> AffectState:
        """Where affect rests."""
        return self.dynamics.baseline


PLAIN: Final = Personality(name="plain", description="No preference at all; rests at neutral.")


def shipped_personalities() -> tuple[str, ...]:
    """Names of the personalities that come with the package, sorted."""
    return tuple(sorted(path.stem for path in PERSONALITIES_FOLDER.glob("*.toml")))


def load_personality(name_or_path: str | Path) -> Personality:
    """A shipped personality by name, or one's own by path.

    Args:
        name_or_path: A name such as `friendly`; or a path, recognised by its type, its `.toml`
            ending or a folder separator in it.

    Raises:
        PersonalityError: no such name (the nearest are listed) or a malformed file: file, key, what
            was found, what was expected and the nearest valid value, for every mistake in it.
    """
    if isinstance(name_or_path, Path):
        return _read(name_or_path)
    if name_or_path.endswith(".toml") or "/" in name_or_path or "\\" in name_or_path:
        return _read(Path(name_or_path).expanduser())
    return _shipped(name_or_path)


@cache
def _shipped(name: str) -> Personality:
    known = shipped_personalities()
    if name not in known:
        near = nearest_names(name, known, limit=1)
        guess = f"Did you mean {near[0]!r}? " if near else ""
        raise PersonalityError(
            f"personality {name[:60]!r}: no such name, expected one of {', '.join(known)}. "
            f"{guess}For your own, give the path of its .toml file."
        )
    return _read(PERSONALITIES_FOLDER / f"{name}.toml")


def _read(path: Path) -> Personality:
    with open_table(path, PersonalityError, next_step=_NEXT_STEP) as root:
        root.integer("version", low=_VERSION, high=_VERSION, default=_VERSION)
        name = root.text("name", max_chars=32)
        if name and not _NAME.fullmatch(name):
            root.note("name", name, "lower-case letters, digits, - and _, beginning with a letter")
        voice_first = root.flag("voice_first", default=False)
        personality = Personality(
            name=name,
            description=root.text("description", default="", max_chars=400),
            dynamics=_dynamics(root),
            capsule_rules=tuple(_rule(rule) for rule in root.tables("capsules")),
            lead_lag=_lead_lag(root.table("lead_lag_ms"), voice_first=voice_first),
            expressivity=_expressivity(root.table("expressivity")),
        )
        root.close()
    return personality


def _dynamics(root: TomlTable) -> AffectDynamics:
    baseline = root.table("baseline")
    home = {axis: baseline.number(axis, low=-0.8, high=0.8, default=0.0) for axis in AXES}
    home |= {trait: baseline.number(trait, low=0.05, high=0.95, default=0.5) for trait in TRAITS}
    baseline.close()
    half_life = root.table("half_life_s")
    lives = {
        key: half_life.number(key, low=0.1, high=86_400.0, default=getattr(HalfLives(), key))
        for key in (*AXES, *TRAITS)
    }
    half_life.close()
    usual = AffectDynamics()
    recentre = root.table("recentre")
    after_s = recentre.number("after_s", low=0.0, high=86_400.0, default=usual.recentre_after_s)
    axis_cap_s = recentre.number(
        "half_life_s", low=0.1, high=86_400.0, default=usual.recentre_half_life_s
    )
    trait_cap_s = recentre.number(
        "trait_half_life_s", low=0.1, high=86_400.0, default=usual.recentre_trait_half_life_s
    )
    recentre.close()
    return AffectDynamics(
        baseline=AffectState(**home),
        half_lives_s=HalfLives(**lives),
        momentum=root.number("momentum", low=0.0, high=0.95, default=usual.momentum),
        sensitivity=root.number("sensitivity", low=0.1, high=3.0, default=usual.sensitivity),
        recentre_after_s=after_s,
        recentre_half_life_s=axis_cap_s,
        recentre_trait_half_life_s=trait_cap_s,
    )


def _rule(table: TomlTable) -> CapsuleRule:
    ids = table.text("ids", default="", max_chars=40) or None
    domain = table.choice("domain", sorted(DOMAIN_INDEX))
    subtype = table.text("subtype", default="", max_chars=40) or None
    weight = table.number("weight", low=0.0, high=4.0)
    if ids is not None and not _GLOB.fullmatch(ids):
        table.note("ids", ids, "a pattern over capsule ids, such as 'HK_07*'")
    if "ids" not in table and "domain" not in table and "subtype" not in table:
        table.note("ids", None, "at least one of ids, domain, subtype")
    table.close()
    return CapsuleRule(ids=ids, domain=domain, subtype=subtype, weight=weight)


def _lead_lag(table: TomlTable, *, voice_first: bool) -> LeadLag:
    usual = LeadLag(hand_ms=130, face_ms=50, voice_ms=0) if voice_first else LeadLag()
    times = {
        part: table.integer(part, low=-500, high=1500, default=getattr(usual, f"{part}_ms"))
        for part in ("hand", "face", "voice")
    }
    table.close()
    order = [times["hand"], times["face"], times["voice"]]
    if order != sorted(order, reverse=voice_first):
        rule = "voice <= face <= hand" if voice_first else "hand <= face <= voice"
        way = "drop" if voice_first else "set"
        table.note("hand", order, f"{rule} (or {way} voice_first = true)")
    return LeadLag(hand_ms=times["hand"], face_ms=times["face"], voice_ms=times["voice"])


def _expressivity(table: TomlTable) -> Expressivity:
    gains = {
        part: table.number(part, low=0.0, high=2.0, default=1.0)
        for part in ("hands", "face", "body", "voice", "scene")
    }
    table.close()
    return Expressivity(**gains)
