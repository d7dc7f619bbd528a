// Ends one session, or all that match a filter. Shows their number first, then the progress and a list of failures.

import { call, isAbort, sessionPath } from "./api.js";
import { openDialog } from "./dialog.js";
import { el, field, outcome } from "./dom.js";
import { filterText } from "./filter.js";
import { count, plural } from "./format.js";
import { idText } from "./ids.js";

const BATCH = 500;
// Failures beyond this number are counted, not listed.
const LISTED = 100;
// After this many failed batches in a row, the page stops, because the server has a problem.
const PATIENCE = 3;

const reasons = ["revoked", "signedOut", "passwordChanged", "ownerDisabled"];

function reasonField() {
  const options = [el("option", { value: "" }, "none"), ...reasons.map((reason) => el("option", {}, reason))];
  return field("Reason, for events and logs", el("select", {}, ...options));
}

const button = (label, kind, click) => el("button", { type: "button", class: kind, click }, label);

/** Asks for confirmation and ends a session. Returns whether it ended. */
export async function endOne(id) {
  const reason = reasonField();
  const status = outcome();
  const confirm = button("End the session", "danger", async () => {
    confirm.disabled = true;
    try {
      await call("DELETE", sessionPath(id), { query: { reason: reason.input.value } });
      dialog.close("ended");
    } catch (error) {
      if (error.status === 404 || error.status === 410) return dialog.close("ended");
      status.say(error.message, true);
      confirm.disabled = false;
    }
  });
  const cancel = button("Cancel", "quiet", () => dialog.close(""));
  const dialog = openDialog(
    "End this session?",
    el("p", {}, "The session ", idText(id), " ends at once. Its client must start a new one."),
    reason,
    status,
    el("div", { class: "buttons" }, cancel, confirm),
  );
  cancel.focus();
  return (await dialog.closed) === "ended";
}

/** Counts the sessions that match, asks for confirmation, and ends them. Resolves when the dialog is closed. */
export async function endMatching(filter) {
  const controller = new AbortController();
  const text = el("p", {}, "Counting the sessions…");
  const status = outcome();
  const bar = el("progress", { "aria-label": "Sessions ended" });
  bar.hidden = true;
  const failures = el("div", { class: "failures" });
  const reason = reasonField();
  reason.hidden = true;
  const confirm = button("End them", "danger");
  confirm.hidden = true;
  const cancel = button("Cancel", "quiet", () => {
    if (controller.signal.aborted || !isEnding) dialog.close();
    controller.abort();
  });
  let isEnding = false;
  const dialog = openDialog(
    "End all sessions that match?",
    el("p", {}, "Filter: ", el("bdi", { id: "end-filter" }, filterText(filter))),
    text,
    reason,
    bar,
    status,
    failures,
    el("div", { class: "buttons" }, cancel, confirm),
  );
  dialog.addEventListener("close", () => controller.abort());
  dialog.addEventListener("cancel", (event) => isEnding && event.preventDefault());
  cancel.focus();

  let matched;
  try {
    matched = await countMatching(filter, controller.signal);
  } catch (error) {
    if (!isAbort(error)) {
      text.textContent = "The sessions can't be counted.";
      status.say(error.message, true);
    }
    return dialog.closed;
  }
  if (matched === 0) {
    text.textContent = "No session matches.";
    cancel.textContent = "Close";
    return dialog.closed;
  }
  text.replaceChildren(el("strong", { id: "end-number" }, plural(matched, "session")), matched === 1 ? " matches and will end at once." : " match and will end at once.");
  reason.hidden = false;
  confirm.textContent = `End ${plural(matched, "session")}`;
  confirm.hidden = false;
  confirm.addEventListener("click", async () => {
    isEnding = true;
    confirm.hidden = true;
    reason.hidden = true;
    bar.hidden = false;
    bar.max = matched;
    cancel.textContent = "Stop";
    cancel.focus();
    const run = { ended: 0, gone: 0, failed: 0, rows: [] };
    const show = (prefix) => {
      bar.value = Math.min(matched, run.ended + run.gone + run.failed);
      const parts = [`${plural(run.ended, "session")} ended`];
      if (run.gone > 0) parts.push(`${count(run.gone)} had already ended`);
      if (run.failed > 0) parts.push(`${count(run.failed)} failed`);
      status.say(`${prefix}${parts.join(", ")}.`, run.failed > 0);
    };
    let end = "";
    try {
      await endAll(filter, reason.input.value, run, () => show(""), controller.signal);
    } catch (error) {
      end = isAbort(error) ? "Stopped: " : `${error.message}. So far: `;
    }
    isEnding = false;
    controller.abort();
    bar.hidden = true;
    show(end);
    if (run.rows.length > 0) failures.replaceChildren(...failureList(run));
    cancel.textContent = "Close";
  });
  return dialog.closed;
}

async function countMatching(filter, signal) {
  if (filter.id === undefined) {
    return (await call("DELETE", "v1/sessions", { query: { ...filter, dry_run: true }, signal })).matched;
  }
  try {
    await call("GET", sessionPath(filter.id), { query: { peek: true }, signal });
    return 1;
  } catch (error) {
    if (error.status === 404 || error.status === 410) return 0;
    throw error;
  }
}

/** Ends the sessions that match, page by page, and counts them in `run`. A batch that fails doesn't stop the others. */
async function endAll(filter, reason, run, progress, signal) {
  let cursor = null;
  let failedInARow = 0;
  do {
    let ids = [filter.id];
    if (filter.id === undefined) {
      const page = await call("GET", "v1/sessions", { query: { ...filter, limit: BATCH, cursor }, signal });
      ids = page.sessions.map((session) => session.id);
      cursor = page.next;
    }
    if (ids.length > 0) {
      try {
        const answer = await call("POST", "v1/delete", { query: { reason }, body: { ids }, signal });
        run.ended += answer.deleted;
        run.gone += answer.not_found.length;
        failedInARow = 0;
      } catch (error) {
        if (isAbort(error) || error.status === 401 || error.status === 403) throw error;
        run.failed += ids.length;
        for (const id of ids.slice(0, LISTED - run.rows.length)) run.rows.push({ id, why: error.message });
        failedInARow += 1;
        if (failedInARow === PATIENCE) throw error;
      }
      progress();
    }
  } while (cursor !== null);
}

function failureList(run) {
  const rest = run.failed - run.rows.length;
  return [
    el("h3", {}, "Not ended"),
    el("ul", {}, ...run.rows.map(({ id, why }) => el("li", {}, idText(id), `: ${why}`))),
    rest > 0 ? el("p", {}, `and ${count(rest)} more`) : "",
  ];
}
