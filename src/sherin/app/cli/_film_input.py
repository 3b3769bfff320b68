"""What `sherin render` is given as words: feelings, profiles, packets, texts."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sherin.errors import InputError

if TYPE_CHECKING:
    from sherin.body.capsules.profiles import Profile
    from sherin.mind.affect import Vad
    from sherin.wire import Packet

__all__ = ["place_of", "profile_of", "read_packets", "read_text"]

_MAX_TEXT_BYTES: Final = 16 << 20


class _Said(msgspec.Struct, frozen=True):
    text: str = ""


class _Felt(msgspec.Struct, frozen=True):
    """A line of `sherin feel --json`, as far as it matters; a bare packet has none of it."""

    packet: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    utterance: _Said | None = None


def place_of(*, emotion: str | None, vad: str | None) -> Vad | None:
    """The feeling of `--emotion` or `--vad`; None without either.

    Raises:
        FeelingError: a word is unknown.
        InputError: not three numbers.
    """
    from sherin.mind.affect import Vad, feeling

    if emotion is not None:
        return feeling(emotion)
    if vad is None:
        return None
    try:
        values = [float(part) for part in vad.split(",")]
    except ValueError:
        values = []
    if len(values) != 3 or not all(-1.0 <= value <= 1.0 for value in values):
        raise InputError(
            f"--vad {vad[:40]!r}: expected three numbers in -1..1 with commas, "
            "valence,arousal,dominance. Example: --vad 0.6,0.4,0.1"
        )
    return Vad(valence=values[0], arousal=values[1], dominance=values[2])


def profile_of(name: str) -> Profile:
    """A shipped profile by its name.

    Raises:
        InputError: there is none; the closest are listed.
    """
    from sherin.body.capsules.profiles import load_profiles

    profiles = load_profiles()
    if name not in profiles:
        close = difflib.get_close_matches(name, profiles, n=3, cutoff=0.4)
        raise InputError(
            f"profile {name[:60]!r}: there is none. Known: {', '.join(close or profiles)}."
        )
    return profiles[name]


def read_packets(path: Path) -> list[tuple[Packet, str | None]]:
    """Packets of an NDJSON file, each with the words it names, where the file has them.

    Raises:
        InputError: it cannot be read, or a line is no packet.
    """
    found: list[tuple[Packet, str | None]] = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(_packet_of(line.encode()))
        except (msgspec.MsgspecError, ValueError) as error:
            raise InputError(
                f"{path}, line {number}: not a packet, {error} "
                "Write the file with `sherin feel --json`."
            ) from None
    if not found:
        raise InputError(f"{path}: there is no packet in it. `sherin feel --json` writes them.")
    return sorted(found, key=lambda entry: entry[0].t_ms)


def _packet_of(line: bytes) -> tuple[Packet, str | None]:
    from sherin.wire import decode_json

    felt = msgspec.json.decode(line, type=_Felt)
    if isinstance(felt.packet, msgspec.UnsetType):
        return decode_json(line), None
    words = None if felt.utterance is None else felt.utterance.text
    return decode_json(bytes(felt.packet)), words


def read_text(path: Path) -> str:
    """A text from a file, or from stdin where the path is `-`.

    Raises:
        InputError: it cannot be read, is too long or not UTF-8.
    """
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(_MAX_TEXT_BYTES + 1)
        else:
            with path.open("rb") as stream:
                data = stream.read(_MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Name a UTF-8 file, or - for stdin.") from None
    if len(data) > _MAX_TEXT_BYTES:
        raise InputError(f"{path}: longer than {_MAX_TEXT_BYTES} bytes. Split it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}, byte {error.start}: not UTF-8. Save the file as UTF-8."
        ) from None
