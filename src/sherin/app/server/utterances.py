"""What the companion says: sound and marks as the voice makes them, for all who fetch them.

The voice works in a thread, one phrase at a time; everything else happens in the event loop, so
nothing here needs a lock. One utterance is made at a time, and the last few are kept.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import replace
from typing import Final, Literal

import msgspec

from sherin.app.mark_lines import mark_lines
from sherin.app.server.limits import Limits
from sherin.body.voice import (
    SAMPLE_RATE_HZ,
    Chunk,
    Prosody,
    VisemeTracker,
    Voice,
    as_int16,
    open_voice,
)
from sherin.errors import VoiceError

__all__ = ["Ending", "Utterance", "Utterances"]

_log = logging.getLogger(__name__)

Ending = Literal["complete", "interrupted", "too long", "failed"]
"""Why an utterance has no more sound."""
_PIECE_BYTES: Final = 16_384
"""What is sent at once: a third of a second, so that playing can begin before a phrase is here."""


class Utterance:
    """One line as it is spoken: written once, read by any number of streams."""

    def __init__(self, content_id: str) -> None:
        """Nothing is known of it yet but its id."""
        self.content_id: Final = content_id
        self.ending: Ending | None = None
        """None while it is being made."""
        self.texts: Final[asyncio.Queue[str | None]] = asyncio.Queue()
        """What is to be said, in parts; None behind the last one."""
        self._audio: list[bytes] = []
        self._lines: list[bytes] = []
        self._n_bytes = 0
        self._news = asyncio.Event()

    @property
    def seconds(self) -> float:
        """How much sound there is."""
        return self._n_bytes / (2 * SAMPLE_RATE_HZ)

    def describe(self, **facts: object) -> None:
        """Add one line to the marks."""
        self._lines.append(msgspec.json.encode(facts) + b"\n")
        self._tell()

    def add(self, chunk: Chunk, tracker: VisemeTracker) -> None:
        """Add a phrase: its marks first, as a mouth opens before its sound."""
        marks = tracker.marks(chunk)
        self._lines += [msgspec.json.encode(line) + b"\n" for line in mark_lines(chunk, marks)]
        samples = as_int16(chunk.audio)
        for at in range(0, len(samples), _PIECE_BYTES):
            self._audio.append(samples[at : at + _PIECE_BYTES])
        self._n_bytes += len(samples)
        self._tell()

    def end(self, ending: Ending) -> None:
        """Nothing follows; the first reason stays."""
        if self.ending is None:
            self.ending = ending
            self.describe(kind="end", reason=ending, end_ms=round(1000.0 * self.seconds, 2))

    def audio(self) -> AsyncGenerator[bytes]:
        """s16le mono at 24 kHz from sample 0; ends when the utterance does."""
        return self._stream(self._audio)

    def marks(self) -> AsyncGenerator[bytes]:
        """NDJSON from the first phrase; the last line has the kind `end`."""
        return self._stream(self._lines)

    async def _stream(self, pieces: list[bytes]) -> AsyncGenerator[bytes]:
        position = 0
        while True:
            news = self._news
            while position < len(pieces):
                yield pieces[position]
                position += 1
            if self.ending is not None and position == len(pieces):
                return
            if news is self._news:
                await news.wait()

    def _tell(self) -> None:
        # Those who wait hold the old event; whoever comes later waits for the new one.
        self._news.set()
        self._news = asyncio.Event()


class Utterances:
    """The companion's voice, and the last things it said; belongs to one event loop."""

    def __init__(self, limits: Limits, *, opening: Callable[[], Voice] = open_voice) -> None:
        """A voice that has not been opened yet.

        Args:
            limits: How long an utterance may be and how many are kept.
            opening: Makes the voice; called in a thread, once.
        """
        self._limits = limits
        self._opening = opening
        self._voice: asyncio.Future[Voice] | None = None
        self._kept: dict[str, Utterance] = {}
        self._cancel = threading.Event()
        self._now: Utterance | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def voice_name(self) -> str | None:
        """Which voice speaks, once it was opened: `silent` where there is no engine."""
        voice = self._voice
        is_open = voice is not None and voice.done() and not voice.cancelled()
        return voice.result().name if voice is not None and is_open else None

    def prepare(self) -> None:
        """Open the voice in the background, so that the first word does not wait for it."""
        if self._voice is None:
            self._voice = asyncio.create_task(asyncio.to_thread(self._opening))

    async def use(self, voice: Voice) -> None:
        """Speak with another voice from now on; what is being spoken is cut off."""
        self.stop()
        opened = asyncio.get_running_loop().create_future()
        opened.set_result(voice)
        old, self._voice = self._voice, opened
        # Its thread may still be at its last phrase.
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if old is not None:
            await asyncio.to_thread((await old).close)

    def find(self, content_id: str) -> Utterance | None:
        """An utterance that is kept, by its id."""
        return self._kept.get(content_id)

    def forget(self) -> None:
        """Keep nothing of what was said."""
        self.stop()
        self._kept.clear()

    def begin(
        self,
        content_id: str,
        text: str,
        prosody: Prosody,
        *,
        on_end: Callable[[Utterance], None],
        goes_on: bool = False,
    ) -> Utterance:
        """Speak a line; what is being spoken is cut off. Needs a running event loop.

        Args:
            content_id: Its name; the same line said again takes the place of the earlier one.
            text: What is said.
            prosody: How.
            on_end: Called in the event loop when all of its sound is made, or it was cut off.
            goes_on: More of it will be put into `Utterance.texts`, and None at the end.
        """
        self.stop()
        self.prepare()
        utterance = Utterance(content_id)
        self._kept.pop(content_id, None)
        self._kept[content_id] = utterance
        while len(self._kept) > self._limits.n_kept_utterances:
            del self._kept[next(iter(self._kept))]
        self._cancel = threading.Event()
        self._now = utterance
        utterance.texts.put_nowait(text)
        if not goes_on:
            utterance.texts.put_nowait(None)
        task = asyncio.create_task(self._speak(utterance, prosody, self._cancel, on_end))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return utterance

    def stop(self) -> None:
        """Cut off what is being made: its streams end at once, its thread within 50 ms."""
        self._cancel.set()
        if self._now is not None:
            self._now.end("interrupted")
            self._now.texts.put_nowait(None)  # who waits for more of it need not
            self._now = None

    async def close(self) -> None:
        """Stop, wait for the thread, and end the engine's process."""
        self.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._voice is not None:
            voice, self._voice = self._voice, None
            await asyncio.to_thread((await voice).close)

    async def _speak(
        self,
        utterance: Utterance,
        prosody: Prosody,
        cancel: threading.Event,
        on_end: Callable[[Utterance], None],
    ) -> None:
        ending: Ending = "failed"
        try:
            assert self._voice is not None
            voice = await self._voice
            if cancel.is_set():
                return
            utterance.describe(
                kind="voice",
                name=voice.name,
                is_silent=voice.name == "silent",
                sample_rate_hz=SAMPLE_RATE_HZ,
            )
            tracker = VisemeTracker()
            while (text := await utterance.texts.get()) is not None and not cancel.is_set():
                begins_s = utterance.seconds
                chunks = voice.speak(text, prosody, cancel=cancel)
                while (chunk := await asyncio.to_thread(_next, chunks)) is not None:
                    if cancel.is_set():
                        return
                    chunk = _later(chunk, begins_s)
                    if chunk.end_s > self._limits.max_spoken_s:
                        ending = "too long"
                        return
                    utterance.add(chunk, tracker)
            ending = "complete"
        except VoiceError as error:
            _log.warning("voice failed reason=%r", str(error))
        finally:
            # Whatever happened: a stream that never ends would hold its reader forever.
            utterance.end("interrupted" if cancel.is_set() else ending)
            if self._now is utterance:
                self._now = None
            on_end(utterance)


def _later(chunk: Chunk, by_s: float) -> Chunk:
    """A chunk of a text that others were spoken before."""
    if by_s == 0.0:
        return chunk
    phonemes = tuple(
        replace(phoneme, start_s=phoneme.start_s + by_s, end_s=phoneme.end_s + by_s)
        for phoneme in chunk.phonemes
    )
    return replace(chunk, start_s=chunk.start_s + by_s, phonemes=phonemes)


def _next(chunks: Iterator[Chunk]) -> Chunk | None:
    """The next chunk, in a thread: StopIteration cannot leave one."""
    return next(chunks, None)
