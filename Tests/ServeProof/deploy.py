"""Tests the files in `deploy`: the program behind nginx and Caddy as configured there, with an event stream that
passes at once; the notification of systemd; the image's health check; the manifest's profile and probes."""

import json
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

import yaml

from server import SESSIONS, Failure, Server, expect

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
TOKEN = "a-token-for-the-proof-of-deploy"
# Long enough for a busy machine: the tests look for events that never come.
PATIENCE = 60


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def replaced(text, *pairs):
    """Returns the text with each first string, which must occur, replaced by the second."""
    for old, new in pairs:
        expect(old in text, f"'{old}' is missing in a file of deploy; adapt this proof")
        text = text.replace(old, new)
    return text


def open_url(url, method="GET", body=None, timeout=PATIENCE):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    request = urllib.request.Request(
        url,
        method=method,
        data=body and json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    return urllib.request.urlopen(request, timeout=timeout, context=context if url[:5] == "https" else None)


def wait_until_open(port, process, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise Failure(f"{process.args[0]} does not start:\n{log.read_text()}")


def pass_through(name, url):
    """Checks that a request and an event pass through the proxy, the event while its stream stays open."""
    with open_url(f"{url}/v1/events?kinds=created") as stream:
        expect(stream.headers["Content-Type"].startswith("text/event-stream"), f"{name}: no event stream")
        session = f"through-{name}"
        with open_url(f"{url}/v1/sessions", "POST", {"id": session, "value": {"a": 1}}) as answer:
            expect(answer.status == 201, f"{name}: a create is answered {answer.status}")
        while True:
            line = stream.readline().decode()
            expect(line, f"{name}: the stream ended without the event")
            if line.startswith("data:") and f'"id":"{session}"' in line:
                break
    with open_url(f"{url}/v1/sessions/{session}") as answer:
        expect(json.load(answer)["value"] == {"a": 1}, f"{name}: the session is not found")
    print(f"{name}: requests pass, and an event passes while its stream is open")


def proxy(name, command, port, scheme, log):
    with open(log, "w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until_open(port, process, log)
        pass_through(name, f"{scheme}://127.0.0.1:{port}")
    except TimeoutError:
        raise Failure(f"nothing came through {name} for {PATIENCE} s; does it buffer event streams?") from None
    finally:
        process.terminate()
        process.wait()


def nginx(scratch, upstream):
    port = free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=sessions.example.com"]
        + ["-days", "1", "-keyout", scratch / "privkey.pem", "-out", scratch / "fullchain.pem"],
        check=True,
        capture_output=True,
    )
    site = replaced(
        (DEPLOY / "nginx.conf").read_text(),
        ("server 127.0.0.1:8080;", f"server 127.0.0.1:{upstream};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("listen [::]:443 ssl;", ""),
        ("/etc/ssl/sessions/", f"{scratch}/"),
    )
    (scratch / "site.conf").write_text(site)
    # Like Debian's nginx.conf, but with gzip for everything, which would delay events.
    (scratch / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {scratch}/nginx.pid; error_log stderr;\n"
        "events { worker_connections 64; }\n"
        f"http {{ access_log off; gzip on; gzip_types *; gzip_proxied any;\n"
        + "".join(
            f"{kind}_temp_path {scratch}/{kind};\n"
            for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        )
        + f"include {scratch}/site.conf; }}\n"
    )
    command = [os.environ["NGINX"], "-c", scratch / "nginx.conf", "-p", scratch, "-e", "stderr"]
    test = subprocess.run([*command, "-t"], capture_output=True, text=True)
    expect(test.returncode == 0, f"nginx -t: {test.stderr}")
    proxy("nginx", command, port, "https", scratch / "nginx.log")


def caddy(scratch, upstream):
    port = free_port()
    text = replaced(
        (DEPLOY / "Caddyfile").read_text(),
        ("sessions.example.com {", f"http://127.0.0.1:{port} {{"),
        ("reverse_proxy 127.0.0.1:8080 {", f"reverse_proxy 127.0.0.1:{upstream} {{"),
    )
    # Caddy's administration port may already be in use.
    (scratch / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text)
    program = os.environ["CADDY"]
    for file in [DEPLOY / "Caddyfile", scratch / "Caddyfile"]:
        test = subprocess.run(
            [program, "validate", "--adapter", "caddyfile", "--config", file],
            capture_output=True,
            text=True,
            env={**os.environ, "HOME": str(scratch), "XDG_DATA_HOME": str(scratch)},
        )
        expect(test.returncode == 0, f"caddy validate {file}: {test.stderr}")
    os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = str(scratch)
    command = [program, "run", "--adapter", "caddyfile", "--config", scratch / "Caddyfile"]
    proxy("caddy", command, port, "http", scratch / "caddy.log")


def health_check(port):
    """Checks that the Dockerfile's HEALTHCHECK succeeds while the server runs and fails on a port without one."""
    text = (DEPLOY / "Dockerfile").read_text()
    found = re.search(r"HEALTHCHECK [^\n]*\\\n\s+CMD (.*)", text)
    expect(found, "the Dockerfile has no HEALTHCHECK")
    for number, expected in [(port, 0), (free_port(), 1)]:
        ran = subprocess.run(
            ["sh", "-c", found[1]],
            env={"PATH": os.environ["PATH"], "SESSION_HTTP_PORT": str(number)},
            capture_output=True,
        )
        expect(ran.returncode == expected, f"the health check exits with {ran.returncode}, not {expected}")
    print("Dockerfile: the health check finds a server, and the lack of one")


def manifest(scratch, url):
    """Checks that the manifest's profile is valid, its variables are settings, and its probes need no token."""
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
    kinds = {document["kind"]: document for document in documents}
    profiles = scratch / "profiles"
    profiles.mkdir()
    for name, text in kinds["ConfigMap"]["data"].items():
        (profiles / name).write_text(text)
        check = subprocess.run([SESSIONS, "profile", "check", profiles / name], capture_output=True, text=True)
        expect(check.returncode == 0, f"the profile {name} of the manifest: {check.stderr}{check.stdout}")
    container = kinds["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    secrets = kinds["Secret"]["stringData"]
    variables = {
        variable["name"]: variable.get("value") or secrets[variable["valueFrom"]["secretKeyRef"]["key"]]
        for variable in container["env"]
    }
    arguments = [argument.replace("/etc/sessions/profiles", str(profiles)) for argument in container["args"]]
    with Server(*arguments[1:], environment=variables) as server:
        with urllib.request.urlopen(f"{server.url}/health", timeout=PATIENCE) as answer:
            expect(json.load(answer)["profile"] == variables["SESSION_PROFILE"], "the profile is not taken")
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"]:
        path = container[probe]["httpGet"]["path"]
        with urllib.request.urlopen(url + path, timeout=PATIENCE) as answer:
            expect(answer.status == 200, f"{probe} is answered {answer.status}")
    print("kubernetes.yaml: its profile is valid, and its probes are answered without a token")


def main():
    with tempfile.TemporaryDirectory() as directory:
        scratch = pathlib.Path(directory)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifications:
            notifications.bind(str(scratch / "notify"))
            notifications.settimeout(PATIENCE)
            variables = {"SESSION_HTTP_TOKEN": TOKEN, "NOTIFY_SOCKET": str(scratch / "notify")}
            with Server(environment=variables) as server:
                told = notifications.recv(100)
                expect(told == b"READY=1", f"systemd is told {told!r}")
                print("systemd is told that the server is ready")
                health_check(server.port)
                manifest(scratch, server.url)
                nginx(scratch, server.port)
                caddy(scratch, server.port)


try:
    main()
except Failure as failure:
    sys.exit(f"error: {failure}")
