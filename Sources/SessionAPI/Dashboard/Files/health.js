// The view of the server's components, and the alerts above every view.

import { call } from "./api.js";
import { el, outside } from "./dom.js";
import { count, dateTime, duration } from "./format.js";
import { facts, table } from "./table.js";

const figures = { queue: ["queued", "waiting"], dropped: ["dropped"], failures: ["failed_attempts", "failures"] };
const shownElsewhere = new Set(Object.values(figures).flat());

/** Reads the server's health. The server answers 503 with the same body while a component fails. */
export async function loadHealth() {
  try {
    return await call("GET", "health");
  } catch (error) {
    if (error.status === 503 && error.body.components) return error.body;
    throw error;
  }
}

export class HealthView {
  title = "Health";

  constructor() {
    this.facts = facts([]);
    this.notes = el("ul", { class: "notes" });
    this.table = table({
      caption: "Observers and stores",
      className: "components stack",
      columns: [
        { title: "Component", class: "part", cell: (part) => el("div", {}, el("strong", {}, outside(part.name)), " ", el("span", { class: "note" }, part.kind)) },
        { title: "Status", cell: statusLabel },
        { title: "Queue", class: "number", cell: (part) => figure(part, figures.queue) },
        { title: "Dropped", class: "number", cell: (part) => figure(part, figures.dropped) },
        { title: "Failures", class: "number", cell: (part) => figure(part, figures.failures) },
        { title: "Last error, last flush and other figures", class: "details", cell: details },
      ],
      empty: "This server has no observers and no store.",
    });
    this.element = el(
      "section",
      { "aria-labelledby": "health-title" },
      el("h1", { id: "health-title", tabindex: "-1" }, this.title),
      el("div", { class: "card" }, el("h2", {}, "Server"), this.facts),
      el("div", { class: "card" }, el("h2", {}, "Observers and stores"), this.table),
      this.notes,
    );
  }

  show() {}

  hide() {}

  render(health) {
    const { sessions, cleanup } = health;
    this.facts.show([
      ["Status", health.status],
      ["Profile", health.profile ? outside(health.profile) : null],
      ["Uptime", duration(health.uptime_seconds)],
      ["Active sessions", count(sessions.active)],
      ["Created", count(sessions.total_created)],
      ["Restored", count(sessions.total_restored)],
      ["Ended", count(sessions.total_cleaned)],
      ["Oldest session", `${count(sessions.oldest_age_minutes)} min`],
      ["Newest session", `${count(sessions.newest_age_seconds)}s`],
      ["Cleanup", cleanup.stalled ? "stalled" : cleanup.scheduled ? "scheduled" : "not scheduled"],
      ["Last cleanup", cleanup.last_at ? `${dateTime(cleanup.last_at)}, ${count(cleanup.removed)} removed, ${duration(cleanup.lateness_seconds)} late` : "none yet"],
      ["Cleanup overdue", cleanup.overdue_seconds > 0 ? duration(cleanup.overdue_seconds) : "no"],
    ]);
    this.table.fill(health.components);
    this.notes.replaceChildren(...health.notes.map((note) => el("li", {}, outside(note))));
  }
}

function statusLabel(part) {
  return el("span", { class: `status ${part.status === "ok" ? "good" : "bad"}` }, part.status);
}

function figure(part, names) {
  const name = names.find((candidate) => candidate in part.counts);
  return name === undefined ? "" : count(part.counts[name]);
}

function details(part) {
  const parts = [];
  if (part.message) parts.push(el("span", {}, outside(part.message), part.since ? ` (since ${dateTime(part.since)})` : ""));
  if (part.last_flush_at) parts.push(`last flush ${dateTime(part.last_flush_at)}`);
  for (const [name, value] of Object.entries(part.counts)) {
    if (!shownElsewhere.has(name)) parts.push(`${name.replaceAll("_", " ")} ${count(value)}`);
  }
  return parts.length === 0 ? "" : el("span", {}, ...parts.flatMap((item, index) => (index > 0 ? [", ", item] : [item])));
}

/** The alerts above every view. The text changes only with the alerts, so a screen reader announces each one once. */
export class Alerts {
  #shown = "";

  constructor(element) {
    this.element = element;
  }

  render(health) {
    const alerts = health.components
      .filter((part) => part.status !== "ok" || part.message)
      .map((part) => ({ name: `${part.kind} ${part.name}`, message: part.message ?? "It fails.", since: part.since }));
    if (health.cleanup.stalled) alerts.push({ name: "cleanup", message: "It is stalled, so dead sessions stay in memory." });
    if (health.status === "shutting down") alerts.push({ name: "server", message: "It is shutting down." });
    const text = JSON.stringify(alerts);
    if (text === this.#shown) return;
    this.#shown = text;
    this.element.hidden = alerts.length === 0;
    this.element.replaceChildren(
      ...alerts.map(({ name, message, since }) =>
        el("p", {}, el("strong", {}, outside(name)), ": ", outside(message), since ? el("span", { class: "note" }, ` since ${dateTime(since)}`) : ""),
      ),
    );
  }
}
