"""Tests every route with requests and with curl, including errors."""

import json
import subprocess

import requests

from server import SESSIONS, Failure, Server, expect

TOKEN = "write-token-0123456789"
READ_TOKEN = "read-token-0123456789"


def problem(response, status, name):
    expect(response.status_code == status, f"{response.request.method} {response.url}: {response.status_code} {response.text}")
    expect(response.headers["content-type"] == "application/problem+json", response.headers)
    body = response.json()
    expect(body["type"] == f"urn:problem-type:sessions:{name}", body)
    expect(body["status"] == status and body["title"] and body["detail"], body)


def with_requests():
    with Server() as server, requests.Session() as client:
        url = server.url
        health = client.get(f"{url}/health")
        expect(health.status_code == 200 and health.json()["sessions"]["active"] == 0, health.text)
        expect(client.get(f"{url}/ready").json() == {"status": "ready"}, "ready")
        expect(client.get(f"{url}/openapi.json").json()["openapi"] == "3.1.0", "openapi")

        sessions = f"{url}/v1/sessions"
        created = client.post(sessions, json={"id": "conv-1", "value": {"chat": "c", "n": 1}, "idle_timeout_seconds": 60})
        expect(created.status_code == 201 and created.headers["location"] == "/v1/sessions/conv-1", created.text)
        problem(client.post(sessions, json={"id": "conv-1", "value": 1}), 409, "session-exists")
        expect(client.post(f"{sessions}?replace=true", json={"id": "conv-1", "value": {"n": 2}}).status_code == 201, "replace")
        expect(client.get(f"{sessions}/conv-1").json()["value"] == {"n": 2}, "read")
        expect(client.get(f"{sessions}/conv-1?peek=true").status_code == 200, "peek")
        patched = client.patch(
            f"{sessions}/conv-1",
            data=json.dumps({"value": {"n": None, "title": "é"}}),
            headers={"content-type": "application/merge-patch+json"},
        )
        expect(patched.json()["value"] == {"title": "é"}, patched.text)
        put = client.put(f"{sessions}/conv-1", json={"value": {"n": 3}}, headers={"if-match": patched.headers["etag"]})
        expect(put.status_code == 200 and put.headers["etag"] == f'"{put.json()["version"]}"', put.text)
        for change in (client.put, client.patch, client.delete):
            stale = change(f"{sessions}/conv-1", json={"value": 4}, headers={"if-match": patched.headers["etag"]})
            problem(stale, 412, "version-mismatch")
            expect(stale.headers["etag"] == put.headers["etag"], stale.headers)
        known = client.get(f"{sessions}/conv-1", headers={"if-none-match": put.headers["etag"]})
        expect(known.status_code == 304 and not known.content, known.text)
        problem(client.put(f"{sessions}/conv-1", json={"value": 4}, headers={"if-none-match": "*"}), 412, "version-mismatch")
        expect(client.put(f"{sessions}/put-1", json={"value": 4}, headers={"if-none-match": "*"}).status_code == 201, "put")
        expect(client.delete(f"{sessions}/put-1", headers={"if-match": "*"}).status_code == 204, "delete")
        for name in ("login-1", "login-2"):
            body = {"id": name, "value": {}, "owner": "alice", "keys": ["device:7"], "descriptor": {"label": name}}
            expect(client.post(sessions, json=body).json()["owner"] == "alice", name)
        patched = client.patch(f"{sessions}/login-1", json={"descriptor": {"address": "203.0.113.7"}}).json()
        expect(patched["descriptor"] == {"label": "login-1", "address": "203.0.113.7"}, patched)
        expect(client.post(f"{sessions}/login-1/touch").status_code == 204, "touch")
        leases = f"{sessions}/login-1/leases"
        lease = client.post(leases, json={"exclusive": True, "ttl_seconds": 60})
        expect(lease.status_code == 201 and lease.json()["session"]["id"] == "login-1", lease.text)
        problem(client.post(leases, json={"exclusive": True}), 409, "session-busy")
        problem(client.post(leases, params={"wait_seconds": 1}, json={"exclusive": True}), 409, "session-busy")
        expect(client.put(f"{url}{lease.headers['location']}").json()["ttl_seconds"] == 30, "renew")
        expect(client.delete(f"{url}{lease.headers['location']}").status_code == 204, "end of the lease")
        problem(client.put(f"{url}{lease.headers['location']}"), 404, "lease-not-found")
        rotated = client.post(f"{sessions}/conv-1/rotate", json={"id": "conv-2", "idle_timeout_seconds": 60}).json()
        expect(rotated["id"] == "conv-2" and rotated["value"] == {"n": 3}, rotated)
        problem(client.post(f"{sessions}/conv-2/rotate", json={"id": "login-1"}), 409, "session-exists")
        touched = client.post(f"{url}/v1/touch", json={"ids": ["conv-1", "conv-2"]}).json()
        expect(touched == {"touched": 1, "not_found": ["conv-1"]}, touched)
        expect(client.post(sessions, json={"id": "short-1", "value": 1}).status_code == 201, "create")
        deleted = client.post(f"{url}/v1/delete", params={"reason": "revoked"}, json={"ids": ["short-1", "conv-1"]}).json()
        expect(deleted == {"deleted": 1, "not_found": ["conv-1"]}, deleted)
        page = client.get(sessions, params={"owner": "alice", "key": ["device:7", "other"]}).json()
        expect([session["id"] for session in page["sessions"]] == ["login-1", "login-2"], page)
        of_bob = client.delete(sessions, params={"owner": "bob", "handle": patched["handle"]})
        problem(of_bob, 404, "session-not-found")
        of_alice = client.delete(sessions, params={"owner": "alice", "handle": patched["handle"], "reason": "revoked"})
        expect(of_alice.json()["deleted"] == 1, of_alice.text)
        expect(client.delete(sessions, params={"owner": ["alice", "bob"], "by": "admin"}).json()["deleted"] == 1, "owners")
        problem(client.delete(sessions, params={"owner": ""}), 400, "malformed-parameter")
        problem(client.post(sessions, json={"value": 1, "owner": "x" * 257}), 400, "invalid-attributes")
        made = client.post(sessions, json={"value": [1, None, "x"]}).json()["id"]
        expect(len(made) == 32, made)
        expect(client.delete(f"{sessions}/{made}").status_code == 204, "delete")
        problem(client.get(f"{sessions}/{made}"), 410, "session-ended")
        problem(client.delete(f"{sessions}/{made}"), 410, "session-ended")
        problem(client.patch(f"{sessions}/{made}", json={"value": 1}), 410, "session-ended")

        for number in range(250):
            client.post(sessions, json={"id": f"many-{number}", "value": number})
        found, cursor = [], None
        while True:
            page = client.get(sessions, params={"prefix": "many-", "limit": 40, "cursor": cursor}).json()
            found += page["sessions"]
            cursor = page["next"]
            if cursor is None:
                break
        expect(len({session["id"] for session in found}) == len(found) == 250, len(found))
        dry = client.delete(sessions, params={"prefix": "many-", "dry_run": "true"}).json()
        expect(dry == {"matched": 250, "deleted": 0, "dry_run": True}, dry)
        done = client.delete(sessions, params={"prefix": "many-"}).json()
        expect(done == {"matched": 250, "deleted": 250, "dry_run": False}, done)
        problem(client.delete(sessions), 400, "filter-missing")
        expect(client.post(f"{url}/v1/cleanup").json() == {"removed": 0, "remaining": 1}, "cleanup")
        expect(client.delete(sessions, params={"all": "true"}).json()["deleted"] == 1, "all")

        problem(client.get(sessions, params={"limit": "many"}), 400, "malformed-parameter")
        problem(client.get(sessions, params={"colour": "red"}), 400, "unknown-parameter")
        problem(client.post(sessions, data="{", headers={"content-type": "application/json"}), 400, "malformed-json")
        problem(client.post(sessions, json={"value": 1, "x": 1}), 400, "malformed-body")
        problem(client.post(sessions, data="1"), 415, "media-type")
        problem(client.post(sessions, json={"value": "x" * 70_000}), 413, "value-too-large")
        problem(client.post(sessions, json={"value": 1, "id": "x" * 1025}), 400, "malformed-identifier")
        problem(client.get(f"{sessions}/%FF"), 400, "malformed-identifier")
        problem(client.put(sessions, json={}), 405, "method-not-allowed")
        problem(client.get(f"{url}/v2"), 404, "no-such-route")
        problem(client.get(sessions, headers={"host": "evil.example"}), 403, "foreign-host")
        problem(client.get(sessions, headers={"origin": "http://evil.example"}), 403, "foreign-origin")

        with client.get(f"{url}/v1/events", stream=True) as stream:
            client.post(sessions, json={"id": "followed", "value": 1})
            lines = stream.iter_lines(decode_unicode=True)
            names = [line for line in lines_until(lines, "data: ") if line.startswith("event: ")]
            expect(names == ["event: created"], names)
        log = server.lines()
        expect("[HTTP] created conv-1 (by local from 127.0.0.1:" in log, log[-2000:])


def lines_until(lines, prefix):
    for line in lines:
        yield line
        if line.startswith(prefix):
            return


def with_tokens():
    with Server(environment={"SESSION_HTTP_TOKEN": TOKEN, "SESSION_HTTP_READ_TOKEN": READ_TOKEN}) as server:
        url = server.url
        write = {"authorization": f"Bearer {TOKEN}"}
        read = {"authorization": f"Bearer {READ_TOKEN}"}
        problem(requests.get(f"{url}/v1/sessions"), 401, "token-missing")
        problem(requests.get(f"{url}/metrics"), 401, "token-missing")
        problem(requests.get(f"{url}/v1/events"), 401, "token-missing")
        problem(requests.get(f"{url}/v1/sessions", headers={"authorization": f"Bearer {TOKEN}x"}), 401, "token-wrong")
        expect(requests.get(f"{url}/health").status_code == 200, "probes need no token")
        expect(requests.post(f"{url}/v1/sessions", json={"id": "a", "value": 1}, headers=write).status_code == 201, "write")
        expect(requests.get(f"{url}/v1/sessions/a", headers=read).status_code == 200, "read")
        dry = requests.delete(f"{url}/v1/sessions?all=true&dry_run=true", headers=read)
        expect(dry.json() == {"deleted": 0, "dry_run": True, "matched": 1}, "counting is reading")
        for method, path in [("POST", "/v1/sessions"), ("DELETE", "/v1/sessions?all=true"), ("DELETE", "/v1/sessions/a"), ("PATCH", "/v1/sessions/a"), ("PUT", "/v1/sessions/a"), ("POST", "/v1/sessions/a/leases"), ("POST", "/v1/sessions/a/rotate"), ("POST", "/v1/touch"), ("POST", "/v1/delete"), ("POST", "/v1/cleanup")]:
            problem(requests.request(method, url + path, json={"value": 1}, headers=read), 403, "read-only-token")
        expect(TOKEN not in server.lines() and READ_TOKEN not in server.lines(), "a token is logged")


def with_conditions():
    with Server(environment={"SESSION_HTTP_REQUIRE_PRECONDITIONS": "true"}) as server:
        session = f"{server.url}/v1/sessions/a"
        problem(requests.put(session, json={"value": 1}), 428, "precondition-required")
        tag = requests.put(session, json={"value": 1}, headers={"if-none-match": "*"}).headers["etag"]
        problem(requests.patch(session, json={"value": 2}), 428, "precondition-required")
        expect(requests.patch(session, json={"value": 2}, headers={"if-match": tag}).status_code == 200, "patch")
        problem(requests.delete(session, headers={"if-match": tag}), 412, "version-mismatch")


def with_ends():
    """Tests the answer to the id of a session that has ended, which the server remembers."""
    with Server(environment={"SESSION_REMEMBER_ENDS": "10000"}) as server:
        sessions = f"{server.url}/v1/sessions"
        requests.post(sessions, json={"id": "a", "value": 1})
        expect(requests.delete(f"{sessions}/a", params={"reason": "signedOut", "by": "a"}).status_code == 204, "delete")
        for method, path in [("GET", "a"), ("PATCH", "a"), ("DELETE", "a"), ("POST", "a/touch"), ("POST", "a/rotate")]:
            body = {} if path == "a/rotate" else {"value": 1}
            response = requests.request(method, f"{sessions}/{path}", json=body)
            problem(response, 410, "session-ended")
            body = response.json()
            expect(body["reason"] == "deleted" and body["deletion"] == "signedOut" and body["ended_at"], body)
        problem(requests.get(f"{sessions}/b"), 404, "session-not-found")


def with_curl():
    """Runs the commands that a person would type."""
    with Server() as server:

        def curl(*arguments):
            result = subprocess.run(
                ["curl", "--silent", "--show-error", "--max-time", "30", "--write-out", "\n%{http_code}", *arguments],
                capture_output=True,
                text=True,
            )
            expect(result.returncode == 0, f"curl {arguments}: {result.stderr}")
            body, status = result.stdout.rsplit("\n", 1)
            return int(status), body

        sessions = f"{server.url}/v1/sessions"
        as_json = ["--header", "content-type: application/json", "--data"]
        for expected, arguments in [
            (200, [f"{server.url}/health"]),
            (200, [f"{server.url}/ready"]),
            (200, [f"{server.url}/metrics"]),
            (200, [f"{server.url}/openapi.json"]),
            (201, [*as_json, '{"id": "a b/c", "value": {"chat": 7}}', sessions]),
            (409, [*as_json, '{"id": "a b/c", "value": 1}', sessions]),
            (415, ["--data", "{}", sessions]),
            (400, [*as_json, "{", sessions]),
            (200, [f"{sessions}/a%20b%2Fc"]),
            (200, [f"{sessions}/a%20b%2Fc?peek=true"]),
            (404, [f"{sessions}/nobody"]),
            (200, ["--request", "PATCH", *as_json, '{"value": {"chat": 8}}', f"{sessions}/a%20b%2Fc"]),
            (200, [f"{sessions}?values=true&min_age=0&limit=5"]),
            (400, [f"{sessions}?limit=0"]),
            (200, ["--request", "DELETE", f"{sessions}?prefix=a&dry_run=true"]),
            (204, ["--request", "DELETE", f"{sessions}/a%20b%2Fc"]),
            (200, ["--request", "POST", f"{server.url}/v1/cleanup"]),
            (405, ["--request", "PUT", sessions]),
            (200, ["--head", f"{server.url}/health"]),
            (413, [*as_json, '"' + "x" * 70_000 + '"', "--request", "POST", f"{sessions}?replace=true"]),
            (404, [f"{server.url}/nothing"]),
        ]:
            status, body = curl(*arguments)
            if expected == 413:
                # A value that is not an object with `value` is refused for that reason first.
                expect(status in (400, 413), f"{status} {body}")
            else:
                expect(status == expected, f"curl {arguments}: {status} {body}")


def refuses_to_start():
    """Tests an open server without a token, weak tokens, and a port in use."""
    for arguments, environment, code, text in [
        (["--host", "0.0.0.0"], {}, 78, "SESSION_HTTP_TOKEN"),
        ([], {"SESSION_HTTP_HOST": "::"}, 78, "SESSION_HTTP_TOKEN"),
        ([], {"SESSION_HTTP_TOKEN": "short"}, 78, "openssl rand -hex 32"),
        ([], {"SESSION_HTTP_PORT": "http"}, 78, "SESSION_HTTP_PORT"),
        (["--profile", "nowhere"], {}, 78, "nowhere"),
        (["--port", "70000"], {}, 64, "0 to 65535"),
    ]:
        result = start(["--port", "0", *arguments] if "--port" not in arguments else arguments, environment)
        expect(result.returncode == code, f"{arguments} {environment}: {result.returncode} {result.stderr}")
        expect(text in result.stderr, result.stderr)
        expect("short" not in result.stderr.replace("shorter", ""), result.stderr)
    with Server() as server:
        result = start(["--port", str(server.port)], {})
        expect(result.returncode == 69, f"{result.returncode} {result.stderr}")
        expect(f"another program listens on 127.0.0.1:{server.port}" in result.stderr, result.stderr)


def start(arguments, environment):
    return subprocess.run(
        [SESSIONS, "serve", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", **environment},
    )


def main():
    with_requests()
    with_tokens()
    with_conditions()
    with_ends()
    with_curl()
    refuses_to_start()
    print("routes: requests and curl go through all of them, errors included")


if __name__ == "__main__":
    main()
