"""The quick check of a packet and the plain rules it stands for agree."""

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sherin.errors import PacketError
from sherin.testing import packets
from sherin.wire import Packet, VideoCue, VoiceCue

NUMBERS = (
    st.integers(-(2**49), 2**49)
    | st.sampled_from([-32769, -32768, -1, 0, 1, 2, 255, 256, 32767, 32768, 2**32, 2**48, True])
    | st.floats()
    | st.integers(-300, 300).map(lambda n: n / 100)
)
IDS = st.from_regex(r"[A-Z]{0,6}_?[A-Z0-9_a]*") | st.sampled_from(["VF_083", "VF_083\n", "VF_é"])
LAYERS = st.sampled_from(["face", "hands", "base", "hand", "", "FACE"])


def is_plainly_a_cue(cid: str, weight: object, at_ms: object) -> bool:
    """The rules of docs/wire.md, written once more and without haste."""
    is_id = re.fullmatch(r"[A-Z]{1,5}_[A-Z0-9_]+", cid, re.ASCII) is not None and len(cid) <= 40
    is_weight = (
        isinstance(weight, int | float)
        and not isinstance(weight, bool)
        and any(weight == n / 100 for n in range(201))
    )
    return is_id and is_weight and type(at_ms) is int and -(2**15) <= at_ms < 2**15


@given(IDS, NUMBERS, LAYERS, NUMBERS)
def test_cues_accept_exactly_what_the_rules_allow(cid, weight, layer, at_ms):
    for make, allowed in (
        (
            lambda: VideoCue(cid, weight, layer, at_ms),
            is_plainly_a_cue(cid, weight, at_ms) and layer in {"face", "hands", "base"},
        ),
        (lambda: VoiceCue(cid, weight, at_ms), is_plainly_a_cue(cid, weight, at_ms)),
    ):
        try:
            make()
            accepted = True
        except PacketError:
            accepted = False
        assert accepted == allowed


@given(packets())
def test_plain_check_finds_no_fault_in_what_the_quick_one_accepts(packet: Packet):
    packet._find_fault()


@given(packets(), st.sampled_from(["v", "seq", "t_ms", "onset_ms", "seed"]), NUMBERS)
def test_packets_accept_exactly_the_whole_numbers_in_range(packet: Packet, name: str, value):
    bounds = {
        "v": (1, 1),
        "seq": (0, 2**32 - 1),
        "t_ms": (0, 2**48 - 1),
        "onset_ms": (-(2**15), 2**15 - 1),
        "seed": (0, 2**32 - 1),
    }
    low, high = bounds[name]
    try:
        msgspec.structs.replace(packet, **{name: value})
        accepted = True
    except PacketError:
        accepted = False
    assert accepted == (type(value) is int and low <= value <= high)
