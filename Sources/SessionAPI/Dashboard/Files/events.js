// The texts for events: their kinds, their reasons and their details.

import { el, outside } from "./dom.js";
import { duration, plural, time } from "./format.js";
import { idText } from "./ids.js";

/** The names of the end reasons, for people. */
export const reasonNames = {
  "expired(idle)": "expired (idle)",
  "expired(lifetime)": "expired (lifetime)",
  deleted: "deleted",
  replaced: "replaced",
  "evicted(capacity)": "evicted (capacity)",
  "evicted(ownerLimit)": "evicted (owner limit)",
};

/** The names of the kinds of events, for people. */
export const eventNames = {
  created: "created",
  restored: "restored",
  updated: "updated",
  rotated: "rotated",
  timeoutsChanged: "timeouts changed",
  expiring: "expiring soon",
  expired: "expired",
  deleted: "ended",
  mismatch: "owner mismatch",
  cleanup: "cleanup",
  policyChanged: "policy changed",
  shutdown: "shutdown",
};

/** The name of an event's kind as a label. The colour only repeats the word. */
export function eventLabel(event) {
  return el("span", { class: `kind ${event.event in eventNames ? event.event : ""}` }, eventNames[event.event] ?? event.event);
}

/** The details of an event beyond its kind and session. */
export function eventDetail(event) {
  const parts = [];
  if (event.reason && event.event !== "expired") parts.push(reasonNames[event.reason] ?? event.reason);
  if (event.event === "expired") parts.push(event.reason === "expired(lifetime)" ? "lifetime over" : "idle for too long");
  if (event.deletion) parts.push(outside(event.deletion));
  if (event.by) parts.push(el("span", {}, "by ", outside(event.by)));
  if (event.previous_id) parts.push(el("span", {}, "formerly ", idText(event.previous_id)));
  if (event.stated_owner) parts.push(el("span", {}, "stated owner ", outside(event.stated_owner)));
  if (event.expires_at) parts.push(`expires ${time(event.expires_at)}`);
  if (event.removed !== undefined) parts.push(`${plural(event.removed, "session")} removed`);
  if (event.idle_seconds > 0) parts.push(`${duration(event.idle_seconds)} idle`);
  return el("span", { class: "parts" }, ...parts.flatMap((part, index) => (index > 0 ? [", ", part] : [part])));
}
