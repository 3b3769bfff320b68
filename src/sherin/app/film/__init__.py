"""Films without a browser: a rig, what it says and feels, and a file with sound.

Start with `Score` (what is shown and heard when), made from the beats of `beats`, and `shoot`,
which draws a score into a sink. Everything streams, so length costs no memory. See docs/film.md.
"""

from __future__ import annotations

from sherin.app.film.filming import FilmReport, shoot
from sherin.app.film.score import Beat, Score
from sherin.app.film.sinks import Sink, open_sink

__all__ = ["Beat", "FilmReport", "Score", "Sink", "open_sink", "shoot"]
