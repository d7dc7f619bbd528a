"""Holds /metrics against Prometheus' own linter."""

import os
import subprocess

import requests

from server import Server, expect

PROMTOOL = os.environ.get("PROMTOOL", "promtool")


def main():
    with Server() as server:
        for number in range(20):
            requests.post(f"{server.url}/v1/sessions", json={"id": f"m-{number}", "value": number})
        requests.delete(f"{server.url}/v1/sessions/m-1")
        requests.post(f"{server.url}/v1/cleanup")
        text = requests.get(f"{server.url}/metrics").text
        result = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True, text=True)
        expect(result.returncode == 0 and not result.stdout and not result.stderr, f"{result.stdout}{result.stderr}\n{text}")
        expect("sessions_created_total 20\n" in text and 'sessions_ended_total{reason="deleted"} 1\n' in text, text)
        # A check of the check.
        bad = subprocess.run([PROMTOOL, "check", "metrics"], input="sessions_created 1\n", capture_output=True, text=True)
        expect(bad.stdout or bad.stderr, "promtool finds nothing wrong with a metric without help")
    print("metrics: promtool finds nothing")


if __name__ == "__main__":
    main()
