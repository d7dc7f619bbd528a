"""Holds 200 conversations at once, while clients disconnect and conversations end in mid-stream.

Usage: load.py [SECONDS [SEED]]
"""

import asyncio
import json
import random
import sys
import time

from gateway import PATIENCE, Failure, Gateway, expect

CONVERSATIONS = 200
# This many of them are ended in mid-stream.
ENDED = 50
IDLE = 10
# The maximum time in seconds in which a stream closes after the end of its session.
BOUND = 1


class Client:
    """A connection for one request, as small as possible: the test must not be slower than the gateway."""

    def __init__(self, gateway):
        host, port = gateway.url.removeprefix("http://").split(":")
        self.address = (host, int(port))
        self.name = None

    async def send(self, method, path, body=None, headers=()):
        self.reader, self.writer = await asyncio.open_connection(*self.address)
        body = json.dumps(body).encode() if body else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: gateway", "Authorization: Bearer key", *headers]
        self.writer.write("\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body)
        self.status = int((await self.reader.readline()).split()[1])
        while (line := (await self.reader.readline()).strip()):
            name, value = line.decode().split(": ", 1)
            if name.lower() == "x-conversation-id":
                self.name = value

    async def pieces(self):
        """Returns the texts of a stream. At its end, it sets the code of the error that it ended with, if there is one."""
        self.error = "the connection closed"
        while (line := await self.reader.readline()):
            if not line.startswith(b"data: "):
                continue
            if line == b"data: [DONE]\n":
                self.error = None
                return
            data = json.loads(line[6:])
            if "error" in data:
                self.error = data["error"]["code"]
                return
            yield data["choices"][0]["delta"].get("content", "")

    def leave(self):
        self.writer.transport.abort()


class Talk:
    """A conversation that continues until the time is over, or until it is ended."""

    def __init__(self, load, number):
        self.load, self.number = load, number
        self.random = random.Random(f"{load.seed} {number}")
        # Two thirds of the conversations are named.
        self.headers = [f"X-Conversation-Id: talk-{number}"] if number % 3 else []
        # The turn in which the conversation is ended.
        self.last = self.random.randint(1, 2) if number < ENDED else None
        self.messages = []
        self.turns = 0
        self.hasLeft = False

    async def run(self):
        await asyncio.sleep(self.random.random())
        count = 0
        while time.monotonic() < self.load.end or count == (self.last or 0):
            count += 1
            action = "end" if count == self.last else self.random.choice(["leave", "stay", "stay", "stay"])
            await self.turn(f"{self.number}:{count} {self.random.randbytes(4).hex()}", action)
            if action == "end":
                return
        # A lease that is left would refuse or delay this turn.
        await self.turn(f"{self.number} says goodbye", "stay")

    async def turn(self, text, action):
        client = Client(self.load.gateway)
        messages = [*self.messages, {"role": "user", "content": text}]
        body = {"model": "local", "stream": True, "messages": messages}
        await client.send("POST", "/v1/chat/completions", body, self.headers)
        expect(client.status == 200, f"a turn is answered {client.status}")
        # In the first half, long before the answer is complete.
        place = self.random.randint(1, 8)
        answer = ""
        ending = None
        count = 0
        async for piece in client.pieces():
            answer += piece
            count += 1
            if count == place and action == "leave":
                client.leave()
                self.hasLeft = True
                self.load.left += 1
                return
            if count == place and action == "end":
                ending = asyncio.create_task(self.finish(client.name))
        client.leave()
        if ending:
            took = time.monotonic() - await ending
            expect(client.error == "conversation_ended", f"an ended stream ends with {client.error}: {answer}")
            self.load.closed.append(took)
            return
        expect(client.error is None, f"a stream ends with {client.error}: {answer}")
        opening = messages[0]["content"]
        self.turns += 1
        right = f"You said: {text} This is turn {{}} of the chat that began with: {opening}"
        # If the answer was complete before the client left, then the client's history is not the gateway's any more.
        if answer != right.format(self.turns) and answer == right.format(1) and self.hasLeft:
            self.turns = 1
            self.load.restarts += 1
        expect(answer == right.format(self.turns), f"turn {self.turns} of\n  {opening}\nis answered\n  {answer}")
        self.hasLeft = False
        self.messages = [*messages, {"role": "assistant", "content": answer}]
        self.load.turns += 1

    async def finish(self, name):
        """Ends the conversation and returns the time at which that was asked for."""
        begin = time.monotonic()
        client = Client(self.load.gateway)
        await client.send("DELETE", f"/v1/conversations/{name}")
        expect(client.status == 200, f"a conversation's end is answered {client.status}")
        client.leave()
        return begin


class Load:
    def __init__(self, gateway, seconds, seed):
        self.gateway, self.seed = gateway, seed
        self.end = time.monotonic() + seconds
        self.turns = self.left = self.restarts = 0
        self.closed = []

    async def run(self):
        async with asyncio.TaskGroup() as group:
            for number in range(CONVERSATIONS):
                group.create_task(Talk(self, number).run())


def main(seconds=5, seed=None):
    seed = seed or random.randrange(1 << 32)
    with Gateway(TIMEOUT=f"{IDLE}s", GATEWAY_WORD_DELAY="100ms", GATEWAY_TURN_WAIT="5s") as gateway:
        load = Load(gateway, float(seconds), seed)
        try:
            asyncio.run(load.run())
            sessions = gateway.health()["sessions"]
            alive = CONVERSATIONS - ENDED
            expect(len(load.closed) == ENDED, f"{len(load.closed)} streams ended, not {ENDED}")
            expect(max(load.closed) < BOUND, f"a stream closed {max(load.closed):.2f} s after its session's end")
            # A conversation without a name leaves its session when it begins again.
            isRight = alive <= sessions["active"] <= alive + load.restarts
            expect(isRight, f"{sessions['active']} sessions are active, but {alive} conversations are alive")
            gateway.expectAllAccepted()
            expect(load.restarts <= load.left / 20, f"{load.restarts} chats began again")
            # A lease that is left would keep its session.
            end = time.monotonic() + PATIENCE
            while (active := gateway.health()["sessions"]["active"]) and time.monotonic() < end:
                time.sleep(0.2)
            expect(active == 0, f"{active} sessions never expire")
            expect(gateway.stop() == 0, "the gateway does not stop cleanly")
        except* Failure as group:
            raise Failure(f"seed {seed}: {group.exceptions[0]}") from None
    print(
        f"load: {load.turns} turns of {CONVERSATIONS} conversations in {seconds} s, {load.left} disconnects, "
        f"{load.restarts} new chats after them; {ENDED} ended streams closed within {max(load.closed) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Failure as failure:
        sys.exit(f"error: load: {failure}")
