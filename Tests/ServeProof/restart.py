"""Checks that sessions survive a restart if the profile turns persistence on."""

import os
import tempfile

import requests

from server import Server, expect


def main():
    with tempfile.TemporaryDirectory() as directory:
        environment = {
            "SESSION_PERSISTENCE_BACKEND": "sqlite",
            "SESSION_PERSISTENCE_PATH": os.path.join(directory, "sessions.db"),
        }
        with Server(environment=environment) as server:
            sessions = f"{server.url}/v1/sessions"
            for number in range(100):
                created = requests.post(sessions, json={"id": f"kept-{number}", "value": {"n": number, "text": "é"}})
                expect(created.status_code == 201, created.text)
            requests.delete(f"{sessions}/kept-7")
            tag = requests.patch(f"{sessions}/kept-8", json={"value": {"n": None}}).headers["etag"]
            health = requests.get(f"{server.url}/health").json()
            stores = [part for part in health["components"] if part["kind"] == "store"]
            expect(len(stores) == 1 and stores[0]["status"] == "ok", health)
            code, _ = server.stop()
            expect(code == 0, f"exit code {code}")
        with Server(environment=environment) as server:
            sessions = f"{server.url}/v1/sessions"
            health = requests.get(f"{server.url}/health").json()
            expect(health["sessions"]["active"] == 99, health)
            expect(health["sessions"]["total_restored"] == 99 and health["sessions"]["total_created"] == 0, health)
            expect(requests.get(f"{sessions}/kept-7").status_code == 404, "a deleted session came back")
            expect(requests.get(f"{sessions}/kept-8").json()["value"] == {"text": "é"}, "a change is lost")
            kept = requests.patch(f"{sessions}/kept-8", json={"value": {"m": 1}}, headers={"if-match": tag})
            expect(kept.status_code == 200 and kept.headers["etag"] != tag, f"the version is lost: {kept.text}")
            expect(requests.get(f"{sessions}/kept-9").json()["value"] == {"n": 9, "text": "é"}, "a value is lost")
            server.stop()
    print("restart: 99 sessions go on after a restart, and the deleted one doesn't")


if __name__ == "__main__":
    main()
