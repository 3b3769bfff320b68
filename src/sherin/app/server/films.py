"""Films that the server makes: one at a time, in a process of their own, the last few kept."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Final, Literal

import msgspec

from sherin.app.server.film_worker import FilmOrder
from sherin.app.server.jobs import Done, Failed, Job, Jobs, Progress

__all__ = ["FilmState", "Films"]

_log = logging.getLogger(__name__)

_WORKER: Final = "sherin.app.server.film_worker"
_TIMEOUT_S: Final = 900.0
_MAX_WAITING: Final = 3
_N_KEPT: Final = 8
_MAX_KEPT_BYTES: Final = 200_000_000
_ID: Final = re.compile(r"[0-9a-f]{16}")
ENDING: Final = ".mp4"


class FilmState(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /render/{id}`."""

    status: Literal["waiting", "working", "done", "failed"]
    share: float
    """Of the work that is done, 0..1; an estimate, because a voice takes its own time."""
    reason: str | None = None
    """Why it failed, and what would help."""
    file: str | None = None
    """Address of the film, once it is done."""


class Films:
    """The films in one folder; belongs to one event loop."""

    def __init__(self, folder: Path) -> None:
        """Keep what earlier starts made.

        Args:
            folder: Where films lie; made when the first one is asked for.
        """
        self._folder: Final = folder
        self.jobs: Final = Jobs(
            _WORKER, timeout_s=_TIMEOUT_S, max_waiting=_MAX_WAITING, n_kept=4 * _N_KEPT
        )

    def path(self, film_id: str) -> Path | None:
        """The file of a film, or None where there is none (any longer)."""
        if not _ID.fullmatch(film_id):
            return None
        path = self._folder / f"{film_id}{ENDING}"
        return path if path.is_file() else None

    def output(self, film_id: str) -> Path:
        """Where a film will lie; makes room for it.

        Raises:
            OSError: the folder cannot be made.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._forget_old()
        return self._folder / f"{film_id}{ENDING}"

    def make(self, film_id: str, order: FilmOrder) -> Job:
        """Begin to make a film.

        Raises:
            Problem: too many wait.
        """
        return self.jobs.add(film_id, msgspec.to_builtins(order), job_id=film_id)

    def state(self, film_id: str) -> FilmState | None:
        """How far a film is, or None where nobody asked for it."""
        job = self.jobs.find(film_id)
        if self.path(film_id) is not None and (job is None or job.is_over):
            return FilmState(status="done", share=1.0, file=f"/render/{film_id}/file")
        if job is None:
            return None
        match job.last:
            case Progress(step="waiting"):
                return FilmState(status="waiting", share=0.0)
            case Progress(share=share):
                return FilmState(status="working", share=share)
            case Failed(reason=reason):
                return FilmState(status="failed", share=0.0, reason=reason)
            case Done():
                return None  # made, and forgotten since

    def _forget_old(self) -> None:
        films = sorted(self._folder.glob(f"*{ENDING}"), key=_made_at, reverse=True)
        n_bytes = 0
        for number, path in enumerate(films, start=1):
            n_bytes += path.stat().st_size
            if number >= _N_KEPT or n_bytes > _MAX_KEPT_BYTES:
                path.unlink(missing_ok=True)


def _made_at(path: Path) -> float:
    return path.stat().st_mtime
