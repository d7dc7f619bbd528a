// The feed of events: newest first and filtered by the server. Its rows don't move while you read them.

import { el, field, outside, setText, textInput } from "./dom.js";
import { eventDetail, eventLabel, eventNames } from "./events.js";
import { count, plural, time } from "./format.js";
import { idButton, idSwitch } from "./ids.js";
import { table } from "./table.js";

// Older rows beyond this number are removed, so that the page's memory doesn't grow.
const ROWS = 200;
const PINS = 20;
const TYPING = 400;

export class Feed {
  title = "Events";
  #live;
  #buffer = [];
  #received = 0;
  #skipped = 0;
  #lost = 0;
  #isHovered = false;
  #typing = null;

  constructor({ live }) {
    this.#live = live;
    this.#build();
    live.addEventListener("tick", ({ detail }) => this.#tick(detail));
    live.addEventListener("pause", () => this.#flushIfFree());
  }

  #build() {
    this.kinds = Object.entries(eventNames).map(([kind, name]) =>
      el("label", { class: "chip" }, el("input", { type: "checkbox", value: kind, change: () => this.#filter() }), el("span", {}, name)),
    );
    this.prefix = field("Id begins with", textInput({ input: () => this.#filterSoon(), maxlength: 1024 }));
    this.owner = field("Owner", textInput({ input: () => this.#filterSoon(), maxlength: 256 }));
    this.counts = el("p", { class: "note", id: "feed-counts" });
    this.newButton = el("button", { type: "button", class: "quiet", id: "new-events", click: () => this.#flush() });
    this.newButton.hidden = true;
    this.table = table({
      caption: "Events, newest first",
      className: "feed",
      columns: [
        { title: "Time", class: "time", cell: (event) => time(event.at) },
        { title: "Event", class: "event", cell: (event) => el("div", {}, eventLabel(event), el("div", { class: "narrow note" }, eventDetail(event))) },
        { title: "Session", class: "session", cell: (event) => (event.id === undefined ? "" : idButton(event.id)) },
        { title: "Owner", class: "owner wide", cell: (event) => (event.owner === undefined ? "" : outside(event.owner)) },
        { title: "Details", class: "details wide", cell: eventDetail },
        { title: "Pin", class: "pin", cell: (event) => this.#pinButton(event) },
      ],
      empty: "No events yet. They appear here as soon as a session is created, changed or ended.",
    });
    this.rows = this.table.body;
    // Pinned rows have a body of their own above the others, so new rows don't move them.
    this.pinned = el("tbody", { class: "pinned" });
    this.rows.before(this.pinned);
    const region = this.table.querySelector(".scroll");
    region.addEventListener("pointerenter", (event) => {
      this.#isHovered = event.pointerType === "mouse";
    });
    region.addEventListener("pointerleave", () => {
      this.#isHovered = false;
      this.#flushIfFree();
    });
    region.addEventListener("focusout", () => setTimeout(() => this.#flushIfFree()));
    this.element = el(
      "section",
      { "aria-labelledby": "events-title" },
      el("h1", { id: "events-title", tabindex: "-1" }, this.title),
      el("form", { class: "card filter", submit: (event) => { event.preventDefault(); this.#filter(); } },
        el("fieldset", { class: "chips" }, el("legend", {}, "Kinds (none selected: all)"), ...this.kinds),
        el("div", { class: "fields" }, this.prefix, this.owner)),
      el("div", { class: "toolbar" }, this.counts, this.newButton, idSwitch()),
      el("div", { class: "card" }, this.table),
    );
    this.#say();
  }

  show() {
    this.#flushIfFree();
  }

  hide() {
    this.#isHovered = false;
  }

  #filterSoon() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#filter(), TYPING);
  }

  #filter() {
    clearTimeout(this.#typing);
    const kinds = this.kinds.map((label) => label.firstChild).filter((box) => box.checked).map((box) => box.value);
    const filter = { kinds: kinds.join(","), id: this.prefix.input.value, owner: this.owner.input.value };
    const text = JSON.stringify(filter);
    if (text === this.applied) return;
    this.applied = text;
    this.#buffer = [];
    this.#received = 0;
    this.#skipped = 0;
    this.#lost = 0;
    this.table.fill([], "No event matches since the filter was set.");
    this.#say();
    this.#live.filter(filter);
  }

  #tick({ events, skipped, lost }) {
    this.#received += events.length + skipped;
    this.#skipped += skipped;
    this.#lost += lost;
    this.#buffer.push(...events);
    if (this.#buffer.length > ROWS) this.#buffer.splice(0, this.#buffer.length - ROWS);
    this.#flushIfFree();
  }

  /** Whether the reader is reading a row, so that no row may move. */
  get #isRead() {
    const focused = document.activeElement;
    return this.#live.isPaused || this.#isHovered || (focused !== null && focused.closest("table") === this.rows.parentElement);
  }

  #flushIfFree() {
    if (this.element.hidden || this.#isRead) this.#say();
    else this.#flush();
  }

  #flush() {
    if (this.#buffer.length > 0) {
      const rows = this.#buffer.reverse().map(this.table.row);
      this.#buffer = [];
      this.table.querySelector(".scroll").hidden = false;
      this.table.querySelector(".empty").hidden = true;
      this.rows.prepend(...rows);
      while (this.rows.childElementCount > ROWS) this.rows.lastElementChild.remove();
    }
    this.#say();
  }

  #say() {
    const shown = this.rows.childElementCount;
    setText(
      this.counts,
      `${plural(this.#received, "event")} since the filter was set, ${count(shown)} shown` +
        (this.#skipped > 0 ? `, ${count(this.#skipped)} skipped because more than 50 per second match` : "") +
        (this.#lost > 0 ? `, ${count(this.#lost)} of all sessions dropped by the server before it sent them` : ""),
    );
    const waiting = this.#buffer.length;
    this.newButton.hidden = waiting === 0 || this.element.hidden;
    setText(this.newButton, `Show ${plural(waiting, "new event")}${waiting === ROWS ? " (only the newest)" : ""}`);
  }

  #pinButton(event) {
    const button = el("button", { type: "button", class: "pin", "aria-pressed": "false" });
    button.setAttribute("aria-label", `Pin this event: ${eventNames[event.event] ?? event.event}`);
    button.addEventListener("click", () => {
      const row = button.closest("tr");
      const isPinned = row.parentElement === this.pinned;
      if (!isPinned && this.pinned.childElementCount >= PINS) return;
      button.setAttribute("aria-pressed", String(!isPinned));
      if (isPinned) row.remove();
      else this.pinned.append(row);
      if (!isPinned) button.focus();
      this.#flushIfFree();
    });
    return button;
  }
}
