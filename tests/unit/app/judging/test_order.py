"""Hands before face before voice, on the curves."""

import numpy as np

from sherin.app.bench.voice import SENTENCES
from sherin.app.judging import judge_order

LINES = (
    *SENTENCES,
    "We won!",
    "I am so sorry.",
    "Are you sure?",
    "That makes me angry.",
    "Tell me more about it.",
    "I do not believe you.",
    "What a lovely day!",
    "I am afraid of the dark.",
    "No.",
    "Yes, of course.",
)


def test_hands_move_before_the_face_and_the_face_before_the_voice():
    onsets = judge_order(LINES)

    assert np.mean([onset.in_order for onset in onsets]) >= 0.95, onsets
