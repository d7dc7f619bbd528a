// The view that finds sessions, lists them and ends them.

import { access, call, isAbort, latest, sessionPath } from "./api.js";
import { el, field, outcome, outside, textInput } from "./dom.js";
import { endMatching, endOne } from "./ending.js";
import { filterText } from "./filter.js";
import { count, duration, parseDuration, plural, unknown } from "./format.js";
import { idButton, idSwitch } from "./ids.js";
import { table } from "./table.js";

const PAGE = 50;
// The server examines a part of its sessions for each request. After this many requests without a full page, the reader
// decides whether to continue the search.
const REQUESTS = 40;

export class SessionsView {
  title = "Sessions";
  #filter = {};
  #pages = [];

  constructor() {
    this.#build();
  }

  #build() {
    const text = (maxlength) => textInput({ maxlength });
    const age = (label) => field(label, textInput({ placeholder: "such as 10m", inputmode: "text", maxlength: 40 }));
    this.fields = {
      id: field("Id (exact)", text(1024)),
      prefix: field("Id begins with", text(1024)),
      owner: field("Owner", text(256)),
      key: field("Key", text(256)),
      min_age: age("Age at least"),
      max_age: age("Age at most"),
      min_idle: age("Idle at least"),
      max_idle: age("Idle at most"),
    };
    this.status = outcome();
    // Separate from the status, so that the answer to an earlier search doesn't replace it.
    this.warning = outcome();
    this.endButton = el("button", { type: "button", class: "danger", id: "end-matching", click: () => this.#endMatching() }, "End all that match…");
    this.previousButton = el("button", { type: "button", class: "quiet", click: () => this.#previous() }, "Previous page");
    this.nextButton = el("button", { type: "button", class: "quiet", click: () => this.#next() }, "Next page");
    this.table = table({
      caption: "Sessions",
      className: "sessions",
      columns: [
        { title: "Session", class: "session", cell: (session) => el("div", {}, idButton(session.id), ownerNote(session)) },
        { title: "Owner", class: "owner wide", cell: (session) => (session.owner === undefined ? "" : outside(session.owner)) },
        { title: "Age", class: "number wide", cell: (session) => duration(session.age_seconds) },
        { title: "Idle", class: "number", cell: (session) => duration(session.idle_seconds) },
        { title: "Expires in", class: "number", cell: (session) => (session.expires_in_seconds === null ? "never" : duration(session.expires_in_seconds)) },
        { title: "Leases", class: "number wide", cell: (session) => (session.leases ? count(session.leases) : unknown) },
        { title: "", class: "action", cell: (session) => this.#endButton(session) },
      ],
      empty: "No session matches. Change the search, or leave all fields empty to list every session.",
    });
    this.element = el(
      "section",
      { "aria-labelledby": "sessions-title" },
      el("h1", { id: "sessions-title", tabindex: "-1" }, this.title),
      el("form", { class: "card filter", role: "search", "aria-label": "Sessions", submit: (event) => { event.preventDefault(); this.search(); } },
        el("div", { class: "fields four" }, ...Object.values(this.fields)),
        el("div", { class: "buttons" },
          el("button", { type: "submit", class: "main" }, "Search"),
          el("button", { type: "button", class: "quiet", click: () => this.#clearFields() }, "Clear"),
          this.endButton),
        this.warning),
      el("div", { class: "toolbar" }, this.status, idSwitch()),
      el("div", { class: "card" }, this.table),
      el("div", { class: "buttons pages" }, this.previousButton, this.nextButton),
    );
  }

  show() {
    this.endButton.hidden = !access.mayWrite;
    this.#open(this.#pages.length > 0 ? this.#pages.length - 1 : 0);
  }

  hide() {}

  /** Lists an owner's sessions. */
  findOwner(owner) {
    for (const [name, row] of Object.entries(this.fields)) row.input.value = name === "owner" ? owner : "";
    location.hash = "#sessions";
    this.search();
  }

  #clearFields() {
    for (const row of Object.values(this.fields)) row.input.value = "";
    this.search();
  }

  /** Reads the fields. If one is malformed, shows the problem and returns null. */
  #read() {
    const filter = {};
    this.warning.say("");
    for (const [name, row] of Object.entries(this.fields)) {
      row.input.removeAttribute("aria-invalid");
      const value = row.input.value;
      if (value === "") continue;
      if (!/^(min|max)_/.test(name)) {
        filter[name] = value;
        continue;
      }
      try {
        const seconds = parseDuration(value);
        if (seconds !== null) filter[name] = seconds;
      } catch (error) {
        row.input.setAttribute("aria-invalid", "true");
        row.input.focus();
        this.warning.say(error.message, true);
        return null;
      }
    }
    // Only one session can have an exact id, so the other conditions are ignored.
    return filter.id === undefined ? filter : { id: filter.id };
  }

  async search() {
    const filter = this.#read();
    if (filter === null) return;
    this.#filter = filter;
    this.#pages = [];
    await this.#open(0);
  }

  #previous() {
    if (this.#pages.length > 1) this.#open(this.#pages.length - 2);
  }

  #next() {
    this.#open(this.#pages.length);
  }

  /** Shows a page. `#pages` has the cursor with which each page begins. */
  async #open(index) {
    const cursor = index === 0 ? null : (this.#pages[index] ?? this.following);
    try {
      const { sessions, next } = await latest("list", (signal) => this.#load(cursor, signal));
      this.#pages = [...this.#pages.slice(0, index), cursor];
      this.following = next;
      this.table.fill(sessions);
      const where = index > 0 ? `Page ${count(index + 1)}: ` : "";
      const more = next === null ? "" : sessions.length === 0 ? ", but the search is not complete: choose “Next page” to continue" : ", and more on the next page";
      const which = Object.keys(this.#filter).length > 0 ? ` with ${filterText(this.#filter)}` : "";
      this.status.say(`${where}${plural(sessions.length, "session")}${which}${more}.`);
      this.previousButton.disabled = index === 0;
      this.nextButton.disabled = next === null;
      this.previousButton.parentElement.hidden = index === 0 && next === null;
    } catch (error) {
      if (!isAbort(error)) this.status.say(error.message, true);
    }
  }

  async #load(cursor, signal) {
    const { id, ...filter } = this.#filter;
    if (id !== undefined) {
      try {
        return { sessions: [await call("GET", sessionPath(id), { query: { peek: true }, signal })], next: null };
      } catch (error) {
        if (error.status === 404 || error.status === 410) return { sessions: [], next: null };
        throw error;
      }
    }
    const sessions = [];
    let next = cursor;
    for (let requests = 0; requests < REQUESTS; requests += 1) {
      if (requests > 0) this.status.say(`Searching… ${plural(sessions.length, "session")} so far.`);
      const page = await call("GET", "v1/sessions", { query: { ...filter, limit: PAGE - sessions.length, cursor: next }, signal });
      sessions.push(...page.sessions);
      next = page.next;
      if (next === null || sessions.length >= PAGE) break;
    }
    return { sessions, next };
  }

  #endButton(session) {
    if (!access.mayWrite) return "";
    const button = el("button", { type: "button", class: "danger small" }, "End");
    button.setAttribute("aria-label", `End session ${session.id.slice(0, 8)}`);
    button.addEventListener("click", async () => {
      if (!(await endOne(session.id))) return;
      button.closest("tr")?.remove();
      this.status.say("The session has ended.");
      document.getElementById("sessions-title").focus();
    });
    return button;
  }

  async #endMatching() {
    const filter = this.#read();
    if (filter === null) return;
    if (Object.keys(filter).length === 0) {
      this.warning.say("Fill in a field first. To end all sessions, enter 0.001s in “Idle at least”.", true);
      return;
    }
    await endMatching(filter);
    await this.search();
  }
}

function ownerNote(session) {
  return session.owner === undefined ? null : el("div", { class: "narrow note" }, outside(session.owner));
}
