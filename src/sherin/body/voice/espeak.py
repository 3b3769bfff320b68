"""espeak-ng as a voice: the client of the worker process.

`EspeakVoice` starts the worker when it first speaks, starts it again when it died, and gives each
phrase a deadline. One request runs at a time; calls from several threads take turns by the phrase.
The engine (GPL-3) never enters this process. See docs/voice.md.
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import numpy as np
from numpy.typing import NDArray

from sherin.body.voice.effects import apply_effects
from sherin.body.voice.interface import PAUSE, SAMPLE_RATE_HZ, Chunk, Phoneme
from sherin.body.voice.kept_worker import KeptWorker
from sherin.body.voice.prosody import NEUTRAL_PROSODY, Prosody
from sherin.body.voice.reading import phrases
from sherin.body.voice.resampling import resample
from sherin.errors import VoiceError, VoiceNotFoundError

__all__ = ["EspeakVoice", "EspeakVoices"]

_WORKER: Final = Path(__file__).with_name("espeak_worker.py")
_PHRASE_TIMEOUT_S: Final = 10.0
"""A phrase takes a few milliseconds; a worker that is silent this long hangs."""
_WORDS_PER_MINUTE: Final = 175.0
"""The engine's own default."""
_PITCH_MIDDLE: Final = 50.0
_PITCH_STEPS_PER_SEMITONE: Final = 5.8
"""Of the engine's 0..99; measured between -6 and 6 semitones."""
_RANGE_MIDDLE: Final = 50.0
_SEMITONES_PER_RANGE: Final = 2.1
"""A wider range also lifts the engine's mean pitch by this much per factor of one; taken back."""

_SILENT_LEVEL: Final = 40.0
"""Samples below it (of 32768) are the silence of a closure."""
_MAX_CLOSURE_S: Final = 0.15
# Codes people write that the engine knows by another name.
_ALIASES: Final = {"en": "en-us", "zh": "cmn", "zh-cn": "cmn", "no": "nb", "iw": "he"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EspeakVoices:
    """What the engine's data holds."""

    languages: dict[str, str]
    """Code such as `en-us` -> the engine's voice id."""
    variants: tuple[str, ...]
    """Timbres such as `f3` or `Alicia`; each fits every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """One phrase as the engine gave it."""

    samples: NDArray[np.int16]  # (n,), at the engine's rate
    events: list[tuple[int, str]]
    rate_hz: int


class EspeakVoice:
    """Speaks with espeak-ng in a process of its own; a context manager, for any thread."""

    def __init__(self, *, language: str = "en", variant: str | None = None) -> None:
        """A voice that has not started yet.

        Args:
            language: A code such as `en`, `en-gb`, `de` or `zh`; `en` is American English.
            variant: A timbre such as `f3`; the language's own without it.
        """
        self._language = language
        self._variant = variant
        self.name = f"espeak-ng {language}" + (f"+{variant}" if variant else "")
        self._lock = threading.Lock()
        self._engine: Final = KeptWorker(
            ["-I", str(_WORKER)],
            engine="espeak-ng",
            remedy="Run: pip install espeakng-loader  (or choose the silent voice)",
            to_check="Check that espeakng-loader is installed.",
        )
        self._voices: EspeakVoices | None = None
        self._voice_id: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def worker_pid(self) -> int | None:
        """Process id of the engine while it runs."""
        return self._engine.pid

    def start(self) -> None:
        """Start the engine now rather than at the first word.

        Raises:
            VoiceError: espeak-ng is not installed or does not start.
            VoiceNotFoundError: it has no such language or variant.
        """
        with self._lock:
            self._resolve()

    def voices(self) -> EspeakVoices:
        """Every language and variant.

        Raises:
            VoiceError: espeak-ng is not installed or does not start.
        """
        with self._lock:
            return self._listed()

    def close(self) -> None:
        """End the engine's process; speaking again starts another."""
        with self._lock:
            self._engine.stop()

    def speak(
        self,
        text: str,
        prosody: Prosody = NEUTRAL_PROSODY,
        *,
        cancel: threading.Event | None = None,
    ) -> Iterator[Chunk]:
        """Read a text aloud, phrase by phrase; see `Voice.speak`.

        Raises:
            VoiceError: the engine failed twice on one phrase, or the text is too long.
            VoiceNotFoundError: the engine has no such language or variant.
        """
        clock = 0  # samples at 24 kHz
        for number, phrase in enumerate(phrases(text, language=self._language)):
            if cancel is not None and cancel.is_set():
                return
            with self._lock:
                answer = self._request(phrase.text, prosody, cancel)
            if answer is None:
                return
            chunk = _chunk(
                answer, phrase.text, prosody, clock=clock,
                pause_s=phrase.pause_s * prosody.pause_factor, seed=number,
            )  # fmt: skip
            if cancel is not None and cancel.is_set():
                return
            if chunk is None:
                continue
            clock += len(chunk.audio)
            yield chunk

    # --- inside; the lock is held ----------------------------------------------------------------

    def _listed(self) -> EspeakVoices:
        if self._voices is None:
            _, answer, _ = self._engine.ask({"op": "list"}, timeout_s=_PHRASE_TIMEOUT_S)
            self._voices = _voices_of(answer)
        return self._voices

    def _resolve(self) -> str:
        if self._voice_id is not None:
            self._engine.start()
            return self._voice_id
        voices = self._listed()
        code = self._language.strip().lower().replace("_", "-")
        code = _ALIASES.get(code, code)
        if code not in voices.languages:
            raise _unknown("language", self._language, list(voices.languages))
        variant = self._variant
        if variant is not None:
            exact = {name.lower(): name for name in voices.variants}
            if variant.lower() not in exact:
                raise _unknown("voice", variant, list(voices.variants))
            variant = exact[variant.lower()]
        self._voice_id = voices.languages[code] + (f"+{variant}" if variant else "")
        return self._voice_id

    def _request(
        self, text: str, prosody: Prosody, cancel: threading.Event | None
    ) -> _Answer | None:
        """One phrase from the engine; None when it was cancelled."""
        semitones = prosody.pitch_semitones - _SEMITONES_PER_RANGE * (prosody.range_factor - 1.0)
        request: dict[str, object] = {
            "op": "speak",
            "voice": self._resolve(),
            "text": text,
            "rate": _clip(_WORDS_PER_MINUTE * prosody.rate, 80, 450),
            "pitch": _clip(_PITCH_MIDDLE + _PITCH_STEPS_PER_SEMITONE * semitones, 0, 99),
            "range": _clip(_RANGE_MIDDLE * prosody.range_factor, 0, 99),
        }
        audio, answer, rate_hz = self._engine.ask(
            request, timeout_s=_PHRASE_TIMEOUT_S, cancel=cancel
        )
        if "error" in answer:
            raise VoiceError(
                f"espeak-ng, voice {request['voice']!r}: {answer['error']}. Choose another voice."
            )
        if cancel is not None and cancel.is_set():
            return None
        events = cast("list[tuple[int, str]]", answer["phonemes"])
        return _Answer(samples=np.frombuffer(audio, dtype="<i2"), events=events, rate_hz=rate_hz)


def _clip(value: float, lowest: int, highest: int) -> int:
    return round(min(max(value, lowest), highest))


def _voices_of(answer: dict[str, object]) -> EspeakVoices:
    best: dict[str, tuple[int, str]] = {}
    for entry in cast("list[dict[str, object]]", answer["voices"]):
        voice_id = str(entry["id"]).replace("\\", "/")
        if voice_id.startswith("mb/"):
            continue  # needs an MBROLA installation that we do not have
        for priority, code in cast("list[tuple[int, str]]", entry["languages"]):
            if code not in best or priority < best[code][0]:
                best[code] = (priority, voice_id)
        stem = voice_id.rpartition("/")[2].lower()
        best.setdefault(stem, (99, voice_id))
    return EspeakVoices(
        languages={code: best[code][1] for code in sorted(best)},
        variants=tuple(cast("list[str]", answer["variants"])),
    )


def _unknown(what: str, name: str, known: list[str]) -> VoiceNotFoundError:
    spelled = {k.lower(): k for k in known}
    near = [spelled[k] for k in difflib.get_close_matches(name.lower(), spelled, n=3, cutoff=0.5)]
    near = near or [k for k in known if name and k.lower().startswith(name[:1].lower())][:5]
    guess = f"Nearest: {', '.join(near)}." if near else f"Known: {', '.join(known[:12])}, ..."
    return VoiceNotFoundError(
        f"{what} {name[:40]!r}: espeak-ng has none of that name. {guess} "
        "List all with: sherin say --list-voices"
    )


def _chunk(
    answer: _Answer, text: str, prosody: Prosody, *, clock: int, pause_s: float, seed: int
) -> Chunk | None:
    """The engine's answer at 24 kHz, with effects, its pause, and the times of its phonemes."""
    samples = answer.samples
    if len(samples) == 0 or not any(_is_sound(name) for _, name in answer.events):
        return None
    spoken = resample(
        samples.astype(np.float32) / 32768.0,
        rate_in_hz=answer.rate_hz,
        rate_out_hz=SAMPLE_RATE_HZ,
    )
    silence = np.zeros(round(max(pause_s, 0.0) * SAMPLE_RATE_HZ), dtype=np.float32)
    audio = np.concatenate([apply_effects(spoken, prosody, seed=seed), silence])
    start_s = clock / SAMPLE_RATE_HZ
    found = _phonemes(answer, start_s=start_s, end_s=start_s + len(audio) / SAMPLE_RATE_HZ)
    return Chunk(audio=audio, start_s=start_s, phonemes=found, text=text)


def _is_sound(name: str) -> bool:
    return bool(name) and not name.startswith("_")


def _phonemes(answer: _Answer, *, start_s: float, end_s: float) -> tuple[Phoneme, ...]:
    """Engine events as phonemes: each ends where the next begins."""
    n_samples, rate_hz = len(answer.samples), answer.rate_hz
    found: list[Phoneme] = []
    ends = [at for at, _ in answer.events[1:]] + [n_samples]
    for (at, raw), end in zip(answer.events, ends, strict=True):
        # A word border has no sound of its own, nor has a change of language, `(en)`.
        if raw == "_|" or raw.startswith("(") or end <= at:
            if found and end > at:
                found[-1] = _until(found[-1], start_s + end / rate_hz)
            continue
        name, stress = raw, 0
        while name[:1] in "',%=" and len(name) > 1:
            stress = max(stress, {"'": 2, ",": 1}.get(name[0], 0))
            name = name[1:]
        phoneme = Phoneme(
            name=name if _is_sound(name) else PAUSE,
            start_s=start_s + at / rate_hz,
            end_s=start_s + min(end, n_samples) / rate_hz,
            stress=stress,
            closure_s=_silence_before(answer, at),
        )
        if phoneme.is_pause and found and found[-1].is_pause:
            found[-1] = _until(found[-1], phoneme.end_s)
        else:
            found.append(phoneme)
    if found and found[-1].is_pause:
        found[-1] = _until(found[-1], end_s)
    elif found and found[-1].end_s < end_s:
        found.append(Phoneme(name=PAUSE, start_s=found[-1].end_s, end_s=end_s))
    return tuple(found)


def _until(phoneme: Phoneme, end_s: float) -> Phoneme:
    return Phoneme(
        name=phoneme.name,
        start_s=phoneme.start_s,
        end_s=end_s,
        stress=phoneme.stress,
        closure_s=phoneme.closure_s,
    )


def _silence_before(answer: _Answer, at: int) -> float:
    """How long it was silent before a sample, up to `_MAX_CLOSURE_S`."""
    margin = round(0.002 * answer.rate_hz)  # the event may come a hair after the burst
    begin = max(0, at - round(_MAX_CLOSURE_S * answer.rate_hz))
    before = np.abs(answer.samples[begin : max(at - margin, begin)].astype(np.int32))
    loud = np.flatnonzero(before > _SILENT_LEVEL)
    n_silent = len(before) if len(loud) == 0 else len(before) - 1 - int(loud[-1])
    return 0.0 if n_silent == 0 else (n_silent + margin) / answer.rate_hz
