"""Tests clients that send too much, too slowly or nothing, while others are served."""

import resource
import socket
import threading
import time

import requests

from server import Server, expect


class Others:
    """A well-behaved client that must be served all the time."""

    def __init__(self, server):
        self.url = server.url
        self.answers = 0
        self.failure = None
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self):
        with requests.Session() as client:
            number = 0
            while not self.stopped.is_set():
                try:
                    number += 1
                    response = client.post(f"{self.url}/v1/sessions", json={"id": f"good-{number}", "value": number}, timeout=60)
                    expect(response.status_code == 201, response.text)
                    expect(client.get(f"{self.url}/v1/sessions/good-{number}", timeout=60).json()["value"] == number, "read")
                    expect(client.get(f"{self.url}/health", timeout=60).status_code == 200, "health")
                    self.answers += 3
                except Exception as failure:  # noqa: BLE001: reported by the main thread
                    self.failure = failure
                    return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()

    def check(self, what):
        """Checks that the client was served since then, and still is."""
        before = self.answers
        deadline = time.monotonic() + 120
        while self.answers < before + 6 and self.failure is None and time.monotonic() < deadline:
            time.sleep(0.05)
        expect(self.failure is None, f"{what}: another client was not served: {self.failure}")
        expect(self.answers >= before + 6, f"{what}: another client was not served for two minutes")


def closed(connection, within):
    """Returns whether the server closes the connection in this time. Data that it sent before is discarded."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        connection.settimeout(max(0.05, deadline - time.monotonic()))
        try:
            if not connection.recv(65536):
                return True
        except TimeoutError:
            return False
        except OSError:
            return True
    return False


def first_line(connection):
    text = b""
    while b"\r\n" not in text:
        more = connection.recv(4096)
        if not more:
            break
        text += more
    return text.split(b"\r\n")[0].decode(errors="replace")


def slow_headers(server, others):
    connections = [server.connect() for _ in range(300)]
    pieces = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 1000
    sent = 0
    start = time.monotonic()
    left = list(connections)
    while left and time.monotonic() - start < 60:
        piece = pieces[sent : sent + 1]
        sent += 1
        for connection in list(left):
            try:
                connection.sendall(piece)
                connection.setblocking(False)
                try:
                    if not connection.recv(1):
                        left.remove(connection)
                except BlockingIOError:
                    pass
                connection.setblocking(True)
            except OSError:
                left.remove(connection)
        time.sleep(0.2)
    for connection in connections:
        connection.close()
    expect(not left, f"{len(left)} connections with slow headers are still open after a minute")
    others.check("slow headers")


def slow_bodies(server, others):
    connections = []
    for _ in range(50):
        connection = server.connect()
        connection.sendall(
            b"POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
        )
        connections.append(connection)
    deadline = time.monotonic() + 60
    while connections and time.monotonic() < deadline:
        for connection in list(connections):
            try:
                connection.sendall(b" ")
            except OSError:
                connections.remove(connection)
                continue
            connection.settimeout(0.001)
            try:
                data = connection.recv(4096)
                if not data or b" 408 " in data.split(b"\r\n")[0]:
                    connection.close()
                    connections.remove(connection)
            except TimeoutError:
                pass
            except OSError:
                connections.remove(connection)
        time.sleep(0.1)
    expect(not connections, f"{len(connections)} connections with slow bodies are still open after a minute")
    others.check("slow bodies")


def huge_bodies(server, others):
    for framing in [b"Content-Length: 100000000000", b"Transfer-Encoding: chunked"]:
        connection = server.connect()
        connection.sendall(
            b"POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + framing + b"\r\n\r\n"
        )
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        sent = 0
        try:
            while sent < 4_000_000_000:
                connection.sendall(chunk)
                sent += len(chunk)
        except OSError:
            pass
        expect(sent < 4_000_000_000, "four gigabytes were taken")
        connection.close()
        connection = server.connect()
        connection.sendall(
            b"POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + framing + b"\r\n\r\n"
        )
        if b"chunked" in framing:
            for _ in range(3):
                connection.sendall(chunk)
        expect(" 413 " in first_line(connection), "a huge body is not answered with 413")
        connection.close()
    others.check("huge bodies")


def many_headers(server, others):
    connection = server.connect()
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
    line = "HTTP/1.1 ?"
    try:
        for number in range(100_000):
            connection.sendall(f"X-{number}: 1\r\n".encode())
    except OSError:
        pass
    try:
        line = first_line(connection)
        expect(" 431 " in line, line)
    except OSError:
        # The connection was closed while this still sent, so the response is lost.
        pass
    connection.close()
    connection = server.connect()
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(101)))
    line = first_line(connection)
    expect(" 431 " in line, line)
    connection.close()
    others.check("100,000 headers")


def idle_streams(server, others):
    streams = []
    for _ in range(1_000):
        connection = server.connect()
        connection.sendall(b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        streams.append(connection)
    lines = [first_line(connection) for connection in streams]
    open_ = sum(" 200 " in line for line in lines)
    refused = sum(" 503 " in line for line in lines)
    expect(open_ == 100 and refused == 900, f"{open_} streams are open and {refused} refused")
    others.check("1,000 idle event streams")
    for connection in streams:
        connection.close()
    deadline = time.monotonic() + 60
    line = ""
    while " 200 " not in line and time.monotonic() < deadline:
        with server.connect() as connection:
            connection.sendall(b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            line = first_line(connection)
    expect(" 200 " in line, "closed streams make no room")


def silent_connections(server, others):
    connections = [server.connect() for _ in range(1_000)]
    others.check("1,000 silent connections")
    expect(all(closed(connection, 60) for connection in connections), "silent connections are not closed")
    for connection in connections:
        connection.close()


def garbage(server, others):
    for text in [b"\x16\x03\x01\x02\x00\x01", b"GET", b"\r\n" * 1000, b"A" * 100_000, b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 1000]:
        for _ in range(20):
            with server.connect() as connection:
                try:
                    connection.sendall(text)
                    connection.shutdown(socket.SHUT_WR)
                    closed(connection, 30)
                except OSError:
                    pass
    others.check("garbage")


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8_192)), hard))
    # The others are never silent for so long, unless the whole machine is stopped.
    limits = {"SESSION_HTTP_IDLE_TIMEOUT": "3s", "SESSION_HTTP_REQUEST_TIMEOUT": "3s"}
    with Server(environment={**limits, "SESSION_OBSERVERS_LOGGING_ENABLED": "false"}) as server:
        with Others(server) as others:
            others.check("nothing yet")
            before = server.memory()
            for attack in [slow_headers, slow_bodies, huge_bodies, many_headers, idle_streams, silent_connections, garbage]:
                attack(server, others)
            after = server.memory()
        expect(after < before + 256, f"the server grew from {before:.0f} to {after:.0f} MiB")
        code, seconds = server.stop()
        expect(code == 0, f"exit code {code}")
    print(f"hostile clients: all hit their limits while {others.answers:,} requests of another were served, {before:.0f} to {after:.0f} MiB")


if __name__ == "__main__":
    main()
