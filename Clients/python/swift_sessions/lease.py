"""A lease that renews itself."""

from __future__ import annotations

import http.client
import threading
import time
from typing import TYPE_CHECKING, Any

from .errors import LeaseLost, SessionsError

if TYPE_CHECKING:
    from .client import Client


class Lease:
    """A lease of a session. It holds the session until `end`, or until the `with` statement ends.

    A thread renews it after each third of its time. If the session ends, or the server can't be reached in time, the lease
    is lost: `lost` is set, and the end of the `with` statement throws `LeaseLost`. Long work should look at `lost` from
    time to time, because another program may have the session by then.
    """

    def __init__(self, client: Client, begun: dict[str, Any], session_id: str, ttl: float) -> None:
        self.id: str = begun["lease"]
        self.session: dict[str, Any] = begun["session"]
        self.lost = threading.Event()
        self._client = client
        self._session_id = session_id
        self._ttl = ttl
        self._begun = time.monotonic()
        self._is_over = threading.Event()
        self._renewing = threading.Thread(target=self._renew, name=f"lease of {session_id}", daemon=True)
        self._renewing.start()

    def end(self) -> None:
        """Ends the lease. Further calls have no effect."""
        if self._is_over.is_set():
            return
        self._is_over.set()
        self._renewing.join()
        if self.lost.is_set():
            return
        try:
            self._client.end_lease(self._session_id, self.id)
        except SessionsError as error:
            if error.status not in (404, 410):
                raise
            self.lost.set()

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.end()
        if kind is None and self.lost.is_set():
            raise LeaseLost(f"the lease of {self._session_id!r} ended before its holder was done")

    def _renew(self) -> None:
        try:
            if not self._hold():
                self.lost.set()
        finally:
            self._client._connection.close_own()

    def _hold(self) -> bool:
        """Renews the lease until it is over, and returns true; returns false if it is lost."""
        deadline = self._begun + self._ttl
        wait = self._ttl / 3
        while not self._is_over.wait(wait):
            sent = time.monotonic()
            if sent >= deadline:
                return False
            try:
                # An answer that comes after the deadline is of no use.
                self._client.renew_lease(self._session_id, self.id, ttl=self._ttl, timeout=deadline - sent)
                deadline = sent + self._ttl
                wait = self._ttl / 3
                continue
            except SessionsError as error:
                if error.status in (404, 410):
                    return False
            except (OSError, http.client.HTTPException):
                pass
            wait = max(0.0, min(self._ttl / 10, deadline - time.monotonic()))
        return True
