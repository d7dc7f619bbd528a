"""Starts `sessions serve` for a test, and always stops it."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time

SESSIONS = os.environ.get("SESSIONS", ".build/debug/sessions")


class Failure(Exception):
    """A failed check of a test."""


def expect(condition, message):
    if not condition:
        raise Failure(message)


class Server:
    """A server on a free port of this machine."""

    def __init__(self, *arguments, environment=None):
        self.log = tempfile.TemporaryFile(mode="w+", errors="replace")
        variables = {k: v for k, v in os.environ.items() if not k.startswith("SESSION_")}
        variables.update(environment or {})
        self.process = subprocess.Popen(
            [SESSIONS, "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=variables,
            text=True,
        )
        self.url = None
        for line in self.process.stdout:
            found = re.match(r"Serving sessions at (http://\S+) ", line)
            if found:
                self.url = found.group(1)
                break
        expect(self.url, f"the server did not start:\n{self.lines()}")
        self.port = int(self.url.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def lines(self):
        """Returns what the server has logged so far."""
        position = self.log.tell()
        self.log.seek(0)
        text = self.log.read()
        self.log.seek(position)
        return text

    def stop(self, within=30):
        """Stops the server with SIGTERM. Returns its exit code and the time that it took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            raise Failure(f"the server has not stopped after {within} s:\n{self.lines()[-4000:]}")
        return code, time.monotonic() - start

    def memory(self):
        """Returns the server's memory in MiB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        return 0

    def connect(self, timeout=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
