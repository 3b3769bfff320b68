"""A million mutated packets, half of them JSON; opt in with -m slow."""

import random
import time

import pytest

from sherin.errors import PacketError
from sherin.testing import LIBRARY_IDS
from sherin.wire import (
    Meta,
    Mood,
    Packet,
    VideoCue,
    VoiceCue,
    content_id_of,
    decode_binary,
    decode_json,
    encode_binary,
    encode_json,
)

N_PACKETS = 1_000_000
LIMIT_S = 300
INDEX_OF = {cid: index for index, cid in enumerate(LIBRARY_IDS)}


def samples() -> list[Packet]:
    """From nothing to everything that a packet can hold."""
    mood = Mood(0.72, -0.33, 0.5)
    cues = tuple(VideoCue("VF_083", 0.68, "face", 80 + n) for n in range(16))
    voice = (VoiceCue("VC_022", 0.8, 130),) * 4
    return [
        Packet(
            seq=n_cues,
            t_ms=123456,
            onset_ms=130,
            seed=1718,
            video_blend=cues[:n_cues],
            voice_blend=voice[:n_voice],
            mood=mood,
            context="listening" if n_cues else None,
            utterance=content_id_of("utterance", "hello") if n_voice else None,
            meta=Meta(expression, n_cues),
        )
        for n_cues in (0, 1, 3, 16)
        for n_voice in (0, 1, 4)
        for expression in (None, "E_0342", "ANX_DENIAL")
    ]


def mutate(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        at = int(rng.random() * len(changed))
        choice = rng.random()
        if choice < 0.5:
            changed[at] = int(rng.random() * 256)
        elif choice < 0.7:
            changed[at] ^= 1 << int(rng.random() * 8)
        elif choice < 0.85:
            del changed[at : at + 1 + int(rng.random() * 4)]
        else:
            changed[at:at] = rng.randbytes(1 + int(rng.random() * 4))
        if not changed:
            break
    return bytes(changed)


@pytest.mark.slow
def test_a_million_mutated_packets_raise_only_documented_errors():
    seed = 20
    rng = random.Random(seed)
    packets = samples()
    texts = [encode_json(packet) for packet in packets]
    binaries = [encode_binary(packet, INDEX_OF) for packet in packets]
    n_read = 0
    started_s = time.monotonic()
    for number in range(N_PACKETS // 2):
        for data, is_json in ((texts[number % 36], True), (binaries[number % 36], False)):
            broken = mutate(data, rng)
            try:
                if is_json:
                    decode_json(broken)
                else:
                    decode_binary(broken, LIBRARY_IDS)
                n_read += 1
            except PacketError:
                pass
            except BaseException as exc:
                raise AssertionError(f"seed {seed}, packet {number}: {broken!r}") from exc
        if number % 1000 == 0:
            assert time.monotonic() - started_s < LIMIT_S, f"only {2 * number} packets in time"
    # Some mutations are harmless (a digit of a counter); all refused would mean nothing was tested.
    assert 0 < n_read < N_PACKETS
