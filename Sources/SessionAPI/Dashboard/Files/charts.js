// Charts as SVG: lines over time and histograms. Readers see the values on hover, with the arrow keys and in a table.

import { el, svg, setText } from "./dom.js";
import { count, compact, date, dateTime, hourMinute, plural } from "./format.js";
import { table } from "./table.js";

const HEIGHT = 190;
const TOP = 10;
const BOTTOM = 24;
const LEFT = 52;
// The width beside the ends of the lines, for their names.
const LABELS = 92;
const SMALL = 520;
const ROWS = 120;
const tickSteps = [10, 30, 60, 120, 300, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

/** Returns at most five round values, from 0 to at least `highest`. */
function scale(highest, isWhole) {
  if (highest <= 0) return [0, 1];
  let step = 10 ** Math.floor(Math.log10(highest / 4));
  for (const factor of [1, 2, 5, 10]) {
    if (highest <= step * factor * 4) {
      step *= factor;
      break;
    }
  }
  if (isWhole) step = Math.max(1, Math.ceil(step));
  const top = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: top + 1 }, (_, index) => index * step);
}

/** The parts that all charts have: a title, a picture with a cursor, a line with the values at the cursor, and a table. */
class Chart {
  constructor({ title, format = count, axis = compact, isWhole = false }) {
    this.title = title;
    this.format = format;
    this.axis = axis;
    this.isWhole = isWhole;
    this.cursor = null;
    // A screen reader announces the values that the reader selects, not each new sample.
    this.readout = el("p", { class: "readout", "aria-live": "off" });
    this.legend = el("ul", { class: "legend" });
    this.picture = svg("svg", { tabindex: "0", role: "group", "aria-roledescription": "chart", height: HEIGHT });
    this.plot = el("div", { class: "plot" }, this.picture);
    this.tablePlace = el("div", { hidden: true });
    this.tableButton = el(
      "button",
      { type: "button", class: "quiet", "aria-expanded": "false", click: () => this.#toggleTable() },
      "Show as table",
    );
    this.tableButton.setAttribute("aria-label", `Show as table: ${title}`);
    this.element = el(
      "figure",
      { class: "chart card" },
      el("figcaption", {}, el("h2", {}, title), this.tableButton),
      this.legend,
      this.plot,
      this.readout,
      this.tablePlace,
    );
    this.picture.addEventListener("pointermove", (event) => this.#point(event));
    this.picture.addEventListener("pointerdown", (event) => this.#point(event));
    this.picture.addEventListener("pointerleave", () => this.#place(null));
    this.picture.addEventListener("blur", () => this.#place(null));
    this.picture.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(([entry]) => this.#fit(Math.floor(entry.contentRect.width))).observe(this.plot);
    this.width = 0;
  }

  #fit(width) {
    if (width === this.width) return;
    this.width = width;
    this.draw();
  }

  #toggleTable() {
    const isOpen = this.tablePlace.hidden;
    this.tablePlace.hidden = !isOpen;
    this.tableButton.setAttribute("aria-expanded", String(isOpen));
    this.tableButton.textContent = isOpen ? "Hide the table" : "Show as table";
    this.tableButton.setAttribute("aria-label", `${this.tableButton.textContent}: ${this.title}`);
    this.fillTable();
  }

  #point(event) {
    const box = this.picture.getBoundingClientRect();
    this.#place(this.indexAt(event.clientX - box.left));
  }

  #key(event) {
    const last = this.length - 1;
    if (last < 0) return;
    const now = this.cursor ?? last + (event.key === "ArrowLeft" ? 1 : 0);
    const moves = { ArrowLeft: now - 1, ArrowRight: now + 1, PageUp: now - 10, PageDown: now + 10, Home: 0, End: last };
    if (event.key === "Escape") this.#place(null);
    else if (event.key in moves) this.#place(Math.min(last, Math.max(0, moves[event.key])));
    else return;
    event.preventDefault();
  }

  #place(index) {
    this.cursor = index;
    this.readout.setAttribute("aria-live", index === null ? "off" : "polite");
    this.drawCursor();
  }

  /** Draws the frame and returns a function that converts values to vertical positions. */
  frame(highest, right) {
    const values = scale(highest, this.isWhole);
    const top = values.at(-1);
    const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
    this.picture.setAttribute("viewBox", `0 0 ${this.width} ${HEIGHT}`);
    this.picture.setAttribute("width", this.width);
    const grid = values.map((value) =>
      svg(
        "g",
        { class: "grid" },
        svg("line", { x1: LEFT, x2: right, y1: y(value), y2: y(value) }),
        svg("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, this.axis(value)),
      ),
    );
    this.picture.replaceChildren(...grid);
    return y;
  }
}

/** Lines over time. A series is `{ name, short, style, values }`; the style chooses colour, dashes and marker. */
export class LineChart extends Chart {
  samples = [];
  series = [];
  isArea = false;

  constructor(options) {
    super(options);
    this.isArea = options.isArea ?? false;
    this.empty = options.empty ?? "No figures yet. They appear within seconds.";
    this.table = null;
  }

  get length() {
    return this.samples.length;
  }

  /** Shows series over these samples. The cursor stays at its time. */
  show(samples, series) {
    const at = this.cursor === null ? null : this.samples[this.cursor]?.at;
    this.samples = samples;
    this.series = series;
    if (at !== null) {
      const index = samples.findIndex((sample) => sample.at >= at);
      this.cursor = index < 0 ? null : index;
    }
    this.draw();
    this.fillTable();
  }

  draw() {
    if (this.width <= 0) return;
    const { samples, series } = this;
    const hasLabels = series.length > 1 && this.width >= SMALL;
    this.right = this.width - (hasLabels ? LABELS : 10);
    this.legend.replaceChildren(
      ...series.map((line) =>
        el("li", {}, sample(line.style), el("span", {}, line.name), el("b", {}, this.format(lastKnown(line.values)))),
      ),
    );
    const highest = Math.max(0, ...series.flatMap((line) => line.values.filter((value) => value !== null)));
    const y = this.frame(highest, this.right);
    this.y = y;
    if (samples.length < 2 || series.every((line) => lastKnown(line.values) === null)) {
      const middle = { x: (LEFT + this.right) / 2, y: HEIGHT / 2, "text-anchor": "middle", class: "none" };
      this.picture.append(svg("text", middle, this.empty));
    }
    const from = samples[0]?.at ?? 0;
    const to = Math.max(samples.at(-1)?.at ?? 0, from + 60);
    this.x = (at) => LEFT + ((this.right - LEFT) * (at - from)) / (to - from);
    if (samples.length > 1) this.#drawTimes(from, to);
    const bottom = y(0);
    for (const line of series) {
      const { path, area } = this.#path(line.values, bottom);
      if (this.isArea) this.picture.append(svg("path", { class: `area ${line.style}`, d: area }));
      this.picture.append(svg("path", { class: `line ${line.style}`, d: path }));
    }
    if (hasLabels) this.#drawLabels();
    this.marks = svg("g", { class: "cursor" });
    this.picture.append(this.marks);
    this.#describe();
    this.drawCursor();
  }

  #path(values, bottom) {
    let path = "";
    let area = "";
    let start = null;
    values.forEach((value, index) => {
      if (value === null || value === undefined) {
        if (start !== null) area += `V${bottom}H${start}Z`;
        start = null;
        return;
      }
      const x = this.x(this.samples[index].at).toFixed(1);
      const y = this.y(value).toFixed(1);
      // The line of length zero makes a point between two gaps visible.
      path += start === null ? `M${x} ${y}h0` : `L${x} ${y}`;
      area += start === null ? `M${x} ${bottom}L${x} ${y}` : `L${x} ${y}`;
      start ??= x;
    });
    if (start !== null) area += `V${bottom}H${start}Z`;
    return { path, area };
  }

  #drawTimes(from, to) {
    const room = (this.right - LEFT) / 64;
    const step = tickSteps.find((seconds) => (to - from) / seconds <= room) ?? 86400;
    const zone = new Date(from * 1000).getTimezoneOffset() * 60;
    let day = date(from);
    for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) {
      const x = this.x(at);
      if (x > this.right - 14 || x < LEFT + 14) continue;
      const isNewDay = date(at) !== day;
      day = date(at);
      const seconds = step < 60 ? `:${String(Math.round(at) % 60).padStart(2, "0")}` : "";
      const label = isNewDay ? day : `${hourMinute(at)}${seconds}`;
      this.picture.append(
        svg("g", { class: "grid" },
          svg("line", { x1: x, x2: x, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM + 4 }),
          svg("text", { x, y: HEIGHT - 6, "text-anchor": "middle" }, label)),
      );
    }
  }

  /** Writes the name of each line beside its end. Names that would overlap are moved apart. */
  #drawLabels() {
    const ends = this.series
      .map((line) => ({ line, value: lastKnown(line.values) }))
      .filter(({ value }) => value !== null)
      .map(({ line, value }) => ({ line, at: this.y(value), y: this.y(value) }))
      .sort((one, other) => one.at - other.at);
    for (let index = 1; index < ends.length; index += 1) ends[index].y = Math.max(ends[index].y, ends[index - 1].y + 14);
    let limit = HEIGHT - BOTTOM + 2;
    for (const end of ends.toReversed()) {
      end.y = Math.min(end.y, limit);
      limit = end.y - 14;
    }
    for (const { line, at, y } of ends) {
      this.picture.append(
        marker(line.style, this.right, at),
        svg("line", { class: "lead", x1: this.right + 6, x2: this.right + 13, y1: at, y2: y }),
        svg("text", { class: "name", x: this.right + 16, y: y + 4 }, line.short ?? line.name),
      );
    }
  }

  #describe() {
    const now = this.series.map((line) => `${line.name} ${this.format(lastKnown(line.values))}`).join(", ");
    const span = this.samples.length > 1 ? `from ${dateTime(this.samples[0].at)} to ${dateTime(this.samples.at(-1).at)}` : "no data yet";
    this.picture.setAttribute("aria-label", `${this.title}, ${span}. Latest: ${now}. Use the arrow keys to read the values.`);
  }

  /** The text below the chart while no point is selected. */
  #summary() {
    if (this.samples.length < 2) return "";
    return `${dateTime(this.samples[0].at)} to ${dateTime(this.samples.at(-1).at)}`;
  }

  indexAt(x) {
    if (this.samples.length === 0) return null;
    let best = 0;
    this.samples.forEach((sample, index) => {
      if (Math.abs(this.x(sample.at) - x) < Math.abs(this.x(this.samples[best].at) - x)) best = index;
    });
    return best;
  }

  drawCursor() {
    if (!this.marks) return;
    const sample = this.cursor === null ? null : this.samples[this.cursor];
    if (!sample) {
      this.marks.replaceChildren();
      setText(this.readout, this.#summary());
      return;
    }
    const x = this.x(sample.at);
    this.marks.replaceChildren(svg("line", { x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM }));
    for (const line of this.series) {
      const value = line.values[this.cursor];
      if (value !== null && value !== undefined) this.marks.append(marker(line.style, x, this.y(value)));
    }
    const values = this.series.map((line) => `${line.name} ${this.format(line.values[this.cursor])}`);
    setText(this.readout, `${dateTime(sample.at)}: ${values.join(", ")}`);
  }

  fillTable() {
    if (this.tablePlace.hidden) return;
    // A limited number of rows, the newest first.
    const every = Math.ceil(this.samples.length / ROWS);
    const rows = this.samples.map((_, index) => index).reverse().filter((_, place) => place % every === 0);
    this.table = table({
      caption: this.title,
      className: "figures",
      columns: [
        { title: "Time", class: "time", cell: (index) => dateTime(this.samples[index].at) },
        ...this.series.map((line) => ({ title: line.name, class: "number", cell: (index) => this.format(line.values[index]) })),
      ],
      empty: this.empty,
    });
    this.table.fill(rows);
    this.tablePlace.replaceChildren(this.table);
  }
}

/** Bars for ranges. A bar is `{ name, edge, value }`: the edge is the range's upper end, written under its right side. */
export class Histogram extends Chart {
  bars = [];

  get length() {
    return this.bars.length;
  }

  show(bars) {
    this.bars = bars;
    this.draw();
    this.fillTable();
  }

  draw() {
    if (this.width <= 0) return;
    const right = this.width - 10;
    const y = this.frame(Math.max(0, ...this.bars.map((bar) => bar.value)), right);
    this.y = y;
    this.step = (right - LEFT) / Math.max(1, this.bars.length);
    this.total = this.bars.reduce((sum, bar) => sum + bar.value, 0);
    this.legend.replaceChildren(el("li", {}, el("b", {}, plural(this.total, "session"))));
    this.bars.forEach((bar, index) => {
      const x = LEFT + index * this.step;
      const height = Math.max(y(0) - y(bar.value), bar.value > 0 ? 1.5 : 0);
      this.picture.append(svg("rect", { class: "column s0", x: x + 1.5, y: y(0) - height, width: Math.max(1, this.step - 3), height }));
      // In a narrow chart, only every second edge has room for its label.
      if (bar.edge && (this.step >= 34 || index % 2 === 1)) {
        this.picture.append(svg("g", { class: "grid" }, svg("text", { x: x + this.step, y: HEIGHT - 6, "text-anchor": "middle" }, bar.edge)));
      }
    });
    this.marks = svg("g", { class: "cursor" });
    this.picture.append(this.marks);
    const largest = this.bars.reduce((best, bar) => (bar.value > (best?.value ?? 0) ? bar : best), null);
    this.picture.setAttribute(
      "aria-label",
      `${this.title}: ${largest ? `most are ${largest.name} (${this.format(largest.value)})` : "no data yet"}. Use the arrow keys to read the values.`,
    );
    this.drawCursor();
  }

  indexAt(x) {
    const index = Math.floor((x - LEFT) / this.step);
    return index >= 0 && index < this.bars.length ? index : null;
  }

  drawCursor() {
    if (!this.marks) return;
    const bar = this.cursor === null ? null : this.bars[this.cursor];
    if (!bar) {
      this.marks.replaceChildren();
      setText(this.readout, "");
      return;
    }
    const x = LEFT + this.cursor * this.step;
    this.marks.replaceChildren(svg("rect", { class: "band", x, y: TOP, width: this.step, height: HEIGHT - TOP - BOTTOM }));
    setText(this.readout, `${bar.name}: ${this.format(bar.value)} (${this.#share(bar)})`);
  }

  #share(bar) {
    return this.total > 0 ? `${((100 * bar.value) / this.total).toFixed(1)} %` : "0 %";
  }

  fillTable() {
    if (this.tablePlace.hidden) return;
    const whole = table({
      caption: this.title,
      className: "figures",
      columns: [
        { title: "Range", cell: (bar) => bar.name },
        { title: "Sessions", class: "number", cell: (bar) => this.format(bar.value) },
        { title: "Share", class: "number", cell: (bar) => this.#share(bar) },
      ],
    });
    whole.fill(this.bars);
    this.tablePlace.replaceChildren(whole);
  }
}

function lastKnown(values) {
  for (let index = values.length - 1; index >= 0; index -= 1) {
    if (values[index] !== null && values[index] !== undefined) return values[index];
  }
  return null;
}

/** A short piece of a line with its dashes and marker, for the legend. */
function sample(style) {
  return svg(
    "svg",
    { class: "sample", width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" },
    svg("line", { class: `line ${style}`, x1: 1, x2: 29, y1: 6, y2: 6 }),
    marker(style, 15, 6),
  );
}

const shapes = {
  s0: "M-4 0A4 4 0 1 1 4 0A4 4 0 1 1-4 0Z",
  s1: "M-3.5-3.5H3.5V3.5H-3.5Z",
  s2: "M0-4.5L4.5 3.5H-4.5Z",
  s3: "M0-5L5 0L0 5L-5 0Z",
  s4: "M0 4.5L4.5-3.5H-4.5Z",
  s5: "M-5-1.5H-1.5V-5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5Z",
  s6: "M-4-4L4 4M-4 4L4-4",
};

function marker(style, x, y) {
  return svg("path", { class: `mark ${style}`, d: shapes[style], transform: `translate(${x} ${y})` });
}
