"""The operations of the server, as `docs/openapi.json` describes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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

    @_operation("putSession")
    def put(
        self, id: str, value: Any, *, if_version: str | None = None, only_new: bool = False, **members: Any
    ) -> Session:
        """Creates a session, or replaces its value and all other members, and returns it.

        With `only_new`, it only creates. With `if_version`, it only replaces a session that has this version.
        """
        headers = {"If-None-Match": "*"} if only_new else _condition(if_version)
        return self._json("PUT", _path(id), None, {"value": value, **members}, headers=headers)

    @_operation("changeSession")
    def change(self, id: str, value: Any = None, *, if_version: str | None = None, **members: Any) -> Session:
        """Changes a session and returns it.

        `value` is a JSON merge patch (RFC 7396) of the value: an object changes the members that it names, and `None`
        leaves the value as it is. `members` are further members to change; `None` removes one. If the session has
        another version than `if_version`, such as `session["version"]`, nothing changes, and the error has the kind
        `version-mismatch`.
        """
        body = members if value is None else {"value": value, **members}
        kind = "application/merge-patch+json"
        return self._json("PATCH", _path(id), None, body, content_type=kind, headers=_condition(if_version))

    @_operation("deleteSession")
    def delete(
        self, id: str, *, if_version: str | None = None, reason: str | None = None, by: str | None = None
    ) -> None:
        """Deletes a session, for a reason."""
        query = {"reason": reason, "by": by}
        self._connection.request("DELETE", _path(id), query, headers=_condition(if_version))

    @_operation("rotateSession")
    def rotate(self, id: str, new_id: str | None = None, **timeouts: float | None) -> Session:
        """Gives a session a new id, and returns it. Without `new_id`, the server makes one.

        `timeouts` are `idle_timeout_seconds` and `lifetime_seconds`.
        """
        body: dict[str, Any] = {**timeouts}
        if new_id is not None:
            body["id"] = new_id
        return self._json("POST", _path(id) + "/rotate", None, body)

    @_operation("touchSession")
    def touch(self, id: str) -> None:
        """Accesses a session without reading it."""
        self._connection.request("POST", _path(id) + "/touch")

    @_operation("touchSessions")
    def touch_many(self, ids: Iterable[str]) -> list[str]:
        """Accesses up to 1,000 sessions, and returns the ids without a living session."""
        return list(self._json("POST", "/v1/touch", None, {"ids": list(ids)})["not_found"])

    @_operation("deleteSessionsByID")
    def delete_many(self, ids: Iterable[str], *, reason: str | None = None, by: str | None = None) -> list[str]:
        """Deletes up to 1,000 sessions, and returns the ids without a living session."""
        query = {"reason": reason, "by": by}
        return list(self._json("POST", "/v1/delete", query, {"ids": list(ids)})["not_found"])

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
    def renew_lease(self, id: str, lease: str, *, ttl: float = 30, timeout: float | None = None) -> None:
        """Extends a lease to `ttl` seconds from now, which is an access of the session."""
        self._connection.request("PUT", _lease_path(id, lease), None, {"ttl_seconds": ttl}, timeout=timeout)

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
        headers: dict[str, str] | None = None,
        more_time: float = 0,
    ) -> Any:
        _, _, content = self._connection.request(
            method, path, query, body, content_type=content_type, headers=headers, more_time=more_time
        )
        return json.loads(content)


def operations() -> dict[str, str]:
    """Returns the operations of the description that the client has, with the names of their methods."""
    methods = ((name, getattr(Client, name)) for name in dir(Client) if not name.startswith("_"))
    return {method.operation: name for name, method in methods if hasattr(method, "operation")}


def _condition(version: str | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}


def _path(id: str) -> str:
    return "/v1/sessions/" + quote(id, safe="")


def _lease_path(id: str, lease: str) -> str:
    return f"{_path(id)}/leases/{quote(lease, safe='')}"
