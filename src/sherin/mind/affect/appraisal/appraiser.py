"""Text in, three numbers out: the reading of one line.

    raw    = fitted model on the words of the line            (EmoBank's unit, about -.5..5)
    push   = confidence * gain * (raw - neutral) + cues       (unbounded)
    used   = tanh(push)                                       (-1..1)

`gain` and `neutral` are part of the fitted file; cues are the hand-set numbers of `cues.toml`.
"""

from __future__ import annotations

import math
from functools import cache

import msgspec

from sherin.mind.affect.appraisal.cues import Cues, builtin_cues
from sherin.mind.affect.appraisal.features import WordRows, feature_vector, word_rows
from sherin.mind.affect.appraisal.model import FittedModel, builtin_model
from sherin.mind.affect.appraisal.tokenizer import Line, excerpt, tokenize

__all__ = ["Appraisal", "Appraiser", "appraise"]

_TRUST_FROM = 0.4
"""Share of known words below which the words of a line are not trusted at all; chosen by hand."""

_TRUST_FULL = 0.85
"""Share of known words from which they are trusted fully; names and typos are common in English."""

_NEGATED_PHRASE = -0.74
"""What a negator makes of a phrase behind it; the constant of VADER (Hutto and Gilbert 2014)."""

_MAX_FACES = 3
_MAX_MARKS = 3


class Appraisal(msgspec.Struct, frozen=True, gc=False):
    """How one line feels; every number is finite and in range."""

    valence: float
    """Unpleasant -1 to pleasant 1."""
    arousal: float
    """Calm -1 to excited 1."""
    dominance: float
    """Yielding -1 to in control 1."""
    confidence: float
    """0..1, how far the line was understood: known words, phrases and emoji. 0 means neutral."""


NEUTRAL = Appraisal(0.0, 0.0, 0.0, 0.0)


class Appraiser:
    """Reads lines with one fitted model and one table of cues. Holds no state between lines."""

    def __init__(self, *, model: FittedModel | None = None, cues: Cues | None = None) -> None:
        """Use the given parts, or those that ship.

        Raises:
            AffectError: a file that ships is missing or torn.
        """
        self.model = model if model is not None else builtin_model()
        self.cues = cues if cues is not None else builtin_cues()

    def appraise(self, text: str) -> Appraisal:
        """The feeling of one line; the same line always reads the same.

        Args:
            text: Any string. Of a text longer than HEAD_CHARS + TAIL_CHARS only its head and its
                tail are read. Nothing to read, or nothing understood, is neutral.

        Cost: see docs/appraisal.md#speed; bounded for any length.
        """
        text = excerpt(text)
        line = tokenize(text)
        if not line.words and not line.emoji and not line.n_exclamation and not line.n_question:
            return NEUTRAL
        found = word_rows(line, self.model.row_of, self.cues)
        push, confidence = self._words(text, line, found)
        valence, arousal, dominance, has_phrase = self._phrases(line, found)
        push[0] += valence
        push[1] += arousal
        push[2] += dominance
        for face in line.emoji[:_MAX_FACES]:
            known = self.cues.emoji.get(face) or self.cues.emoji.get(face.lower())
            if known is not None:
                has_phrase = True
                for axis in range(3):
                    push[axis] += known[axis]
        self._marks(line, push)
        if has_phrase:
            confidence = max(confidence, 0.8)
        return Appraisal(
            math.tanh(push[0]), math.tanh(push[1]), math.tanh(push[2]), round(confidence, 3)
        )

    def raw(self, text: str) -> tuple[float, float, float]:
        """What the fitted model alone says, in EmoBank's unit: (rating - 3) / 2."""
        text = excerpt(text)
        line = tokenize(text)
        if not line.words:
            return 0.0, 0.0, 0.0
        found = word_rows(line, self.model.row_of, self.cues)
        valence, arousal, dominance = self._predict(text, line, found)
        return valence, arousal, dominance

    def _predict(self, text: str, line: Line, found: WordRows) -> tuple[float, float, float]:
        model = self.model
        features = feature_vector(line, found, model.table, model.weights)
        valence, arousal, dominance = model.predict(features, rows=found.rows, text=text).tolist()
        return valence, arousal, dominance

    def _words(self, text: str, line: Line, found: WordRows) -> tuple[list[float], float]:
        """The calibrated push of the words, and how far they are trusted."""
        if not line.words:
            return [0.0, 0.0, 0.0], 0.0
        known = found.n_known / len(line.words)
        trust = min(max((known - _TRUST_FROM) / (_TRUST_FULL - _TRUST_FROM), 0.0), 1.0)
        if trust == 0.0:
            return [0.0, 0.0, 0.0], 0.0
        raw = self._predict(text, line, found)
        push = [
            trust * gain * (value - neutral)
            for value, neutral, gain in zip(
                raw, self.model.neutral.tolist(), self.model.gain.tolist(), strict=True
            )
        ]
        return push, trust

    def _phrases(self, line: Line, found: WordRows) -> tuple[float, float, float, bool]:
        """Sum of the phrases found, longest first, each word used once."""
        words, clause = line.words, line.clause
        phrases = self.cues.phrases
        total = [0.0, 0.0, 0.0]
        matched = False
        i = 0
        n = len(words)
        while i < n:
            step = 1
            for parts, (valence, arousal, dominance) in phrases.get(words[i], ()):
                length = len(parts)
                if i + length > n or tuple(words[i : i + length]) != parts:
                    continue
                if clause[i] != clause[i + length - 1]:
                    continue
                turn = _NEGATED_PHRASE if found.negated[i] else 1.0
                total[0] += turn * valence
                total[1] += arousal if turn > 0 else 0.5 * arousal
                total[2] += turn * dominance
                matched = True
                step = length
                break
            i += step
        # In a long text one phrase is a small part of what is said.
        share = min(1.0, 12.0 / n) if n else 1.0
        return total[0] * share, total[1] * share, total[2] * share, matched

    def _marks(self, line: Line, push: list[float]) -> None:
        """Add what the punctuation says."""
        cues = self.cues
        way = math.tanh(3.0 * push[0])
        n_marks = min(line.n_exclamation, _MAX_MARKS)
        if n_marks:
            push[0] += n_marks * way * cues.exclamation[0]
            push[1] += n_marks * cues.exclamation[1]
            push[2] += n_marks * way * cues.exclamation[2]
        if line.n_question:
            for axis in range(3):
                push[axis] += cues.question[axis]
        if line.words and sum(line.shouted) > 0.6 * len(line.words) and len(line.words) > 1:
            push[0] += way * cues.shout[0]
            push[1] += cues.shout[1]
            push[2] += cues.shout[2]
        if line.n_ellipsis:
            for axis in range(3):
                push[axis] += cues.ellipsis[axis]


@cache
def _builtin_appraiser() -> Appraiser:
    return Appraiser()


def appraise(text: str) -> Appraisal:
    """The feeling of one line, read with the model and the cues that ship.

    The first call loads the model; `Appraiser.appraise` tells the rest.

    Raises:
        AffectError: a file that ships is missing or torn.
    """
    return _builtin_appraiser().appraise(text)
