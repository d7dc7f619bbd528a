"""Sends requests over connections that stay open, one for each thread."""

from __future__ import annotations

import http.client
import json
import threading
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from .errors import SessionsError

# The server closes a connection that is silent for 30 seconds, by default. A request must not meet that moment.
_MAXIMUM_SILENCE = 5.0


class Connection:
    """Sends requests to one server. It can be used from several threads."""

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is not the URL of a server; use one such as http://127.0.0.1:8080")
        self._is_secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._timeout = timeout
        self._local = threading.local()
        self._open: set[http.client.HTTPConnection] = set()
        self._lock = threading.Lock()

    def request(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        *,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
        more_time: float = 0,
        timeout: float | None = None,
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Sends a request and returns status, headers and body of the response.

        `more_time` is the number of seconds that the server may wait before it answers. `timeout` takes the place of the
        connection's own.
        """
        given = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        target = self._prefix + path + (f"?{urlencode(given, doseq=True)}" if given else "")
        fields = {**self._headers, **(headers or {})}
        data = None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
            fields["Content-Type"] = content_type
        connection = self._connection(self._timeout + more_time if timeout is None else timeout)
        try:
            connection.request(method, target, data, fields)
            response = connection.getresponse()
            content = response.read()
        except BaseException:
            self._drop(connection)
            raise
        self._local.last = time.monotonic()
        if response.status >= 400:
            raise _error(response, content)
        return response.status, response.headers, content

    def close_own(self) -> None:
        """Closes the connection of this thread, which is about to end."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            self._drop(connection)

    def close(self) -> None:
        """Closes the connections of all threads. None may send a request meanwhile."""
        with self._lock:
            connections, self._open = self._open, set()
        for connection in connections:
            connection.close()

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        connection = getattr(self._local, "connection", None)
        if connection is not None and time.monotonic() - self._local.last > _MAXIMUM_SILENCE:
            self._drop(connection)
            connection = None
        if connection is None:
            kind = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
            connection = kind(self._host, self._port, timeout=timeout)
            with self._lock:
                self._open.add(connection)
            self._local.connection, self._local.last = connection, time.monotonic()
        connection.timeout = timeout
        if connection.sock is not None:
            connection.sock.settimeout(timeout)
        return connection

    def _drop(self, connection: http.client.HTTPConnection) -> None:
        connection.close()
        with self._lock:
            self._open.discard(connection)
        self._local.connection = None


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _error(response: http.client.HTTPResponse, content: bytes) -> SessionsError:
    try:
        problem = json.loads(content)
    except ValueError:
        problem = {"title": response.reason}
    if not isinstance(problem, dict):
        problem = {"title": response.reason}
    wait = response.headers.get("Retry-After", "")
    return SessionsError(response.status, problem, float(wait) if wait.isdigit() else None)
