"""Starts the gateway for a test, kills it, starts it again, and always stops it."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request

import openai

GATEWAY = os.environ.get("GATEWAY", ".build/gateway/debug/ChatGateway")
PROFILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "profiles")

# The maximum wait for a condition, in seconds. Only a failure takes this long.
PATIENCE = 60


class Failure(Exception):
    """A failed check of a test."""


def expect(condition, message):
    if not condition:
        raise Failure(message)


def until(what, condition):
    """Waits until the condition returns something true, and returns it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise Failure(f"timed out: {what}")


class Gateway:
    """The gateway on a free port, with files of its own that a restart finds again.

    `settings` are in the form of the environment, without the prefix: `TIMEOUT="2s"`.
    """

    def __init__(self, **settings):
        self.directory = tempfile.TemporaryDirectory()
        self.messages = os.path.join(self.directory.name, "messages.jsonl")
        self.log = open(os.path.join(self.directory.name, "log"), "w+", errors="replace")
        self.settings = {
            "GATEWAY_PORT": "0",
            "GATEWAY_LOCAL_FILE": self.messages,
            "GATEWAY_WORD_DELAY": "1ms",
            "PERSISTENCE_PATH": os.path.join(self.directory.name, "sessions.db"),
            "CLEANUP_INTERVAL": "1s",
            **settings,
        }
        self.process = None
        self.start()

    def start(self):
        variables = {name: value for name, value in os.environ.items() if not name.startswith("SESSION_")}
        variables.update({f"SESSION_{name}": value for name, value in self.settings.items()})
        start = len(self.lines())
        self.process = subprocess.Popen([GATEWAY, PROFILES], stdout=self.log, stderr=self.log, env=variables)

        def address():
            found = re.search(r"listening on (127\.0\.0\.1:\d+)", self.lines()[start:])
            expect(found or self.process.poll() is None, f"the gateway does not start:\n{self.lines()[start:]}")
            return found and f"http://{found[1]}"

        self.url = until("the gateway starts", address)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Stops the gateway with SIGTERM and returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        self.log.close()
        self.directory.cleanup()

    def lines(self):
        """Returns what the gateway has logged so far."""
        with open(self.log.name, errors="replace") as file:
            return file.read()

    def health(self):
        with urllib.request.urlopen(f"{self.url}/health", timeout=PATIENCE) as response:
            return json.load(response)

    def client(self, key="key-ada"):
        """Returns the client of OpenAI, which tries nothing twice."""
        return openai.OpenAI(api_key=key, base_url=f"{self.url}/v1", max_retries=0, timeout=PATIENCE)

    def expectAllAccepted(self, count=None):
        upstream = self.health()["upstream"]
        expect(upstream["rejected"] == 0, f"upstream has rejected {upstream['rejected']} parents:\n{self.lines()}")
        expect(count is None or upstream["accepted"] == count, f"upstream accepted {upstream}, not {count}")


class Conversation:
    """A conversation as an application keeps it: the messages so far, and how it names itself."""

    def __init__(self, gateway, name=None, by="history", key="key-ada", isStreaming=True):
        self.gateway, self.by, self.key, self.isStreaming = gateway, by, key, isStreaming
        self.options = {}
        if by == "header":
            self.options["extra_headers"] = {"X-Conversation-Id": name}
        if by == "metadata":
            self.options["metadata"] = {"conversation_id": name}
        self.messages = []
        self.opening = None
        self.turns = 0

    def begin(self, text):
        """Sends a message and returns the response, or the stream of its chunks."""
        return self.gateway.client(self.key).chat.completions.create(
            model="local",
            messages=[*self.messages, {"role": "user", "content": text}],
            stream=self.isStreaming,
            **self.options,
        )

    def ask(self, text):
        """Takes a turn, checks the answer and returns it."""
        response = self.begin(text)
        if self.isStreaming:
            chunks = [chunk.choices[0] for chunk in response]
            expect(chunks[-1].finish_reason == "stop", f"the stream has no end: {chunks[-1]}")
            answer = "".join(choice.delta.content or "" for choice in chunks)
        else:
            answer = response.choices[0].message.content
        self.messages += [{"role": "user", "content": text}, {"role": "assistant", "content": answer}]
        self.opening = self.opening or text
        self.turns += 1
        if text.startswith("count to "):
            right = " ".join(map(str, range(1, int(text.removeprefix("count to ")) + 1)))
        else:
            right = f"You said: {text} This is turn {self.turns} of the chat that began with: {self.opening}"
        expect(answer == right, f"the answer is\n  {answer}\nnot\n  {right}\n{self.gateway.lines()[-6000:]}")
        return answer
