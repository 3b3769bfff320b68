"""An answer that is said while a model still writes it: its checked sentences, one after another.

The first one begins an utterance, the others go on in it. Where the whole reply turns out not to
begin with them, nothing is kept of it: what is said next cuts it off.
"""

from __future__ import annotations

from typing import Final

from sherin.app.server.chat_lines import SentenceLine
from sherin.app.server.companion import Companion
from sherin.mind.companion import Reply
from sherin.mind.models import UNVERIFIED

__all__ = ["SpokenAnswer"]


class SpokenAnswer:
    """What of one answer was said before it was whole; belongs to the event loop."""

    def __init__(self, companion: Companion, *, speaks: bool, max_chars: int) -> None:
        """Nothing was said yet.

        Args:
            companion: Who says it.
            speaks: Whether it is said aloud; else the sentences are only handed on.
            max_chars: How much of it is said at most.
        """
        self._companion: Final = companion
        self._speaks: Final = speaks
        self._max_chars: Final = max_chars
        self._sentences: list[str] = []
        self._n_chars = 0
        self.packet: int | None = None
        """Number of the packet that it began with."""
        self.utterance: str | None = None
        """What is said aloud; None as long as nothing is."""

    def add(self, sentence: str) -> SentenceLine:
        """Say the next sentence; the line that tells of it."""
        is_first = not self._sentences
        self._sentences.append(sentence)
        if self._speaks:
            if is_first:
                packet = self._companion.say(sentence, goes_on=True).packet
                self.packet, self.utterance = packet.seq, packet.utterance
            else:
                self._go_on(sentence)
            self._n_chars += len(sentence)
        return SentenceLine(
            text=sentence,
            packet=self.packet if is_first else None,
            utterance=self.utterance if is_first else None,
            notice=UNVERIFIED,
        )

    def finish(self, reply: Reply) -> bool:
        """Say the rest of the whole reply; False where it was not begun, or is another one."""
        if self.utterance is None:
            return False
        rest = self._rest_of(reply.text)
        if rest is None:
            return False
        if rest:
            self._go_on(rest)
        self.end()
        if reply.feeling is not None:  # of all of it: the first sentence may have felt otherwise
            self._companion.feel(reply.feeling, expression=reply.expression)
        return True

    def end(self) -> None:
        """Nothing follows, whatever became of the answer."""
        if self.utterance is not None:
            self._companion.say_no_more(self.utterance)

    def _go_on(self, text: str) -> None:
        if self.utterance is not None and self._n_chars + len(text) <= self._max_chars:
            self._companion.say_on(self.utterance, text)

    def _rest_of(self, text: str) -> str | None:
        """What follows the sentences in a text; None where it does not begin with them."""
        end = 0
        for sentence in self._sentences:
            if not text[end:].lstrip().startswith(sentence):
                return None
            end = text.index(sentence, end) + len(sentence)
        return text[end:].strip()
