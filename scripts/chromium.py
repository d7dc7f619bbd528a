"""Drives headless Chromium over the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/

The checks of web pages share this module. It needs Chromium (Debian's package chromium).
"""
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import time

# The maximum wait for a condition, in seconds. Only a failure takes this long.
PATIENCE = 120


class Failure(Exception):
    pass


def expect(what, isTrue):
    if not isTrue:
        raise Failure(what)


def until(what, condition):
    """Waits until the condition returns something true, and returns it. `what` is a text or a function of one."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.1)
    raise Failure(f"timed out: {what() if callable(what) else what}")


class Server:
    """A program that serves pages on a free port and prints its address."""

    def __init__(self, log, command, **environment):
        self.log, self.name = log, os.path.basename(command[0])
        variables = {name: value for name, value in os.environ.items() if not name.startswith("SESSION_")}
        with open(log, "w") as file:
            self.process = subprocess.Popen(command, stdout=file, stderr=file, env={**variables, **environment})
        try:
            self.site = until(f"{self.name} starts", self.address)
        except Failure:
            self.process.kill()
            raise

    def address(self):
        with open(self.log) as file:
            found = re.search(r"(?:listening on |Serving sessions at http://)(127\.0\.0\.1:\d+)", file.read())
        if not found and self.process.poll() is not None:
            raise Failure(f"{self.name} does not start, see {self.log}")
        return found and f"http://{found[1]}"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(PATIENCE) != 0:
            raise Failure(f"{self.name} ends with {self.process.returncode} after SIGTERM, see {self.log}")


class Browser:
    """Chromium, which reads commands from descriptor 3 and writes answers to descriptor 4, with a zero after each."""

    def __init__(self, directory):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not program:
            raise Failure("Chromium is missing; install it with apt-get install chromium")
        options = [
            "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={directory}", "--no-first-run",
            "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
            "--disable-component-update", "--no-proxy-server",
        ]
        if os.getuid() == 0:
            options.append("--no-sandbox")
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        redirected = f'exec "$@" 3<&{commands} 4>&{answers}'
        self.process = subprocess.Popen(
            ["bash", "-c", redirected, "bash", program, *options, "about:blank"],
            pass_fds=(commands, answers),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        self.count = 0
        self.received = b""
        self.problems = []

    def call(self, method, parameters=None, session=None):
        """Sends a command and returns its result. Notes the problems that pages report in the meantime."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise Failure(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.note(answer)

    def receive(self):
        while b"\0" not in self.received:
            more = os.read(self.answers, 1 << 16)
            if not more:
                raise Failure("Chromium ended")
            self.received += more
        line, self.received = self.received.split(b"\0", 1)
        return json.loads(line)

    def note(self, event):
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.problems.append(str(parameters["exceptionDetails"]))
        if method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
            self.problems.append(str(parameters["args"]))
        if method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            entry = parameters["entry"]
            # Chromium requests an icon on its own, and reports each status of 400 or higher.
            if "favicon" not in entry.get("url", "") and entry["source"] != "network":
                self.problems.append(f"{entry['text']} ({entry.get('url', '')})")

    def stop(self):
        self.process.kill()
        self.process.wait()


class Tab:
    """A tab in its own browser profile, so it shares no cookies."""

    def __init__(self, browser, width, height=640, agent=None):
        self.browser = browser
        context = browser.call("Target.createBrowserContext")["browserContextId"]
        self.target = browser.call("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
        attached = browser.call("Target.attachToTarget", {"targetId": self.target, "flatten": True})
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        if agent:
            self.call("Emulation.setUserAgentOverride", {"userAgent": agent})
        self.resize(width, height)

    def call(self, method, parameters=None):
        return self.browser.call(method, parameters, self.session)

    def close(self):
        self.browser.call("Target.closeTarget", {"targetId": self.target})

    def resize(self, width, height=640, scale=2):
        self.call(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 500},
        )

    def run(self, script):
        """Runs a script in the page and returns its value, or None while the page is being replaced."""
        try:
            result = self.call("Runtime.evaluate", {"expression": script, "returnByValue": True, "awaitPromise": True})
        except Failure as failure:
            if "context" in str(failure) or "navigated" in str(failure) or "Promise was collected" in str(failure):
                return None
            raise
        if "exceptionDetails" in result:
            return None
        return result["result"].get("value")

    @property
    def text(self):
        return self.run("document.readyState === 'complete' ? document.body.innerText : ''") or ""

    def sees(self, text):
        until(lambda: f"the page shows '{text}', not {self.text[:2000]!r}", lambda: text in self.text)
        self.fits(text)

    def fits(self, what):
        """Fails if the page is wider than its window."""
        width = self.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if width and width > 0:
            raise Failure(f"the page with '{what}' is {width} pixels too wide")

    def open(self, url):
        # A new page doesn't have this mark.
        self.run("window.isOld = true")
        self.call("Page.navigate", {"url": url})
        self.waitForPage(url)

    def reload(self):
        self.run("window.isOld = true")
        self.call("Page.reload")
        self.waitForPage("the same page")

    def waitForPage(self, what):
        until(f"{what} loads", lambda: self.run("!window.isOld && document.readyState === 'complete'"))

    def scheme(self, scheme):
        """Chooses the light or dark colour scheme."""
        self.call("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def picture(self, path, clip=None):
        """Writes a picture of the whole page, or of a part of it."""
        parameters = {"captureBeyondViewport": True}
        if clip:
            parameters["clip"] = clip
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", parameters)["data"]))
