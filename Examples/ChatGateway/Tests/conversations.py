"""Holds conversations with the official client of OpenAI while the gateway is killed and started again."""

import os
import threading
import time

import openai

from gateway import Conversation, Failure, Gateway, expect, until

IDLE = 8


def interleaved():
    """Three conversations continue in their chats through two kills and an answer longer than the idle timeout."""
    with Gateway(TIMEOUT=f"{IDLE}s", GATEWAY_WORD_DELAY="20ms") as gateway:
        header = Conversation(gateway, "trip", by="header")
        metadata = Conversation(gateway, "recipe", by="metadata", isStreaming=False)
        history = Conversation(gateway)
        conversations = [header, metadata, history]

        def round(number):
            for conversation in conversations:
                conversation.ask(f"Message {number} of {conversation.by}.")
            history.isStreaming = not history.isStreaming

        for number in range(3):
            round(number)
        gateway.expectAllAccepted(9)
        gateway.kill()
        gateway.start()
        for number in range(3, 5):
            round(number)

        # Killed in mid-stream: the half answer is not a part of the chat.
        stream = header.begin("count to 400")
        for _ in range(5):
            next(stream)
        gateway.expectAllAccepted(6)
        gateway.kill()
        try:
            list(stream)
            raise Failure("the stream of a killed gateway has an end")
        except openai.APIConnectionError:
            pass
        except Exception as error:
            expect("incomplete" in str(error) or "closed" in str(error), f"not a lost connection: {error!r}")
        gateway.start()
        round(5)

        # An answer that takes longer than the idle timeout, while the others continue.
        begin = time.monotonic()
        failures = []

        def count():
            try:
                header.ask("count to 450")
            except BaseException as error:
                failures.append(error)

        counting = threading.Thread(target=count)
        counting.start()
        while counting.is_alive():
            for conversation in (metadata, history):
                conversation.ask(f"Meanwhile, after {time.monotonic() - begin:.1f} s.")
            counting.join(1)
        took = time.monotonic() - begin
        expect(not failures, f"the long answer fails: {failures}")
        expect(took > IDLE, f"the long answer took {took:.1f} s, and had to take longer than {IDLE} s")
        round(6)
        gateway.expectAllAccepted()
        expect("[GATEWAY]" not in gateway.lines(), f"the gateway reports problems:\n{gateway.lines()}")
        expect(gateway.stop() == 0, "the gateway does not stop cleanly")
        turns = sum(conversation.turns for conversation in conversations)
        return f"{turns} turns of 3 conversations through 2 kills, an answer of {took:.1f} s with a timeout of {IDLE} s"


def names():
    """A history leads only to the caller's own conversation, and equal beginnings don't join two of them."""
    with Gateway() as gateway:
        twins = [Conversation(gateway) for _ in range(2)]
        for twin in twins:
            twin.ask("Hello")
        twins[0].ask("I am the first.")
        twins[1].ask("I am the second.")
        for twin in reversed(twins):
            twin.ask("Who am I?")
        gateway.expectAllAccepted(6)
        expect(gateway.health()["sessions"]["active"] == 2, "twins share a session")

        # Another caller with the same name or the same history has another chat.
        ada = Conversation(gateway, "plan", by="header")
        eve = Conversation(gateway, "plan", by="header", key="key-eve")
        ada.ask("Hello from ada")
        eve.ask("Hello from eve")
        thief = Conversation(gateway, key="key-eve")
        thief.messages = list(twins[0].messages)
        thief.opening = "Hello"
        thief.ask("What did I say?")
        expect("no session has this history" in gateway.lines(), "a stranger's history finds the conversation")
        twins[0].ask("Still me.")

        # A client that names its conversation may send only what is new.
        brief = Conversation(gateway, "brief", by="header")
        for text in ("One", "Two", "Three"):
            brief.ask(text)
            brief.messages = []

        # The answer names a conversation, so that a client can continue it by name.
        raw = gateway.client().chat.completions.with_raw_response.create(
            model="local", messages=[{"role": "user", "content": "Name me"}]
        )
        named = Conversation(gateway, raw.headers["X-Conversation-Id"], by="header")
        named.opening, named.turns = "Name me", 1
        named.ask("Go on")

        # If the client changes the past, a new chat starts from what it sent.
        ada.messages[1] = {"role": "assistant", "content": "something else"}
        ada.turns = 0
        ada.ask("Is that so?")
        expect("its history is not the one that was stored" in gateway.lines(), "the log doesn't say why")

        # So it does when an answer is asked for again.
        again = Conversation(gateway)
        again.ask("First")
        again.ask("Second")
        again.messages = again.messages[:2]
        again.turns = 0
        again.ask("Second, but better")
        gateway.expectAllAccepted()


def contention():
    """Turns of one conversation wait for each other; beyond the limit, they are refused with 409."""
    with Gateway(GATEWAY_WORD_DELAY="10ms", GATEWAY_TURN_WAIT="20s") as gateway:
        name = {"X-Conversation-Id": "queue"}
        answers = []

        def ask(number):
            answers.append(
                gateway.client().chat.completions.create(
                    model="local",
                    messages=[{"role": "user", "content": f"Message {number}"}],
                    extra_headers=name,
                ).choices[0].message.content
            )

        threads = [threading.Thread(target=ask, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        turns = sorted(int(answer.split("This is turn ")[1].split()[0]) for answer in answers)
        expect(turns == list(range(1, 9)), f"the turns are {turns}")
        gateway.expectAllAccepted(8)

    with Gateway(GATEWAY_WORD_DELAY="20ms", GATEWAY_TURN_WAIT="100ms") as gateway:
        first = Conversation(gateway, "busy", by="header")
        stream = first.begin("count to 2000")
        next(stream)
        try:
            Conversation(gateway, "busy", by="header").ask("And me?")
            raise Failure("two turns of a conversation run at once")
        except openai.ConflictError as error:
            expect(error.code == "conversation_busy", f"the code is {error.code}")
            expect(int(error.response.headers["Retry-After"]) >= 1, "there is no Retry-After")
        # The history of a busy conversation finds another one with the same history.
        twins = [Conversation(gateway) for _ in range(2)]
        for twin in twins:
            twin.ask("Hello")
        other = twins[0].begin("count to 2000")
        next(other)
        twins[1].ask("I don't wait.")
        other.close()
        until("the turn is cancelled", lambda: "the client has left" in gateway.lines())
        twins[0].ask("I am back.")
        gateway.expectAllAccepted(4)

        # The client leaves. The lease ends, and the half answer is not a part of the chat.
        stream.close()
        until("the turn is cancelled", lambda: gateway.lines().count("the client has left") == 2)
        first.ask("Here I am again.")
        gateway.expectAllAccepted(5)

        # The same without a stream.
        first.isStreaming = False
        impatient = gateway.client().with_options(timeout=0.5)
        try:
            impatient.chat.completions.create(
                model="local", messages=[{"role": "user", "content": "count to 2000"}], **first.options
            )
            raise Failure("the answer is too quick")
        except openai.APITimeoutError:
            pass
        until("the lease ends", lambda: succeeds(lambda: first.ask("Back."), openai.ConflictError))
        gateway.expectAllAccepted(6)


def ends():
    """Answers in progress stop when their conversation ends."""
    with Gateway(GATEWAY_WORD_DELAY="20ms") as gateway:
        conversation = Conversation(gateway, "short", by="header")
        for end in ("v1/conversations/short", "v1/conversations"):
            stream = conversation.begin("count to 2000")
            next(stream)
            begin = time.monotonic()
            gateway.client().delete(f"/{end.removeprefix('v1/')}", cast_to=object)
            try:
                list(stream)
                raise Failure("the answer continues after the end of its conversation")
            except openai.APIError as error:
                took = time.monotonic() - begin
                expect(error.code == "conversation_ended", f"the error is {error!r}")
                expect(took < 1, f"the stream closed after {took:.2f} s")
        expect(gateway.health()["sessions"]["active"] == 0, "a session is left")
        try:
            gateway.client().delete("/conversations/short", cast_to=object)
            raise Failure("a conversation ends twice")
        except openai.NotFoundError:
            pass


def expiry():
    """When a session has expired or upstream has lost its chat, a new chat starts from the history, and the log says why."""

    def check(gateway, away, reasons):
        conversations = [Conversation(gateway, f"away-{time.monotonic()}", by="header"), Conversation(gateway)]
        for conversation in conversations:
            conversation.ask("Hello")
        away()
        seen = len(gateway.lines())
        for conversation, reason in zip(conversations, reasons):
            conversation.turns = 0
            conversation.ask("I am back.")
            line = gateway.lines()[seen:]
            expect(f"from 3 messages, because {reason}" in line, f"the log doesn't say '{reason}', but:\n{line}")
            seen += len(line)
        for conversation in conversations:
            conversation.ask("Good.")

    def expired():
        until("the sessions expire", lambda: gateway.health()["sessions"]["active"] == 0)

    def stopped():
        gateway.kill()
        time.sleep(1.5)
        gateway.start()

    def forgotten():
        gateway.kill()
        os.remove(gateway.messages)
        gateway.start()

    unknown = "no session has this history"
    with Gateway(TIMEOUT="1s") as gateway:
        check(gateway, expired, ["its session has ended: expired", unknown])
        check(gateway, stopped, ["its session has ended: expired", unknown])
        gateway.expectAllAccepted()
    with Gateway() as gateway:
        check(gateway, forgotten, ["the upstream has lost its chat: it doesn't know message"] * 2)


def shutdown():
    """At SIGTERM, the gateway finishes its answers, and the conversation continues after the next start."""
    with Gateway(GATEWAY_WORD_DELAY="20ms") as gateway:
        conversation = Conversation(gateway, "long", by="header")
        text = "count to 100"
        stream = conversation.begin(text)
        next(stream)
        gateway.process.terminate()
        answer = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        expect(answer.endswith(" 100"), f"the answer ends too early: {answer}")
        expect(gateway.process.wait() == 0, "the gateway does not stop cleanly")
        gateway.start()
        conversation.opening, conversation.turns = text, 1
        conversation.messages = [{"role": "user", "content": text}, {"role": "assistant", "content": answer}]
        conversation.ask("Thank you")
        gateway.expectAllAccepted(1)


def errors():
    """Errors have the form that the client expects."""
    with Gateway() as gateway:
        client = gateway.client()
        hello = [{"role": "user", "content": "Hello"}]
        expect([model.id for model in client.models.list()] == ["local"], "the models are wrong")
        parts = [{"type": "text", "text": "Hello "}, {"type": "text", "text": "you"}]
        answer = client.chat.completions.create(model="local", messages=[{"role": "user", "content": parts}])
        expect("You said: Hello you" in answer.choices[0].message.content, f"{answer}")
        for error, options in {
            openai.BadRequestError: [
                {"messages": []},
                {"messages": [*hello, {"role": "assistant", "content": "Hi"}]},
                {"messages": hello, "n": 2},
                {"messages": hello, "tools": [{"type": "function", "function": {"name": "f"}}]},
                {"messages": hello, "extra_headers": {"X-Conversation-Id": "a b"}},
                {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
            ],
            openai.AuthenticationError: [{"messages": hello, "extra_headers": {"Authorization": "Basic x"}}],
        }.items():
            for option in options:
                try:
                    client.chat.completions.create(model="local", **option)
                    raise Failure(f"accepted: {option}")
                except error as caught:
                    expect(caught.body and caught.body["message"], f"no message for {option}: {caught}")
        try:
            client.get("/nothing", cast_to=object)
            raise Failure("a route that isn't there answers")
        except openai.NotFoundError:
            pass
        gateway.expectAllAccepted(1)


def succeeds(action, error):
    try:
        action()
        return True
    except error:
        return False


if __name__ == "__main__":
    import sys

    tests = [interleaved, names, contention, ends, expiry, shutdown, errors]
    for test in tests:
        if sys.argv[1:] and test.__name__ not in sys.argv[1:]:
            continue
        try:
            print(f"{test.__name__}: {test() or test.__doc__}", flush=True)
        except Failure as failure:
            sys.exit(f"error: {test.__name__}: {failure}")
