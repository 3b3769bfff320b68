"""Any valid parameters give a smooth, finite motion within the reach of its channels."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sherin.body.capsules.compiling import Compiler
from sherin.body.capsules.definition import Capsule, Trigger
from sherin.body.capsules.motion import SUBTYPES, Param
from sherin.body.capsules.motion.arguments import with_defaults
from sherin.body.channels import CHANNEL_INDEX, channel_span
from sherin.body.curves import RELATIVE_TOLERANCE, sample_track

U = np.linspace(0.0, 1.0, 3001)
PLAYABLE = sorted(
    name
    for name, subtype in SUBTYPES.items()
    if not any(param.kind == "components" for param in subtype.params)
)


def values_of(param: Param) -> st.SearchStrategy[object]:
    match param.kind:
        case "number":
            return st.floats(param.minimum, param.maximum, allow_nan=False)
        case "integer":
            return st.integers(int(param.minimum), int(param.maximum))
        case "boolean":
            return st.booleans()
        case "fingers":
            return st.lists(st.sampled_from(param.choices), min_size=1, unique=True)
        case _:
            return st.sampled_from(param.choices)


@st.composite
def capsules(draw: st.DrawFn) -> Capsule:
    name = draw(st.sampled_from(PLAYABLE))
    subtype = SUBTYPES[name]
    params = {param.name: draw(values_of(param)) for param in subtype.params if draw(st.booleans())}
    return Capsule(
        capsule_id="X_1",
        domain=subtype.domain,
        subtype=name,
        trigger=Trigger(relative_to="speech_onset", offset_ms=0),
        params=params,
    )


@given(capsules())
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_valid_params_give_a_smooth_motion_within_reach(capsule: Capsule):
    subtype = SUBTYPES[capsule.subtype]
    motion = subtype.motion(with_defaults(subtype, capsule.params))
    assert np.isfinite(motion.duration_ms)
    assert motion.duration_ms > 0.0
    for name, curve in motion.curves.items():
        values = curve(U)
        assert np.all(np.isfinite(values)), name
        size = float(np.max(np.abs(values)))
        # Offsets may push past an end of the range, where they are cut, but not past a whole span.
        assert size <= 1.25 * channel_span(name) + 1e-9, name
        if motion.is_loop:
            assert abs(values[0] - values[-1]) <= 1e-9 * (1.0 + size), name
            continue
        assert abs(values[0]) <= 1e-9 * (1.0 + size), name
        assert abs(values[-1]) <= 1e-9 * (1.0 + size), name
        ends = np.abs(curve(np.array([1e-5, 1.0 - 1e-5])))
        assert np.all(ends <= 1e-4 * size + 1e-12), f"{name} starts or ends with a velocity"


@given(capsules(), st.floats(0.0, 1.0))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_compiled_tracks_follow_the_curves(capsule: Capsule, u: float):
    """What is looked up is what was described, within the tolerance of the file."""
    subtype = SUBTYPES[capsule.subtype]
    motion = subtype.motion(with_defaults(subtype, capsule.params))
    if motion.duration_ms > 65_000.0:
        return
    compiled = Compiler({}).compile(capsule)
    tracks = {track.channel: track for track in compiled.tracks}
    for name, curve in motion.curves.items():
        track = tracks.get(CHANNEL_INDEX[name])
        peak = float(np.max(np.abs(curve(U))))
        if track is None:
            assert peak < 1e-5
            continue
        if track.log2_intervals == 9:
            continue  # the finest level: a tremor of many cycles may exceed the tolerance
        wanted = float(curve(np.array([u]))[0])
        assert abs(sample_track(track, u) - wanted) <= 2.0 * RELATIVE_TOLERANCE * peak + 1e-9, name


def test_every_playable_subtype_can_be_drawn():
    assert len(PLAYABLE) > 90
