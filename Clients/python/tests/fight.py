"""Two processes fight for one conversation with exclusive leases: no turn is lost, none waits for ever, and they take turns.

Usage: python3 fight.py [TURNS]    (default: 400)
"""

import itertools
import multiprocessing
import os
import sys
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
sys.path[:0] = [os.path.join(ROOT, "Clients", "python"), os.path.join(ROOT, "Tests", "ServeProof")]

from server import Server, expect  # noqa: E402

from swift_sessions import Client  # noqa: E402

ID = "conv-1"


def fight(url, name, turns, start, results):
    with Client(url) as client:
        start.wait()
        for _ in range(turns):
            with client.lease(ID, exclusive=True, wait=60) as lease:
                value = lease.session["value"]
                # The server doesn't add these up: a second turn at the same time would lose one of them.
                client.change(ID, {"turns": value["turns"] + 1, "order": value["order"] + name})
        results.put(name)


def main():
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    quiet = {"SESSION_OBSERVERS_LOGGING_ENABLED": "false"}
    with Server(environment=quiet) as server, Client(server.url) as client:
        client.create({"turns": 0, "order": ""}, id=ID)
        results = multiprocessing.Queue()
        start = multiprocessing.Barrier(2)
        begun = time.monotonic()
        processes = [
            multiprocessing.Process(target=fight, args=(server.url, name, turns // 2, start, results)) for name in "ab"
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
            expect(process.exitcode == 0, f"a process ended with {process.exitcode}")
        value = client.read(ID)["value"]
        expect(value["turns"] == turns // 2 * 2, f"{value['turns']} turns of {turns}: updates were lost")
        # While both work, each waits for the other, so they alternate, except where one is slow to come back.
        order = value["order"]
        longest = max(len(list(run)) for _, run in itertools.groupby(order))
        changes = sum(left != right for left, right in zip(order, order[1:]))
        expect(changes >= len(order) * 0.5, f"only {changes} changes in {len(order)} turns: waiting is not fair")
        with client.lease(ID, exclusive=True):
            pass
        seconds = time.monotonic() - begun
        print(
            f"fight: {value['turns']:,} turns of two processes, none lost, {changes:,} changes of the holder, at most "
            f"{longest} turns in a row, {seconds / turns * 1000:.1f} ms a turn"
        )


if __name__ == "__main__":
    main()
