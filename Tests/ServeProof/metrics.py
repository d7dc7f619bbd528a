"""Checks /metrics with Prometheus' own linter."""

import os
import subprocess
import tempfile

import requests

from server import Server, expect

PROMTOOL = os.environ.get("PROMTOOL", "promtool")


def main():
    with tempfile.TemporaryDirectory() as directory:
        # With a store and a limit of bytes, so that their metrics are included.
        environment = {
            "SESSION_MAX_BYTES": "1_000_000",
            "SESSION_PERSISTENCE_BACKEND": "sqlite",
            "SESSION_PERSISTENCE_PATH": os.path.join(directory, "sessions.db"),
        }
        with Server(environment=environment) as server:
            for number in range(20):
                requests.post(f"{server.url}/v1/sessions", json={"id": f"m-{number}", "value": number})
            requests.delete(f"{server.url}/v1/sessions/m-1")
            requests.post(f"{server.url}/v1/cleanup")
            text = requests.get(f"{server.url}/metrics").text
            result = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True, text=True)
            found = f"{result.stdout}{result.stderr}"
            expect(result.returncode == 0 and not found, f"{found}\n{text}")
            for line in (
                "sessions_created_total 20",
                "# TYPE sessions_value_bytes gauge",
                'sessions_ended_total{reason="deleted"} 1',
                'sessions_lifetime_seconds_bucket{reason="deleted",le="+Inf"} 1',
                'sessions_lifetime_seconds_count{reason="deleted"} 1',
                'sessions_expiry_lag_seconds_count{reason="expired(idle)"} 0',
                'sessions_store_operation_duration_seconds_count{operation="open"} 1',
                'sessions_store_operation_duration_seconds_count{operation="load"} 1',
            ):
                expect(f"{line}\n" in text, f"{line} is not in\n{text}")
            # Checks that the linter itself reports errors.
            bad = subprocess.run(
                [PROMTOOL, "check", "metrics"], input="sessions_created 1\n", capture_output=True, text=True
            )
            expect(bad.stdout or bad.stderr, "promtool finds nothing wrong with a metric without help")
    print("metrics: promtool finds nothing")


if __name__ == "__main__":
    main()
