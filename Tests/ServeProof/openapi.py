"""Lets schemathesis look for requests whose responses differ from docs/openapi.json."""

import os
import subprocess
import sys

from server import Server, expect

TOKEN = "write-token-0123456789"


def run(server, examples, *arguments):
    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"),
        "--config-file",
        os.path.join(os.path.dirname(os.path.abspath(__file__)), "schemathesis.toml"),
        "run",
        f"{server.url}/openapi.json",
        "--max-examples",
        str(examples),
        "--seed",
        "1",
        "--checks",
        "all",
        # A session with a lifetime of one millisecond is gone when it is requested.
        "--exclude-checks",
        "ensure_resource_availability",
        # The streams never end. The other tests and the unit tests read them.
        "--exclude-path",
        "/v1/events",
        "--exclude-path",
        "/v1/live",
        # Slowness of a busy machine is not a fault here.
        "--request-timeout",
        "120",
        # A request can wait a minute for an exclusive lease.
        "--max-response-time",
        "120",
        "--suppress-health-check",
        "all",
        "--no-color",
        *arguments,
    ]
    result = subprocess.run(command, capture_output=True, text=True, cwd=os.environ.get("TMPDIR", "/tmp"))
    expect(result.returncode == 0, f"{result.stdout[-8000:]}{result.stderr[-2000:]}")
    return next((line.strip() for line in result.stdout.splitlines() if "generated" in line), "")


def main():
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    quiet = {"SESSION_OBSERVERS_LOGGING_ENABLED": "false"}
    with Server(environment=quiet) as server:
        summary = run(server, examples)
        expect(server.process.poll() is None, "the server is gone")
    with Server(environment={**quiet, "SESSION_HTTP_TOKEN": TOKEN}) as server:
        summary += "; with a token: " + run(server, max(1, examples // 3), "--header", f"Authorization: Bearer {TOKEN}")
    print(f"openapi: schemathesis finds nothing ({summary})")


if __name__ == "__main__":
    main()
