"""Write the vectors that both languages read: packets, messages, content ids, malformed input.

Inputs are written out here by hand as plain values and turned to text by the standard library, so
that they do not come from the code they test; `json` and `binary` are what the Python encoders
make of them. The bytes of the vector `typical` are worked out by hand in
tests/unit/wire/test_binary_codec.py. Run: make golden
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sherin.wire import (
    content_id_of,
    decode_binary,
    decode_json,
    encode_binary,
    encode_json,
    parse_content_id,
)
from sherin.wire.content_id import CONTENT_KINDS

HERE = Path(__file__).resolve().parent
LONGEST_ID = "ABCDE_" + "Z9_" * 11 + "Z"
LIBRARY = ["HF_001", "HK_042", "VF_083", "VF_084", "VC_022", "BK_SWAY_LEFT", "E_0342", LONGEST_ID]
UTTERANCE = "3amhvsjyaarwq14y0fymtckhft"
LAYERS = [
    "hands",
    "face",
    "body",
    "camera",
    "light",
    "tempo",
    "environment",
    "temporal",
    "expression",
    "base",
]
CONTEXTS = ["typing", "reading", "thinking", "listening", "pointing", "holding-phone"]


def compact(value: object) -> str:
    """JSON without spaces, as the encoders write it."""
    return json.dumps(value, separators=(",", ":"))


def video(cid: str, weight: float, layer: str, at_ms: int) -> dict[str, Any]:
    """A video cue as plain values, in the order of the wire."""
    return {"cid": cid, "weight": weight, "layer": layer, "at_ms": at_ms}


def voice(cid: str, weight: float, at_ms: int) -> dict[str, Any]:
    """A voice cue as plain values, in the order of the wire."""
    return {"cid": cid, "weight": weight, "at_ms": at_ms}


def mood(valence: float, arousal: float, dominance: float) -> dict[str, float]:
    """A mood as plain values, in the order of the wire."""
    return {"valence": valence, "arousal": arousal, "dominance": dominance}


def packet(**changes: object) -> dict[str, Any]:
    """The minimal packet with some fields replaced or added, in the order of the wire."""
    fields: dict[str, Any] = {
        "v": 1,
        "seq": 0,
        "t_ms": 0,
        "onset_ms": 130,
        "seed": 0,
        "video_blend": [],
        "voice_blend": [],
        "mood": mood(0.0, 0.0, 0.0),
    }
    for name in ("context", "utterance", "meta"):
        if name in changes:
            fields[name] = None  # takes its place in the order
    fields.update(changes)
    return fields


TYPICAL = packet(
    seq=7,
    t_ms=123456,
    seed=1718,
    video_blend=[
        video("HF_001", 0.68, "hands", 0),
        video("VF_083", 0.9, "face", 80),
        video("VF_084", 0.35, "face", 95),
    ],
    voice_blend=[voice("VC_022", 0.8, 130)],
    mood=mood(0.72, 0.33, -0.5),
    context="listening",
    utterance=UTTERANCE,
    meta={"expression": "E_0342"},
)

PACKETS: dict[str, tuple[str, dict[str, Any]]] = {
    "minimal": ("nothing plays, nothing is optional", packet()),
    "typical": ("the usual reaction, fitting in JSON and in 96 bytes", TYPICAL),
    "maximal": (
        "every bound at once: 16 + 4 cues, longest ids and numbers; JSON must leave most out",
        packet(
            seq=2**32 - 1,
            t_ms=2**48 - 1,
            onset_ms=-32768,
            seed=2**32 - 1,
            video_blend=[
                video(LONGEST_ID, round(0.12 * (index + 1), 2), LAYERS[index % 10], -32768)
                for index in range(16)
            ],
            voice_blend=[voice(LONGEST_ID, 2.0, 32767)] * 4,
            mood=mood(-0.99, -0.01, -0.57),
            context="holding-phone",
            utterance="7" + "z" * 25,
            meta={"expression": "ABCDE_" + "0_" * 17, "trimmed": 254},
        ),
    ),
    "lowest": (
        "every field at its lowest value",
        packet(
            onset_ms=-32768,
            video_blend=[video("HF_001", 0.0, "hands", -32768)],
            voice_blend=[voice("VC_022", 0.0, -32768)],
            mood=mood(-1.0, -1.0, -1.0),
            context="typing",
            utterance="0" * 26,
            meta={"trimmed": 1},
        ),
    ),
    "highest": (
        "every field at its highest value",
        packet(
            seq=2**32 - 1,
            t_ms=2**48 - 1,
            onset_ms=32767,
            seed=2**32 - 1,
            video_blend=[video(LONGEST_ID, 2.0, "base", 32767)],
            voice_blend=[voice(LONGEST_ID, 2.0, 32767)],
            mood=mood(1.0, 1.0, 1.0),
            context="holding-phone",
            utterance="7" + "z" * 25,
            meta={"expression": LONGEST_ID, "trimmed": 255},
        ),
    ),
    "spelled_out_expression": (
        "an expression that is no capsule of the library travels as text",
        packet(meta={"expression": "ANX_DENIAL", "trimmed": 2}),
    ),
    "second_voice_cue_is_left_out": (
        "JSON holds one voice cue: the weaker goes, and of equal ones the later",
        packet(voice_blend=[voice("VC_022", 0.5, 130), voice("HF_001", 0.5, 130)]),
    ),
    "fourth_cue_of_a_layer_is_left_out": (
        "JSON holds three cues of a layer; the tie at 0.4 is lost by the later start",
        packet(
            video_blend=[
                video("VF_083", 0.4, "face", 90),
                video("VF_084", 0.4, "face", 80),
                video("HF_001", 0.1, "hands", 0),
                video("HK_042", 0.9, "face", 80),
                video("E_0342", 0.8, "face", 300),
            ],
        ),
    ),
    "video_goes_before_voice": (
        "all cues weigh and start the same: the last video cues go, the voice cue stays",
        packet(
            video_blend=[video("VF_083", 0.5, LAYERS[index], 130) for index in range(8)],
            voice_blend=[voice("VC_022", 0.5, 130)],
        ),
    ),
    **{
        f"layer_{layer}": (
            f"the code of the layer {layer}",
            packet(video_blend=[video("VF_083", 0.07, layer, 80)]),
        )
        for layer in LAYERS
    },
    **{
        f"context_{context.replace('-', '_')}": (
            f"the code of the context {context}",
            packet(context=context),
        )
        for context in CONTEXTS
    },
    **{
        f"hundredths_{n:03d}": (
            "a decimal that no binary float holds exactly comes back unchanged",
            packet(
                mood=mood(n / 100, -n / 100, 0.29),
                video_blend=[video("VF_083", (100 + n) / 100, "face", 80)],
            ),
        )
        for n in (7, 14, 28, 29, 55, 57, 58)
    },
}

TOLERATED: dict[str, tuple[str, str]] = {
    # name: (text, the vector it means)
    "unknown_fields": (
        compact({"x": [1, {"y": None}], **TYPICAL, "later": "field"}).replace(
            '"cid":"HF_001"', '"cid":"HF_001","tint":"#fff"'
        ),
        "typical",
    ),
    "other_order": (compact(dict(reversed(TYPICAL.items()))), "typical"),
    "spaces": (json.dumps(TYPICAL, indent=1), "typical"),
    "null_options": (
        compact(packet(context=None, utterance=None, meta={"expression": None, "trimmed": 0})),
        "minimal",
    ),
    "empty_meta": (compact(packet(meta={})), "minimal"),
    "other_number_spellings": (
        compact(packet()).replace('"valence":0.0', '"valence":-0.0').replace(":0.0", ":0"),
        "minimal",
    ),
    "exponent": (compact(TYPICAL).replace("0.68", "6.8e-1"), "typical"),
    "repeated_field_last_wins": (compact(TYPICAL).replace('"seq":7', '"seq":9,"seq":7'), "typical"),
}

UNKNOWN: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    # name: (why, what is encoded, what is decoded again)
    "unknown_to_the_sender": (
        "an id outside the library is written as 0xFFFF and read as UNK_65535",
        packet(video_blend=[video("VF_999", 0.5, "face", 80)], voice_blend=[voice("VC_9", 0.5, 9)]),
        packet(
            video_blend=[video("UNK_65535", 0.5, "face", 80)],
            voice_blend=[voice("UNK_65535", 0.5, 9)],
        ),
    ),
}


# Any value, the nearest weight, the nearest mood: clamped, and half a hundredth rounds up.
QUANTISED = (
    (0.125, 0.13, 0.13),
    (-0.125, 0.0, -0.12),
    (0.375, 0.38, 0.38),
    (0.684, 0.68, 0.68),
    (-0.001, 0.0, 0.0),
    (-0.006, 0.0, -0.01),
    (1.5, 1.5, 1.0),
    (1e300, 2.0, 1.0),
    (-1e300, 0.0, -1.0),
)


def json_with(old: str, new: str) -> str:
    """The typical packet's text with one piece replaced; the piece must be there."""
    text = compact(TYPICAL)
    assert old in text, old
    return text.replace(old, new, 1)


def without(name: str) -> str:
    """The typical packet's text without one field."""
    return compact({key: value for key, value in TYPICAL.items() if key != name})


MALFORMED_JSON: dict[str, tuple[str, str]] = {
    "empty": ("", "syntax"),
    "words": ("hello", "syntax"),
    "array": ("[]", "syntax"),
    "number": ("1", "syntax"),
    "null": ("null", "syntax"),
    "deep_array": ("[" * 4000, "syntax"),
    "cut_off": (compact(TYPICAL)[:-1], "syntax"),
    "two_packets": (compact(packet()) * 2, "syntax"),
    "nan_literal": (json_with("0.68", "NaN"), "syntax"),
    "too_long": (json_with("{", '{"pad":"' + "x" * 4096 + '",'), "size"),
    "no_version": (without("v"), "version"),
    "version_2": (json_with('"v":1', '"v":2'), "version"),
    "version_text": (json_with('"v":1', '"v":"1"'), "version"),
    "version_infinite": (json_with('"v":1', '"v":1e999'), "version"),
    "version_null": (json_with('"v":1', '"v":null'), "version"),
    "version_object": (json_with('"v":1', '"v":{"major":1}'), "version"),
    "version_true": (json_with('"v":1', '"v":true'), "version"),
    "other_version_other_fields": ('{"v":2,"seq":"abc"}', "version"),
    **{
        f"no_{name}": (without(name), "field")
        for name in TYPICAL
        if name not in {"v", "context", "utterance", "meta"}
    },
    "seq_text": (json_with('"seq":7', '"seq":"7"'), "field"),
    "seq_negative": (json_with('"seq":7', '"seq":-1'), "field"),
    "seq_too_large": (json_with('"seq":7', '"seq":4294967296'), "field"),
    "seq_fraction": (json_with('"seq":7', '"seq":7.5'), "field"),
    "seq_true": (json_with('"seq":7', '"seq":true'), "field"),
    "seq_endless": (json_with('"seq":7', '"seq":' + "9" * 400), "field"),
    "t_ms_too_large": (json_with("123456", "281474976710656"), "field"),
    "onset_too_large": (json_with('"onset_ms":130', '"onset_ms":32768'), "field"),
    "seed_negative": (json_with('"seed":1718', '"seed":-1'), "field"),
    "weight_off_grid": (json_with("0.68", "0.681"), "field"),
    "weight_too_large": (json_with("0.68", "2.01"), "field"),
    "weight_negative": (json_with("0.68", "-0.01"), "field"),
    "weight_infinite": (json_with("0.68", "1e999"), "field"),
    "weight_null": (json_with("0.68", "null"), "field"),
    "layer_unknown": (json_with('"layer":"face"', '"layer":"ears"'), "field"),
    "layer_of_the_notes": (json_with('"layer":"hands"', '"layer":"hand"'), "field"),
    "layer_missing": (json_with('"layer":"face",', ""), "field"),
    "cid_lower_case": (json_with("VF_083", "vf_083"), "field"),
    "cid_long_prefix": (json_with("VF_083", "ABCDEF_083"), "field"),
    "cid_without_tail": (json_with("VF_083", "VF_"), "field"),
    "cid_with_newline": (json_with("VF_083", "VF_083\\n"), "field"),
    "cid_41_characters": (json_with("VF_083", "VF_" + "0" * 38), "field"),
    "cid_not_ascii": (json_with("VF_083", "VF_\\u0660"), "field"),
    "at_ms_fraction": (json_with('"at_ms":95', '"at_ms":95.5'), "field"),
    "at_ms_too_small": (json_with('"at_ms":95', '"at_ms":-32769'), "field"),
    "video_object": (compact(packet(video_blend={})), "field"),
    "cue_array": (compact(packet(video_blend=[["VF_083", 0.5, "face", 80]])), "field"),
    "mood_axis_missing": (json_with('"valence":0.72,', ""), "field"),
    "mood_too_large": (json_with("0.72", "1.01"), "field"),
    "mood_off_grid": (json_with("0.72", "0.725"), "field"),
    "mood_null": (compact(packet(mood=None)), "field"),
    "context_unknown": (json_with("listening", "sleeping"), "field"),
    "utterance_short": (json_with(UTTERANCE, "u7x2"), "field"),
    "utterance_upper_case": (json_with(UTTERANCE, UTTERANCE.upper()), "field"),
    "utterance_129_bits": (json_with(UTTERANCE, "8" + UTTERANCE[1:]), "field"),
    "utterance_letter_l": (json_with(UTTERANCE, UTTERANCE[:-1] + "l"), "field"),
    "meta_null": (compact(packet(meta=None)), "field"),
    "expression_lower_case": (json_with("E_0342", "e_0342"), "field"),
    "trimmed_too_large": (compact(packet(meta={"trimmed": 256})), "field"),
    "seventeen_video_cues": (
        compact(packet(video_blend=[video("VF_083", 0.5, "face", 80)] * 17)),
        "size",
    ),
    "five_voice_cues": (compact(packet(voice_blend=[voice("VC_022", 0.5, 130)] * 5)), "size"),
}

MALFORMED_JSON_BYTES: dict[str, tuple[str, str]] = {
    "not_utf_8": (compact(TYPICAL).encode().replace(b"VF_083", b"VF_\xff").hex(), "syntax"),
    "skipped_field_not_utf_8": (
        compact(TYPICAL).encode().replace(b'"v"', b'"x\xff":0,"v"').hex(),
        "syntax",
    ),
    "utf_16": (compact(TYPICAL).encode("utf-16").hex(), "syntax"),
    "a_binary_packet": ("a100000000000000", "syntax"),
}


def malformed_binary() -> dict[str, tuple[str, str]]:
    """Broken bytes of the typical packet and what each must be refused as."""
    index_of = {cid: index for index, cid in enumerate(LIBRARY)}
    whole = encode_binary(decode_json(compact(TYPICAL)), index_of)
    text = encode_binary(decode_json(compact(packet(meta={"expression": "ANX_DENIAL"}))), index_of)

    def poke(at: int, value: int, base: bytes = whole) -> str:
        return (base[:at] + bytes([value]) + base[at + 1 :]).hex()

    return {
        "empty": ("", "size"),
        "one_byte": ("a1", "size"),
        "head_cut_off": (whole[:23].hex(), "size"),
        "last_byte_missing": (whole[:-1].hex(), "size"),
        "one_byte_more": ((whole + b"\0").hex(), "size"),
        "longer_than_any_packet": (whole.ljust(198, b"\0").hex(), "size"),
        "json_text": (compact(packet()).encode()[:150].hex(), "syntax"),
        "version_2": (poke(0, 0xA2), "version"),
        "reserved_flag": (poke(1, 0x0B), "field"),
        "expression_twice": (poke(1, 0x07), "field"),
        "seventeen_video_cues": (poke(2, 17 | 1 << 5), "size"),
        "five_voice_cues": (poke(2, 3 | 5 << 5), "size"),
        "one_cue_more_than_there_is": (poke(2, 4 | 1 << 5), "size"),
        "context_7": (poke(3, 7), "field"),
        "mood_101": (poke(20, 101), "field"),
        "mood_minus_128": (poke(21, 0x80), "field"),
        "weight_201": (poke(26, 201), "field"),
        "layer_10": (poke(27, 10), "field"),
        "voice_weight_255": (poke(44, 255), "field"),
        "expression_length_missing": (text[:24].hex(), "size"),
        "expression_longer_than_the_packet": (poke(24, 40, text), "size"),
        "expression_of_41_characters": (poke(24, 41, text), "size"),
        "expression_empty": (poke(24, 0, text[:25]), "field"),
        "expression_lower_case": (poke(25, ord("a"), text), "field"),
        "expression_not_ascii": (poke(25, 0xC1, text), "field"),
    }


MESSAGES: dict[str, dict[str, Any]] = {
    "hello": {
        "type": "hello",
        "session": "s-20_a",
        "library": "0123456789abcdef0123456789abcdef",
        "rig": "astronaut",
        "baseline": mood(0.2, -0.1, 0.05),
        "t_ms": 42,
    },
    "state": {"type": "state", "t_ms": 5000, "mood": mood(0.5, 0.25, 0.0), "activity": "talking"},
    "packet": {"type": "packet", "packet": TYPICAL},
    "interrupt": {"type": "interrupt", "t_ms": 2**48 - 1},
    "event": {"type": "event", "name": "task_done"},
    "ping_question": {"type": "ping", "client_us": 1234567},
    "ping_answer": {"type": "ping", "client_us": 1234567, "server_us": 2**53 - 1},
    **{
        f"state_{activity}": {
            "type": "state",
            "t_ms": 0,
            "mood": mood(0.0, 0.0, 0.0),
            "activity": activity,
        }
        for activity in ("rest", "talking", "listening", "reading", "thinking", "typing")
    },
}

MALFORMED_MESSAGES: dict[str, tuple[str, str]] = {
    "words": ("hello", "syntax"),
    "array": ("[]", "syntax"),
    "no_type": ("{}", "field"),
    "type_number": ('{"type":1}', "field"),
    "type_unknown": ('{"type":"dance"}', "field"),
    "hello_hash_short": (compact({**MESSAGES["hello"], "library": "0123"}), "field"),
    "hello_session_empty": (compact({**MESSAGES["hello"], "session": ""}), "field"),
    "hello_rig_with_slash": (compact({**MESSAGES["hello"], "rig": "../astronaut"}), "field"),
    "hello_without_baseline": (
        compact({k: v for k, v in MESSAGES["hello"].items() if k != "baseline"}),
        "field",
    ),
    "state_activity_unknown": (compact({**MESSAGES["state"], "activity": "asleep"}), "field"),
    "state_mood_too_large": (compact({**MESSAGES["state"], "mood": mood(2.0, 0.0, 0.0)}), "field"),
    "interrupt_without_time": ('{"type":"interrupt"}', "field"),
    "interrupt_too_late": ('{"type":"interrupt","t_ms":281474976710656}', "field"),
    "event_name_empty": ('{"type":"event","name":""}', "field"),
    "event_name_too_long": (compact({"type": "event", "name": "a" * 65}), "field"),
    "ping_negative": ('{"type":"ping","client_us":-1}', "field"),
    "ping_too_large": ('{"type":"ping","client_us":9007199254740992}', "field"),
    "packet_missing": ('{"type":"packet"}', "field"),
    "packet_number": ('{"type":"packet","packet":7}', "syntax"),
    "packet_version_2": ('{"type":"packet","packet":{"v":2}}', "version"),
    "packet_too_many_cues": (
        compact({"type": "packet", "packet": packet(voice_blend=[voice("VC_022", 0.5, 130)] * 5)}),
        "size",
    ),
    "too_long": (compact({"type": "event", "name": "a" * 4200}), "size"),
}

CONTENT_TEXTS = ("Did the report finish?", "E_0342", "a", "naïve ☕ 你好", "line\nline\0end")
MALFORMED_IDS = {
    "short": UTTERANCE[:-1],
    "long": UTTERANCE + "0",
    "upper_case": UTTERANCE.upper(),
    "letter_o": "o" + UTTERANCE[1:],
    "letter_u": UTTERANCE[:-1] + "u",
    "129_bits": "8" + UTTERANCE[1:],
    "space": UTTERANCE[:-1] + " ",
    "empty": "",
}


def cases(table: dict[str, tuple[str, str]], field: str) -> list[dict[str, str]]:
    """Rows of a table of malformed input."""
    return [{"name": name, field: data, "kind": kind} for name, (data, kind) in table.items()]


def packet_vectors() -> dict[str, Any]:
    """Every packet in its source text, the JSON that is written, and its bytes."""
    index_of = {cid: index for index, cid in enumerate(LIBRARY)}
    vectors: list[dict[str, str]] = []
    for name, (why, fields) in PACKETS.items():
        source = compact(fields)
        value = decode_json(source)
        vectors.append(
            {
                "name": name,
                "why": why,
                "source": source,
                "json": encode_json(value).decode(),
                "binary": encode_binary(value, index_of).hex(),
            }
        )
    unknown: list[dict[str, str]] = []
    for name, (why, sent, received) in UNKNOWN.items():
        binary = encode_binary(decode_json(compact(sent)), index_of)
        assert decode_binary(binary, LIBRARY) == decode_json(compact(received))
        unknown.append(
            {
                "name": name,
                "why": why,
                "source": compact(sent),
                "binary": binary.hex(),
                "decoded": compact(received),
            }
        )
    tolerated = [
        {"name": name, "text": text, "same_as": same_as}
        for name, (text, same_as) in TOLERATED.items()
    ]
    quantised = [
        {"value": value, "weight": weight, "mood": mood_value}
        for value, weight, mood_value in QUANTISED
    ]
    return {
        "library": LIBRARY,
        "vectors": vectors,
        "unknown": unknown,
        "tolerated": tolerated,
        "quantised": quantised,
    }


def content_vectors() -> dict[str, Any]:
    """Ids of some texts, and spellings that are no id."""
    rows = [
        {"kind": kind, "text": text, "id": cid, "hex": parse_content_id(cid).hex()}
        for kind in CONTENT_KINDS
        for text in CONTENT_TEXTS
        for cid in (content_id_of(kind, text),)
    ]
    malformed = [{"name": name, "text": text} for name, text in MALFORMED_IDS.items()]
    return {"vectors": rows, "malformed": malformed}


def save(name: str, value: object) -> None:
    """One file of vectors, readable and with a stable layout."""
    text = json.dumps(value, indent=1, ensure_ascii=True)
    (HERE / name).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Write all four files beside this script."""
    save("packets.json", packet_vectors())
    save(
        "messages.json",
        [{"name": name, "json": compact(fields)} for name, fields in MESSAGES.items()],
    )
    save("content_ids.json", content_vectors())
    save(
        "malformed.json",
        {
            "library": LIBRARY,
            "json": cases(MALFORMED_JSON, "text"),
            "json_bytes": cases(MALFORMED_JSON_BYTES, "hex"),
            "binary": cases(malformed_binary(), "hex"),
            "messages": cases(MALFORMED_MESSAGES, "text"),
        },
    )


if __name__ == "__main__":
    main()
