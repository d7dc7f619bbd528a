"""The operations of the server, as `docs/openapi.json` describes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Callable, TypeVar
from urllib.parse import quote

from .connection import Connection
from .lease import Lease

Session = dict[str, Any]
_F = TypeVar("_F", bound=Callable[..., Any])


def _operation(name: str) -> Callable[[_F], _F]:
    """Marks the method for an operation of the description; a test compares the two."""

    def mark(method: _F) -> _F:
        method.operation = name  # type: ignore[attr-defined]
        return method

    return mark


class Client:
    """A client of one server. It can be used from several threads.

    A session is the server's JSON object: `session["value"]` is its value. A method throws `SessionsError` if the
    server refuses the request, and an `OSError` or `http.client.HTTPException` if it can't be reached.
    """

    def __init__(self, url: str = "http://127.0.0.1:8080", token: str | None = None, timeout: float = 30) -> None:
        """Creates a client. `timeout` is the number of seconds to wait for each answer."""
        self._connection = Connection(url, token, timeout)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._connection.close()

    # Sessions

    @_operation("createSession")
    def create(self, value: Any, *, id: str | None = None, replace: bool = False, **members: Any) -> Session:
        """Creates a session and returns it. Without an `id`, the server makes one.

        `members` are further members, such as `owner`, `keys` or `idle_timeout_seconds`.
        """
        body = {"value": value, **members}
        if id is not None:
            body["id"] = id
        return self._json("POST", "/v1/sessions", {"replace": replace or None}, body)

    @_operation("readSession")
    def read(self, id: str, *, peek: bool = False) -> Session:
        """Returns a session, which is an access unless `peek` is true."""
        return self._json("GET", _path(id), {"peek": peek or None})

    @_operation("changeSession")
    def change(self, id: str, value: Any = None, **members: Any) -> Session:
        """Changes a session and returns it.

        `value` is a JSON merge patch (RFC 7396) of the value: an object changes the members that it names, and `None`
        leaves the value as it is. `members` are further members to change; `None` removes one.
        """
        body = members if value is None else {"value": value, **members}
        return self._json("PATCH", _path(id), None, body, content_type="application/merge-patch+json")

    @_operation("deleteSession")
    def delete(self, id: str, *, reason: str | None = None, by: str | None = None) -> None:
        """Deletes a session, for a reason."""
        self._connection.request("DELETE", _path(id), {"reason": reason, "by": by})

    @_operation("touchSession")
    def touch(self, id: str) -> None:
        """Accesses a session without reading it."""
        self._connection.request("POST", _path(id) + "/touch")

    @_operation("listSessions")
    def sessions(self, *, limit: int | None = None, values: bool = False, **conditions: Any) -> Iterator[Session]:
        """Returns all sessions that match, page by page. `limit` is the size of a page.

        The conditions are `owner`, `key`, `prefix`, `min_age`, `max_age`, `min_idle` and `max_idle`, in seconds.
        `owner` and `key` may be lists.
        """
        cursor = None
        while True:
            query = {"limit": limit, "values": values or None, **conditions, "cursor": cursor}
            page = self._json("GET", "/v1/sessions", query)
            yield from page["sessions"]
            cursor = page["next"]
            if cursor is None:
                return

    @_operation("deleteSessions")
    def delete_matching(self, *, dry_run: bool = False, **conditions: Any) -> int:
        """Deletes the sessions that match, and returns their number. With `dry_run`, it only counts them.

        The conditions are those of `sessions`, `all=True`, or a `handle` with its `owner`; and `reason` and `by`.
        """
        result = self._json("DELETE", "/v1/sessions", {"dry_run": dry_run or None, **conditions})
        return int(result["matched"] if dry_run else result["deleted"])

    # Leases

    def lease(self, id: str, *, exclusive: bool = False, ttl: float = 30, wait: int = 0) -> Lease:
        """Begins a lease, which is renewed until it ends. Use it in a `with` statement.

        With `exclusive`, no other program has an exclusive lease of the session meanwhile. `wait` is the number of
        seconds, up to 60, to wait for the turn. If it does not come, the error has the kind `session-busy`.
        """
        return Lease(self, self.begin_lease(id, exclusive=exclusive, ttl=ttl, wait=wait), id, ttl)

    @_operation("beginLease")
    def begin_lease(self, id: str, *, exclusive: bool = False, ttl: float = 30, wait: int = 0) -> dict[str, Any]:
        """Begins a lease that lasts for `ttl` seconds. `lease` renews it by itself."""
        body = {"exclusive": exclusive, "ttl_seconds": ttl}
        return self._json("POST", _path(id) + "/leases", {"wait_seconds": wait or None}, body, more_time=wait)

    @_operation("renewLease")
    def renew_lease(self, id: str, lease: str, *, ttl: float = 30) -> None:
        """Extends a lease to `ttl` seconds from now, which is an access of the session."""
        self._connection.request("PUT", _lease_path(id, lease), None, {"ttl_seconds": ttl})

    @_operation("endLease")
    def end_lease(self, id: str, lease: str) -> None:
        """Ends a lease, which is an access of the session."""
        self._connection.request("DELETE", _lease_path(id, lease))

    # The server

    @_operation("cleanUp")
    def clean_up(self) -> dict[str, Any]:
        """Ends all dead sessions now, and returns how many there were and how many are left."""
        return self._json("POST", "/v1/cleanup")

    @_operation("health")
    def health(self) -> dict[str, Any]:
        """Returns the health of the server."""
        return self._json("GET", "/health")

    @_operation("ready")
    def ready(self) -> dict[str, Any]:
        """Returns whether the server is ready."""
        return self._json("GET", "/ready")

    def _json(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        more_time: float = 0,
    ) -> Any:
        _, _, content = self._connection.request(
            method, path, query, body, content_type=content_type, more_time=more_time
        )
        return json.loads(content)


def operations() -> dict[str, str]:
    """Returns the operations of the description that the client has, with the names of their methods."""
    methods = ((name, getattr(Client, name)) for name in dir(Client) if not name.startswith("_"))
    return {method.operation: name for name, method in methods if hasattr(method, "operation")}


def _path(id: str) -> str:
    return "/v1/sessions/" + quote(id, safe="")


def _lease_path(id: str, lease: str) -> str:
    return f"{_path(id)}/leases/{quote(lease, safe='')}"
