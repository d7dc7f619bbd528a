"""Sends SIGTERM under load, repeatedly: accepted requests are answered, other requests have no effect.

A request may find no server: its connection is refused, or closed before a response began. The server must then not
have performed it. A response that began must be complete.
"""

import http.client
import json
import random
import sys
import threading
import time

from server import Server, expect

# The profile's shutdown-timeout and drain-timeout, and some time for a busy machine.
BOUND = 10 + 5 + 15


class Load:
    """A client that creates sessions without a pause, on one connection or on a new one each time."""

    def __init__(self, server, number, keeps_alive):
        self.port = server.port
        self.number = number
        self.keeps_alive = keeps_alive
        self.answered = []
        self.unanswered = []
        self.broken = []
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self):
        connection = None
        count = 0
        while True:
            count += 1
            id = f"{self.number:02}-{count:05}"
            has_begun = False
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request("POST", "/v1/sessions", json.dumps({"id": id, "value": count}), {"Content-Type": "application/json"})
                response = connection.getresponse()
                has_begun = True
                body = response.read()
                if response.status != 201 or json.loads(body)["id"] != id:
                    self.broken.append((id, response.status, body))
                    return
                self.answered.append(id)
                if response.getheader("connection") == "close" or not self.keeps_alive:
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as error:
                (self.broken if has_begun else self.unanswered).append((id, repr(error)))
                return


class Stream:
    """A client that follows the events."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.connection.request("GET", "/v1/events")
        self.response = self.connection.getresponse()
        expect(self.response.status == 200, self.response.status)
        self.failure = None
        self.text = b""
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self):
        try:
            # `read` fails unless the last chunk comes.
            self.text = self.response.read()
        except (OSError, http.client.HTTPException) as error:
            self.failure = error
        self.connection.close()


def once(round_number):
    with Server() as server:
        streams = [Stream(server) for _ in range(20)]
        load = [Load(server, number, keeps_alive=number % 2 == 0) for number in range(8)]
        deadline = time.monotonic() + 60
        while min(len(client.answered) for client in load) < 5 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(random.random() * 0.3)
        code, seconds = server.stop(within=BOUND)
        for client in load + streams:
            client.thread.join(timeout=90)
            expect(not client.thread.is_alive(), f"round {round_number}: a client is stuck")
        expect(code == 0, f"round {round_number}: exit code {code}\n{server.lines()[-3000:]}")
        log = server.lines()
        done = set()
        for line in log.splitlines():
            if "[HTTP] created " in line:
                done.add(line.split("[HTTP] created ")[1].split(" ")[0])
        answered = 0
        for client in load:
            expect(not client.broken, f"round {round_number}: broken answers: {client.broken}")
            answered += len(client.answered)
            for id in client.answered:
                expect(id in done, f"round {round_number}: {id} was answered and not done")
            for id, error in client.unanswered:
                expect(id not in done, f"round {round_number}: {id} was done and not answered: {error}")
        expect(len(done) == answered, f"round {round_number}: {len(done)} done, {answered} answered")
        for stream in streams:
            expect(stream.failure is None, f"round {round_number}: a stream was cut off: {stream.failure}")
            expect(b"event: created" in stream.text, f"round {round_number}: a stream has no events")
        expect("Shutdown: Cleanup interval cleared" in log, f"round {round_number}: the manager was not shut down")
        return answered, seconds


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    answers, longest = 0, 0
    for number in range(rounds):
        answered, seconds = once(number + 1)
        answers += answered
        longest = max(longest, seconds)
    print(f"shutdown: {rounds} times SIGTERM, {answers:,} requests answered, none lost, 20 streams ended each time, {longest:.1f} s at the most")


if __name__ == "__main__":
    main()
