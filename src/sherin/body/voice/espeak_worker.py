"""The process in which espeak-ng runs: text comes in on stdin, audio and phoneme times go out.

espeak-ng is GPL-3 and keeps global state, so it lives here alone and is reached by messages only.
This file runs by its path (`python -I espeak_worker.py`) and imports nothing but the standard
library and, when it starts, the loader of the engine: that is what makes it ready in a few
hundredths of a second. `write_frame` and `read_frame` are the two ends of the pipe.

A frame is a little-endian `uint32` length, one byte of kind, and that many bytes less one:
`J` holds a JSON object, `A` holds mono s16le audio. Requests are JSON: `{"op": "list"}`,
`{"op": "speak", "id", "voice", "text", "rate", "pitch", "range"}` and `{"op": "cancel", "id"}`.
Every request but `cancel` is answered by one JSON frame, which `A` frames may precede.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import struct
import sys
import threading
from typing import IO, Final, Protocol, cast

__all__ = ["MAX_FRAME_BYTES", "main", "read_frame", "write_frame"]

MAX_FRAME_BYTES: Final = 1 << 24
"""Longest frame either side accepts: more than six minutes of audio."""

_SYNCHRONOUS: Final = 2
_PHONEME_EVENTS: Final = 0x0001
_DO_NOT_EXIT: Final = 0x8000
_UTF8: Final = 1
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_EVENT_END, _EVENT_PHONEME = 0, 7
_POSITION_CHARACTER: Final = 1


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


class _VoiceEntry(ctypes.Structure):
    """`espeak_VOICE` of speak_lib.h; `languages` is a list of (priority byte, text, 0)."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback: Final = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Events(Protocol):
    """A C array that ends with an event of type 0."""

    def __getitem__(self, index: int) -> _Event: ...


class _Loader(Protocol):
    def get_library_path(self) -> str: ...

    def get_data_path(self) -> str: ...


def write_frame(stream: IO[bytes], kind: bytes, payload: bytes) -> None:
    """Send one frame; `kind` is one byte."""
    stream.write(struct.pack("<I", len(payload) + 1) + kind + payload)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame as (kind, payload), or None when the other side is gone.

    Raises:
        ValueError: a length that no honest peer sends.
    """
    head = _read_exactly(stream, 5)
    if head is None:
        return None
    (length,) = struct.unpack("<I", head[:4])
    if not 1 <= length <= MAX_FRAME_BYTES:
        raise ValueError(f"voice pipe: a frame of {length} bytes; expected 1..{MAX_FRAME_BYTES}")
    payload = _read_exactly(stream, length - 1)
    return None if payload is None else (head[4:5], payload)


def _read_exactly(stream: IO[bytes], n_bytes: int) -> bytes | None:
    data = b""
    while len(data) < n_bytes:
        piece = stream.read(n_bytes - len(data))
        if not piece:
            return None
        data += piece
    return data


class _Engine:
    """libespeak-ng, initialised; one call at a time."""

    def __init__(self) -> None:
        import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]

        loader = cast("_Loader", espeakng_loader)
        self._library = ctypes.CDLL(loader.get_library_path())
        data = os.fsencode(loader.get_data_path())
        self.rate_hz = int(
            self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _PHONEME_EVENTS | _DO_NOT_EXIT)
        )
        if self.rate_hz <= 0:
            raise OSError(f"espeak_Initialize returned {self.rate_hz} for the data in {data!r}")
        self._voice = ""
        self._audio = bytearray()
        self._phonemes: list[tuple[int, str]] = []
        self._is_cancelled = threading.Event()
        self._callback = _Callback(self._receive)  # kept: the library holds a bare pointer
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceEntry))
        self.current_id = 0

    def cancel(self, request_id: int) -> None:
        """Stop the request if it is the one that runs; called from the reading thread."""
        if request_id == self.current_id:
            self._is_cancelled.set()

    def _receive(self, samples: object, n_samples: int, events: object) -> int:
        if n_samples > 0:
            self._audio += ctypes.string_at(cast("ctypes.c_void_p", samples), 2 * n_samples)
        pointer = cast("_Events", events)
        position = 0
        while pointer[position].type != _EVENT_END:
            event = pointer[position]
            if event.type == _EVENT_PHONEME:
                name = bytes(event.id.string).decode("utf-8", "replace")
                self._phonemes.append((int(event.sample), name))
            position += 1
        return 1 if self._is_cancelled.is_set() else 0

    def speak(self, request: dict[str, object]) -> tuple[bytes, dict[str, object]]:
        """Audio of one phrase, and the frame that follows it."""
        self._audio, self._phonemes = bytearray(), []
        self._is_cancelled.clear()
        self.current_id = int(cast("int", request["id"]))
        voice = str(request["voice"])
        # The state is global, so each request sets all of it. A failed change keeps the old voice.
        if voice != self._voice:
            code = int(self._library.espeak_SetVoiceByName(voice.encode("utf-8")))
            if code != 0:
                return b"", {"error": f"espeak_SetVoiceByName returned {code}", "voice": voice}
            self._voice = voice
        parameters = ((_RATE, "rate"), (_PITCH, "pitch"), (_RANGE, "range"))
        for number, key in parameters:
            self._library.espeak_SetParameter(number, int(cast("int", request[key])), 0)
        self._library.espeak_SetParameter(_VOLUME, 100, 0)
        text = str(request["text"]).encode("utf-8") + b"\0"
        code = int(
            self._library.espeak_Synth(
                text, len(text), 0, _POSITION_CHARACTER, 0, _UTF8, None, None
            )
        )
        if code != 0:
            return b"", {"error": f"espeak_Synth returned {code}"}
        return bytes(self._audio), {
            "id": self.current_id,
            "phonemes": self._phonemes,
            "cancelled": self._is_cancelled.is_set(),
        }

    def list_voices(self) -> dict[str, object]:
        """Languages and variants the engine's data has."""
        entries: list[dict[str, object]] = []
        listed = self._library.espeak_ListVoices(None)
        position = 0
        while listed[position]:
            entry = listed[position].contents
            entries.append(
                {
                    "name": (entry.name or b"").decode("utf-8", "replace"),
                    "id": (entry.identifier or b"").decode("utf-8", "replace"),
                    "languages": _languages(entry.languages),
                }
            )
            position += 1
        wanted = _VoiceEntry(languages=ctypes.cast(ctypes.c_char_p(b"variant"), ctypes.c_void_p))
        variants = self._library.espeak_ListVoices(ctypes.byref(wanted))
        names: list[str] = []
        position = 0
        while variants[position]:
            identifier = (variants[position].contents.identifier or b"").decode("utf-8", "replace")
            names.append(identifier.removeprefix("!v/").removeprefix("!v\\"))
            position += 1
        return {"voices": entries, "variants": sorted(set(names))}


def _languages(address: int | None) -> list[tuple[int, str]]:
    """(priority, code) pairs; the smallest number is the best match."""
    found: list[tuple[int, str]] = []
    while address:
        priority = ctypes.string_at(address, 1)[0]
        if priority == 0:
            break
        code = ctypes.string_at(address + 1)
        found.append((priority, code.decode("utf-8", "replace")))
        address += len(code) + 2
    return found


def _read_requests(
    stream: IO[bytes], engine: _Engine, inbox: queue.SimpleQueue[dict[str, object] | None]
) -> None:
    """Reading thread: `cancel` acts at once, everything else waits its turn."""
    try:
        while (frame := read_frame(stream)) is not None:
            request = cast("dict[str, object]", json.loads(frame[1]))
            if request.get("op") == "cancel":
                engine.cancel(int(cast("int", request["id"])))
            else:
                inbox.put(request)
    except (ValueError, OSError):
        pass  # a torn pipe: the client is gone, and so is our purpose
    inbox.put(None)


def main() -> int:
    """Answer requests until stdin ends."""
    # Whatever the engine prints must not end up between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (0, answers.fileno()):
            msvcrt.setmode(descriptor, os.O_BINARY)
    try:
        engine = _Engine()
    except (ImportError, OSError) as error:
        write_frame(answers, b"J", json.dumps({"error": f"{error}", "fatal": True}).encode())
        return 1
    write_frame(answers, b"J", json.dumps({"ready": True, "rate_hz": engine.rate_hz}).encode())
    inbox: queue.SimpleQueue[dict[str, object] | None] = queue.SimpleQueue()
    threading.Thread(
        target=_read_requests, args=(sys.stdin.buffer, engine, inbox), daemon=True
    ).start()
    while (request := inbox.get()) is not None:
        audio, answer = b"", engine.list_voices()
        if request.get("op") == "speak":
            audio, answer = engine.speak(request)
        for begin in range(0, len(audio), 1 << 20):
            write_frame(answers, b"A", audio[begin : begin + (1 << 20)])
        write_frame(answers, b"J", json.dumps(answer).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
