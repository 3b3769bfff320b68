"""What is wrong with a request, as JSON: what, where, what was expected, what to do next."""

from __future__ import annotations

import msgspec

__all__ = ["Problem", "problem_body"]


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
    def body(self) -> bytes:
        """The JSON that is sent."""
        return problem_body(
            str(self), where=self.where, expected=self.expected, next_step=self.next_step
        )


def problem_body(what: str, *, where: str, expected: str, next_step: str) -> bytes:
    """`{"error": {what, where, expected, next}}`; half a surrogate pair is written as `?`."""
    facts = {"what": what, "where": where, "expected": expected, "next": next_step}
    clean = {key: text.encode("utf-8", "replace").decode("utf-8") for key, text in facts.items()}
    return msgspec.json.encode({"error": clean})
