"""Tests the client against `sessions serve`."""

import json
import os
import signal
import sys
import threading
import time
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
sys.path[:0] = [os.path.join(ROOT, "Clients", "python"), os.path.join(ROOT, "Tests", "ServeProof")]

from server import Server  # noqa: E402

from swift_sessions import Client, LeaseLost, SessionsError  # noqa: E402
from swift_sessions.client import operations  # noqa: E402

# What the client leaves out: Prometheus, the streams and the dashboard have clients of their own.
OMITTED = {"metrics", "openapi", "events", "live", "history", "distribution", "profile", "policyImpact", "access"} | {
    "sessionEvents"
}


class DescriptionTests(unittest.TestCase):
    def test_the_client_has_every_operation(self):
        with open(os.path.join(ROOT, "docs", "openapi.json")) as file:
            paths = json.load(file)["paths"]
        described = {
            operation["operationId"] for path in paths.values() for name, operation in path.items() if name != "parameters"
        }
        self.assertEqual(set(operations()), described - OMITTED)


class ClientTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(environment={"SESSION_REMEMBER_ENDS": "100"})

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def setUp(self):
        self.client = Client(self.server.url)
        self.addCleanup(self.client.close)

    def refused(self, kind, call, *arguments, **options):
        with self.assertRaises(SessionsError) as raised:
            call(*arguments, **options)
        self.assertEqual(raised.exception.kind, kind)
        return raised.exception

    def test_a_session_lives(self):
        client = self.client
        created = client.create({"n": 1, "o": "ö"}, id="a b/ü", owner="alice", idle_timeout_seconds=60)
        self.assertEqual((created["id"], created["owner"], created["idle_timeout_seconds"]), ("a b/ü", "alice", 60))
        self.refused("session-exists", client.create, 1, id="a b/ü")
        self.assertEqual(client.read("a b/ü", peek=True)["value"], {"n": 1, "o": "ö"})
        changed = client.change("a b/ü", {"n": None, "m": 2}, owner=None)
        self.assertEqual(changed["value"], {"m": 2, "o": "ö"})
        self.assertNotIn("owner", changed)
        client.touch("a b/ü")
        client.delete("a b/ü", reason="signedOut", by="alice")
        error = self.refused("session-ended", client.read, "a b/ü")
        self.assertEqual((error.status, error.problem["deletion"]), (410, "signedOut"))
        self.refused("session-not-found", client.touch, "nobody")
        self.assertEqual(len(client.create(None)["id"]), 32)
        self.assertEqual(client.ready(), {"status": "ready"})
        self.assertGreaterEqual(client.health()["sessions"]["active"], 1)
        self.assertIn("removed", client.clean_up())

    def test_a_change_states_the_version_that_it_is_based_on(self):
        client = self.client
        first = client.put("version-1", {"n": 1}, only_new=True)
        error = self.refused("version-mismatch", client.put, "version-1", 2, only_new=True)
        self.assertEqual(error.status, 412)
        second = client.change("version-1", {"n": 2}, if_version=first["version"])
        self.assertNotEqual(second["version"], first["version"])
        for call in (client.put, client.change):
            self.refused("version-mismatch", call, "version-1", {"n": 3}, if_version=first["version"])
        self.refused("version-mismatch", client.delete, "version-1", if_version=first["version"])
        self.assertEqual(client.read("version-1")["value"], {"n": 2})
        client.delete("version-1", if_version=second["version"])

    def test_ids_are_rotated_and_many_sessions_change_at_once(self):
        client = self.client
        client.create(1, id="rotate-1")
        self.assertEqual(client.rotate("rotate-1", "rotate-2", idle_timeout_seconds=60)["id"], "rotate-2")
        made = client.rotate("rotate-2")
        self.assertEqual((len(made["id"]), made["value"]), (32, 1))
        self.assertEqual(client.touch_many(["rotate-1", made["id"]]), ["rotate-1"])
        self.assertEqual(client.delete_many([made["id"], "rotate-1"], reason="revoked"), ["rotate-1"])

    def test_lists_and_deletions_by_filter(self):
        client = self.client
        for number in range(25):
            client.create(number, id=f"list-{number:02}", keys=["even" if number % 2 == 0 else "odd"])
        found = list(client.sessions(prefix="list-", limit=10, values=True))
        self.assertEqual(sorted(session["value"] for session in found), list(range(25)))
        self.assertEqual(client.delete_matching(key="even", dry_run=True), 13)
        self.assertEqual(client.delete_matching(key=["even", "other"], reason="revoked"), 13)
        self.assertEqual(len(list(client.sessions(prefix="list-"))), 12)
        self.refused("filter-missing", client.delete_matching)

    def test_an_exclusive_lease_excludes_another_and_outlives_its_time(self):
        client = self.client
        client.create({"parent": None}, id="lease-1")
        with client.lease("lease-1", exclusive=True, ttl=0.6) as lease:
            self.assertEqual(lease.session["value"], {"parent": None})
            time.sleep(1.2)
            error = self.refused("session-busy", client.begin_lease, "lease-1", exclusive=True)
            self.assertEqual((error.status, error.retry_after), (409, 1))
            self.refused("session-busy", client.begin_lease, "lease-1", exclusive=True, wait=1)
            with client.lease("lease-1"):
                pass
            self.assertFalse(lease.lost.is_set())
        with client.lease("lease-1", exclusive=True):
            pass

    def test_a_lease_is_lost_with_its_session(self):
        self.client.create(1, id="lease-2")
        with self.assertRaises(LeaseLost):
            with self.client.lease("lease-2", exclusive=True, ttl=0.6) as lease:
                self.client.delete("lease-2")
                self.assertTrue(lease.lost.wait(10))

    def test_a_shorter_time_counts_at_once(self):
        client = self.client
        client.create(1, id="lease-4")
        lease = client.begin_lease("lease-4", exclusive=True, ttl=600)["lease"]
        client.renew_lease("lease-4", lease, ttl=0.2)
        with client.lease("lease-4", exclusive=True, wait=30):
            self.refused("lease-not-found", client.renew_lease, "lease-4", lease)

    def test_leases_leave_no_connections(self):
        self.client.create(1, id="lease-5")
        for _ in range(3):
            with self.client.lease("lease-5", ttl=0.3):
                time.sleep(0.2)
        self.assertLessEqual(len(self.client._connection._open), 1)

    def test_a_lease_is_lost_in_time_if_the_server_does_not_answer(self):
        with Server() as server, Client(server.url, timeout=600) as client:
            client.create(1, id="lease-6")
            lease = client.lease("lease-6", ttl=0.6)
            os.kill(server.process.pid, signal.SIGSTOP)
            self.assertTrue(lease.lost.wait(60))
            os.kill(server.process.pid, signal.SIGCONT)
            lease.end()

    def test_a_waiting_request_gets_its_turn(self):
        self.client.create([], id="lease-3")
        holder = self.client.lease("lease-3", exclusive=True)
        taken = threading.Event()

        def wait():
            with self.client.lease("lease-3", exclusive=True, wait=30):
                taken.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        self.assertFalse(taken.wait(0.5))
        holder.end()
        waiting.join(30)
        self.assertTrue(taken.is_set())

    def test_a_token(self):
        with Server(environment={"SESSION_HTTP_TOKEN": "0123456789abcdef"}) as server:
            with Client(server.url) as client:
                self.refused("token-missing", client.create, 1)
            with Client(server.url, token="0123456789abcdef") as client:
                client.create(1)


if __name__ == "__main__":
    unittest.main()
