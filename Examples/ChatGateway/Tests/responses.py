"""Holds conversations through an upstream server with OpenAI's Responses API, which fails on request."""

import http.server
import json
import threading
import time

import openai

from gateway import Conversation, Failure, Gateway, expect, until


class Upstream(http.server.ThreadingHTTPServer):
    """A server that keeps responses, and answers like the gateway's local upstream."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        # The number of the turn and the first message of the chat, by the id of the response.
        self.responses = {}
        self.inputs = []
        self.keys = set()
        self.dropped = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, *_):
        self.dropped += 1


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body, **headers):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)

    def fail(self, status, code, message, param=None, **headers):
        self.answer(status, {"error": {"message": message, "type": "api", "param": param, "code": code}}, **headers)

    def event(self, type, **fields):
        self.wfile.write(f"event: {type}\ndata: {json.dumps({'type': type, **fields})}\n\n".encode())

    def do_GET(self):
        self.answer(200, {"object": "list", "data": [{"id": "model-a", "object": "model"}, {"id": "model-b"}]})

    def do_POST(self):
        server = self.server
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.keys.add(self.headers["Authorization"])
        server.inputs.append(request["input"])
        parent = request.get("previous_response_id")
        if parent and parent not in server.responses:
            return self.fail(
                400, "previous_response_not_found", f"Previous response {parent} not found.", "previous_response_id"
            )
        text = request["input"][-1]["content"]
        if text == "be busy":
            return self.fail(429, "rate_limit_exceeded", "Slow down.", Retry_After="7")
        if text == "be silent":
            time.sleep(5)
            return self.fail(500, None, "too late")
        opening = next(message["content"] for message in request["input"] if message["role"] == "user")
        number, opening = server.responses.get(parent, (0, opening))
        id = f"resp_{len(server.responses)}"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.event("response.created", response={"id": id, "status": "in_progress"})
        answer = f"You said: {text} This is turn {number + 1} of the chat that began with: {opening}"
        for word in [" " + word if place else word for place, word in enumerate(answer.split(" "))]:
            self.event("response.output_text.delta", delta=word)
        if text == "be long":
            while True:
                self.event("response.output_text.delta", delta=" and on")
                time.sleep(0.02)
        if text == "fail":
            return self.event("response.failed", response={"id": id, "error": {"code": "server_error", "message": "No."}})
        if text == "stop":
            return
        server.responses[id] = (number + 1, opening)
        self.event("response.completed", response={"id": id, "status": "completed", "error": None})


def main():
    upstream = Upstream()
    with Gateway(GATEWAY_UPSTREAM=upstream.url, GATEWAY_UPSTREAM_TIMEOUT="1s") as gateway:
        models = [model.id for model in gateway.client().models.list()]
        expect(models == ["model-a", "model-b"], f"the models are {models}")
        conversations = [
            Conversation(gateway, "trip", by="header"),
            Conversation(gateway, "recipe", by="metadata", isStreaming=False),
            Conversation(gateway, key="key-eve"),
        ]
        for number in range(4):
            for conversation in conversations:
                conversation.ask(f"Message {number}")
            if number == 1:
                gateway.kill()
                gateway.start()
        expect(all(len(input) == 1 for input in upstream.inputs), "upstream gets more than what is new")
        expect(upstream.keys == {"Bearer key-ada", "Bearer key-eve"}, f"the keys are {upstream.keys}")

        # Errors are passed on, and the conversation continues after them.
        for conversation in conversations[:2]:
            for text, error, status, code in [
                ("be busy", openai.RateLimitError, 429, "rate_limit_exceeded"),
                ("be silent", openai.InternalServerError, 504, "upstream_timeout"),
                ("fail", openai.APIError, 502, "server_error"),
                ("stop", openai.APIError, 502, None),
            ]:
                try:
                    response = conversation.begin(text)
                    if conversation.isStreaming:
                        list(response)
                    raise Failure(f"'{text}' has an answer")
                except error as caught:
                    expect(caught.code == code, f"'{text}' is answered {caught!r}")
                    # An answer that has begun has its status already.
                    got = getattr(caught, "status_code", status)
                    expect(got == status, f"'{text}' is answered {got}")
                    if status == 429:
                        expect(caught.response.headers["Retry-After"] == "7", "Retry-After is not passed on")
            conversation.ask("Go on")

        # The client leaves: so does the gateway.
        before = upstream.dropped
        stream = conversations[0].begin("be long")
        next(stream)
        stream.close()
        until("upstream loses its client", lambda: upstream.dropped > before)
        conversations[0].ask("Sorry")

        upstream.responses.clear()
        for conversation in conversations:
            conversation.turns = 0
            conversation.ask("Do you know me?")
            conversation.ask("Now you do")
        expect(gateway.lines().count("because the upstream has lost its chat: Previous response") == 3, gateway.lines())

        upstream.shutdown()
        upstream.server_close()
        conversations[1].isStreaming = False
        try:
            conversations[1].ask("Hello?")
            raise Failure("the server does not answer")
        except openai.InternalServerError as caught:
            expect(caught.status_code == 502 and caught.code == "upstream_unreachable", f"{caught!r}")
    print("responses: conversations continue by previous_response_id, and upstream's errors are passed on")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        raise SystemExit(f"error: responses: {failure}")
