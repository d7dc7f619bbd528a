"""The errors of the client."""

from __future__ import annotations

from typing import Any

_PREFIX = "urn:problem-type:sessions:"


class SessionsError(Exception):
    """The server refused a request.

    `kind` is the kind of the problem, such as `session-not-found`, and never changes. `problem` is the whole
    problem (RFC 9457). `retry_after` is the number of seconds after which another try makes sense, if the server says so.
    """

    def __init__(self, status: int, problem: dict[str, Any], retry_after: float | None) -> None:
        self.status = status
        self.problem = problem
        self.kind = str(problem.get("type", "about:blank")).removeprefix(_PREFIX)
        self.retry_after = retry_after
        super().__init__(f"{status} {self.kind}: {problem.get('detail') or problem.get('title', '')}")


class LeaseLost(Exception):
    """A lease ended before its holder was done: it could not be renewed in time, or its session has ended."""
