// The view of one session: its state, its value, its events, and buttons to change or end it.

import { access, call, isAbort, latest, sessionPath } from "./api.js";
import { el, field, outcome, outside, setText, textInput } from "./dom.js";
import { endOne } from "./ending.js";
import { eventDetail, eventLabel, reasonNames } from "./events.js";
import { count, dateTime, duration, parseDuration } from "./format.js";
import { Poll } from "./poll.js";
import { facts, table } from "./table.js";

export class SessionView {
  title = "Session";
  #live;
  #id = null;
  #session = null;

  constructor({ live }) {
    this.#live = live;
    this.#build();
    this.poll = new Poll(5, () => (this.#live.isPaused ? null : this.#load()));
  }

  #build() {
    this.name = el("bdi", { class: "whole", id: "session-id" });
    this.status = outcome();
    this.facts = facts([]);
    this.value = el("pre", { tabindex: "0", role: "region", "aria-label": "Value" });
    this.idle = field("Idle timeout", textInput({ maxlength: 40 }), "such as 30m; empty to follow the policy");
    this.lifetime = field("Lifetime", textInput({ maxlength: 40 }), "such as 8h; empty to follow the policy");
    this.timeouts = el(
      "form",
      { class: "card", "aria-labelledby": "timeouts-title", submit: (event) => { event.preventDefault(); this.#changeTimeouts(); } },
      el("h2", { id: "timeouts-title" }, "Timeouts of this session"),
      el("div", { class: "fields" }, this.idle, this.lifetime),
      el("div", { class: "buttons" }, el("button", { type: "submit", class: "main" }, "Change timeouts")),
    );
    this.events = table({
      caption: "Events of this session, newest first",
      columns: [
        { title: "Time", class: "time", cell: (event) => dateTime(event.at) },
        { title: "Event", class: "event", cell: eventLabel },
        { title: "Details", class: "details", cell: eventDetail },
      ],
      empty: "The server has no events of this session.",
    });
    this.older = el("p", { class: "note" });
    this.endButton = el("button", { type: "button", class: "danger", id: "end-session", click: () => this.#end() }, "End the session…");
    this.body = el("div", { class: "session-body" },
      el("div", { class: "card" }, el("h2", {}, "State"), this.facts),
      el("div", { class: "card" }, el("h2", {}, "Value"), this.value),
      this.timeouts);
    this.element = el(
      "section",
      { "aria-labelledby": "session-title" },
      el("h1", { id: "session-title", tabindex: "-1" }, "Session ", this.name),
      el("div", { class: "toolbar" }, el("a", { href: "#sessions" }, "All sessions"), this.status, this.endButton),
      this.body,
      el("div", { class: "card" }, el("h2", {}, "Events"), this.events, this.older),
    );
  }

  show(id) {
    if (id !== this.#id) {
      this.#clear();
      this.#id = id;
      setText(this.name, id);
    }
    this.poll.start();
  }

  hide() {
    this.poll.stop();
  }

  #clear() {
    this.#id = null;
    this.#session = null;
    this.status.say("");
    this.facts.show([]);
    setText(this.value, "");
    setText(this.name, "");
    this.idle.input.value = "";
    this.lifetime.input.value = "";
    this.body.hidden = true;
    this.endButton.hidden = true;
    this.events.fill([]);
    setText(this.older, "");
  }

  #load() {
    return latest("session", async (signal) => {
      const id = this.#id;
      try {
        const session = await call("GET", sessionPath(id), { query: { peek: true }, signal });
        if (id === this.#id) this.#show(session);
      } catch (error) {
        if (isAbort(error)) throw error;
        if (error.status === 404 || error.status === 410) this.#showEnded(error);
        else this.status.say(error.message, true);
      }
      const { events, complete } = await call("GET", sessionPath(id, "/events"), { signal });
      if (id !== this.#id) return;
      this.events.fill(events.reverse());
      setText(this.older, complete ? "" : "The server keeps only the latest events. Older events of this session may be missing.");
    });
  }

  #show(session) {
    const isFirst = this.#session === null;
    this.body.hidden = false;
    this.timeouts.hidden = !access.mayWrite;
    this.endButton.hidden = !access.mayWrite;
    if (this.status.classList.contains("ended")) this.status.say("");
    const own = (seconds) => (seconds === undefined ? "from the policy" : `${duration(seconds)}, set for this session`);
    const { descriptor } = session;
    this.facts.show([
      ["Created", `${dateTime(session.created_at)} (${duration(session.age_seconds)} ago)`],
      ["Last access", `${dateTime(session.last_accessed_at)} (${duration(session.idle_seconds)} ago)`],
      ["Expires in", session.expires_in_seconds === null ? "never" : duration(session.expires_in_seconds)],
      ["Idle timeout", own(session.idle_timeout_seconds)],
      ["Lifetime", own(session.lifetime_seconds)],
      ["Leases", session.leases ? `${count(session.leases)}: work is in flight` : "none"],
      ["Version", outside(session.version)],
      ["Owner", session.owner === undefined ? null : outside(session.owner)],
      ["Signed in", session.authenticated_at === undefined ? null : dateTime(session.authenticated_at)],
      ["Keys", session.keys?.length > 0 ? el("span", {}, ...session.keys.flatMap((key, index) => (index > 0 ? [", ", outside(key)] : [outside(key)]))) : null],
      ["Handle", session.handle === undefined ? null : outside(session.handle)],
      ["Label", descriptor?.label === undefined ? null : outside(descriptor.label)],
      ["Address", descriptor?.address === undefined ? null : outside(descriptor.address)],
      ["User agent", descriptor?.user_agent === undefined ? null : outside(descriptor.user_agent)],
      ...Object.entries(descriptor?.details ?? {}).map(([name, value]) => [outside(name), outside(value)]),
    ]);
    setText(this.value, session.value === undefined ? "This server's sessions have no value." : JSON.stringify(session.value, null, 2));
    if (isFirst) this.#fillTimeouts(session);
    this.#session = session;
  }

  #fillTimeouts(session) {
    for (const [name, row] of this.#timeoutFields()) {
      row.input.value = session[name] === undefined ? "" : duration(session[name]);
      // The text is rounded, so a field that the reader leaves alone is not sent back.
      row.filled = { text: row.input.value, seconds: session[name] };
    }
  }

  #timeoutFields() {
    return [["idle_timeout_seconds", this.idle], ["lifetime_seconds", this.lifetime]];
  }

  #showEnded(problem) {
    this.body.hidden = true;
    this.endButton.hidden = true;
    this.status.classList.add("ended");
    const { reason, ended_at: at } = problem.body;
    this.status.say(
      reason ? `The session ended ${dateTime(at)}: ${reasonNames[reason] ?? reason}.` : "No living session has this id. It may have ended.",
    );
  }

  async #changeTimeouts() {
    const body = {};
    for (const [name, row] of this.#timeoutFields()) {
      row.input.removeAttribute("aria-invalid");
      if (row.input.value === row.filled.text) continue;
      if (this.#session[name] !== row.filled.seconds) {
        this.#fillTimeouts(this.#session);
        return this.status.say("Another client has changed the timeouts. Look at them and try again.", true);
      }
      try {
        body[name] = parseDuration(row.input.value);
      } catch (error) {
        row.input.setAttribute("aria-invalid", "true");
        row.input.focus();
        return this.status.say(error.message, true);
      }
    }
    if (Object.keys(body).length === 0) return this.status.say("The timeouts are as they were.");
    try {
      const session = await call("PATCH", sessionPath(this.#id), { body, headers: { "If-Match": `"${this.#session.version}"` } });
      this.#show(session);
      this.#fillTimeouts(session);
      this.status.say("The timeouts are changed.");
    } catch (error) {
      if (error.status === 412) {
        this.status.say("Another client has changed the session. Look at its state and try again.", true);
      } else {
        this.status.say(error.message, true);
      }
    }
    this.poll.now();
  }

  async #end() {
    if (!(await endOne(this.#id))) return;
    this.status.say("The session has ended.");
    this.poll.now();
  }
}
