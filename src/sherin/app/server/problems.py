"""What is wrong with a request, as JSON: what, where, what was expected, what to do next."""

from __future__ import annotations

import msgspec

__all__ = ["ErrorFacts", "Problem", "error_facts", "problem_body"]


class ErrorFacts(msgspec.Struct, frozen=True):
    """What is wrong, in the four parts that every refusal has."""

    what: str
    where: str
    expected: str
    next: str
    """What to do about it."""


class Problem(Exception):  # noqa: N818 (it becomes an answer, not a failure of the process)
    """A request that cannot be carried out as asked; becomes an answer with `status`."""

    def __init__(
        self,
        status: int,
        what: str,
        *,
        where: str,
        expected: str,
        next_step: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Keep the four facts and the HTTP status they are sent with."""
        super().__init__(what)
        self.status = status
        self.where = where
        self.expected = expected
        self.next_step = next_step
        self.headers = headers or {}

    @property
    def facts(self) -> ErrorFacts:
        """What is sent."""
        return error_facts(
            str(self), where=self.where, expected=self.expected, next_step=self.next_step
        )

    @property
    def body(self) -> bytes:
        """The JSON that is sent."""
        return msgspec.json.encode({"error": self.facts})


def error_facts(what: str, *, where: str, expected: str, next_step: str) -> ErrorFacts:
    """The four parts; half a surrogate pair is written as `?`."""
    parts = (what, where, expected, next_step)
    return ErrorFacts(*(text.encode("utf-8", "replace").decode("utf-8") for text in parts))


def problem_body(what: str, *, where: str, expected: str, next_step: str) -> bytes:
    """`{"error": {what, where, expected, next}}`."""
    facts = error_facts(what, where=where, expected=expected, next_step=next_step)
    return msgspec.json.encode({"error": facts})
