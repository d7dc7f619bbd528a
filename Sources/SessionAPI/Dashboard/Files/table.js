// Tables: built from columns, in a region that scrolls on its own when it is too wide.

import { el } from "./dom.js";

/**
 * Creates a table.
 *
 * A column is `{ title, cell, class }`: `cell` returns an element or a text for a row's data, and the class `number`
 * aligns figures to the right. `fill(rows)` replaces all rows; without rows, the table shows `empty`.
 */
export function table({ caption, columns, empty = "Nothing to show.", className = "" }) {
  // A narrow screen shows the rows of a stacked table as blocks. The roles keep it a table for screen readers.
  const role = (name) => (className.split(" ").includes("stack") ? { role: name } : {});
  const head = el(
    "tr",
    role("row"),
    ...columns.map((column) => el("th", { scope: "col", class: column.class, ...role("columnheader") }, column.title)),
  );
  const body = el("tbody", role("rowgroup"));
  const element = el(
    "table",
    { class: className, ...role("table") },
    el("caption", { class: "unseen" }, caption),
    el("thead", role("rowgroup"), head),
    body,
  );
  const region = el("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: "0" }, element);
  const note = el("p", { class: "empty" });
  const whole = el("div", { class: "table" }, region, note);
  whole.row = (data) =>
    el(
      "tr",
      role("row"),
      ...columns.map((column) =>
        el("td", { class: column.class, "data-label": column.title || null, ...role("cell") }, column.cell(data)),
      ),
    );
  whole.body = body;
  whole.fill = (rows, without = empty) => {
    body.replaceChildren(...rows.map(whole.row));
    note.textContent = without;
    note.hidden = rows.length > 0;
    region.hidden = rows.length === 0;
  };
  whole.fill([]);
  return whole;
}

/** Creates a list of names and values. A value is an element or a text; null leaves the pair out. */
export function facts(pairs) {
  const list = el("dl", { class: "facts" });
  list.show = (entries) => {
    const shown = entries.filter(([, value]) => value !== null && value !== undefined);
    list.replaceChildren(...shown.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
  };
  list.show(pairs);
  return list;
}
