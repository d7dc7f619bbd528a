// The view of the figures: active sessions, creates and ends, ages, requests and memory.

import { call } from "./api.js";
import { LineChart, Histogram } from "./charts.js";
import { el, outside, setText } from "./dom.js";
import { reasonNames } from "./events.js";
import { bytes, count, compact, dateTime, duration, plural, rate, time } from "./format.js";
import { rates, spans } from "./history.js";
import { Poll } from "./poll.js";
import { table } from "./table.js";

const reasonStyles = {
  "expired(idle)": ["s1", "idle"],
  "expired(lifetime)": ["s2", "lifetime"],
  deleted: ["s3", "deleted"],
  replaced: ["s4", "replaced"],
  "evicted(capacity)": ["s5", "evicted"],
  "evicted(ownerLimit)": ["s6", "owner limit"],
};

export class Overview {
  title = "Overview";
  #live;
  #history;
  #span = spans[0];
  #isShown = false;
  #recent = [];
  #figures = {};

  constructor({ live, history, findOwner }) {
    this.#live = live;
    this.#history = history;
    this.#build(findOwner);
    live.addEventListener("tick", ({ detail }) => this.#tick(detail.sample));
    live.addEventListener("pause", () => this.render());
    this.distribution = new Poll(10, () => this.#loadDistribution());
  }

  #build(findOwner) {
    const tiles = el("dl", { class: "tiles" });
    for (const [key, name] of [
      ["active", "Active sessions"],
      ["created", "Creates"],
      ["ended", "Ends"],
      ["lag", "Expiry lag"],
      ["requests", "Requests"],
      ["memory", "Process memory"],
    ]) {
      const value = el("dd", { id: `figure-${key}` }, "–");
      const note = el("dd", { class: "note" });
      this.#figures[key] = { value, note };
      tiles.append(el("div", { class: "card" }, el("dt", {}, name), value, note));
    }
    const choices = spans.map((span, index) => {
      const input = el("input", { type: "radio", name: "span", value: index, change: () => this.#choose(span) });
      input.checked = span === this.#span;
      return el("label", {}, input, el("span", {}, span.name));
    });
    this.size = el("p", { class: "note", id: "history-size" });
    this.active = new LineChart({ title: "Active sessions", isArea: true, isWhole: true });
    this.flow = new LineChart({ title: "Creates and ends per second, by reason", format: rate });
    this.lag = new LineChart({ title: "Expiry lag", format: duration, axis: duration, empty: "No session expired in this time." });
    this.memory = new LineChart({ title: "Memory", format: bytes, axis: bytes });
    this.requests = new LineChart({ title: "Requests per second", format: rate });
    this.ages = new Histogram({ title: "Sessions by age", isWhole: true });
    this.idle = new Histogram({ title: "Sessions by idle time", isWhole: true });
    this.owners = table({
      caption: "Owners with the most sessions",
      columns: [
        {
          title: "Owner",
          cell: ({ owner }) => el("button", { type: "button", class: "link", click: () => findOwner(owner) }, outside(owner)),
        },
        { title: "Sessions", class: "number", cell: ({ sessions }) => count(sessions) },
      ],
      empty: "No session has an owner. Owners appear here when clients create sessions with an owner.",
    });
    this.scanned = el("p", { class: "note" });
    this.element = el(
      "section",
      { "aria-labelledby": "overview-title" },
      el("h1", { id: "overview-title", tabindex: "-1" }, this.title),
      tiles,
      el("div", { class: "toolbar" },
        el("fieldset", { class: "choice" }, el("legend", { class: "unseen" }, "Span of the charts"), ...choices),
        this.size),
      el("div", { class: "charts" },
        this.active.element, this.flow.element, this.requests.element, this.lag.element,
        this.ages.element, this.idle.element, this.memory.element,
        el("section", { class: "card", "aria-labelledby": "owners-title" },
          el("h2", { id: "owners-title" }, "Owners with the most sessions"), this.owners, this.scanned)),
    );
  }

  show() {
    this.#isShown = true;
    this.distribution.start();
    this.render();
  }

  hide() {
    this.#isShown = false;
    this.distribution.stop();
  }

  #choose(span) {
    this.#span = span;
    this.render();
  }

  #tick(sample) {
    this.#recent.push(sample);
    // Ten seconds, so that the rates don't jump.
    if (this.#recent.length > 11) this.#recent.shift();
    const isNew = this.#history.append(sample);
    if (this.#live.isPaused || !this.#isShown) return;
    this.#renderFigures();
    if (isNew) this.#renderCharts();
  }

  /** Draws everything again, after the history has been loaded. */
  render() {
    if (!this.#isShown || this.#live.isPaused) return;
    this.#renderFigures();
    this.#renderCharts();
  }

  #renderFigures() {
    const now = this.#recent.at(-1) ?? this.#history.samples.at(-1);
    if (!now) return;
    const first = this.#recent[0] ?? now;
    const seconds = now.at - first.at;
    const pace = (figure) => (seconds > 0 && figure(now) >= figure(first) ? (figure(now) - figure(first)) / seconds : null);
    const set = (key, value, note) => {
      setText(this.#figures[key].value, value);
      setText(this.#figures[key].note, note);
    };
    set("active", count(now.active), now.restored > 0 ? `${count(now.restored)} restored` : "held by the server");
    set("created", rate(pace((sample) => sample.created)), `${count(now.created)} in total`);
    set("ended", rate(pace(allEnds)), `${count(allEnds(now))} in total`);
    const late = this.#recent.findLast((sample) => sample.lag_seconds !== null) ?? this.#history.samples.findLast((sample) => sample.lag_seconds !== null);
    set("lag", duration(late?.lag_seconds), late ? `last at ${time(late.at)}` : "no session expired yet");
    set("requests", rate(pace((sample) => sample.requests)), `${count(now.requests)} in total`);
    set("memory", bytes(now.process_bytes), `engine ${bytes(now.engine_bytes)}`);
  }

  #renderCharts() {
    const { size, isRecording } = this.#history;
    setText(
      this.size,
      isRecording
        ? size ? `History: ${plural(size.samples, "sample")}, ${bytes(size.bytes)}` : ""
        : "This server records no history. Add routes.history to its services to see figures from before you opened this page.",
    );
    const samples = this.#history.within(this.#span);
    const line = (name, style, values, short) => ({ name, style, values, short });
    const figure = (name) => samples.map((sample) => sample[name] ?? null);
    this.active.show(samples, [line("active", "s0", figure("active"))]);
    const known = Object.keys(samples.at(-1)?.ended ?? {});
    const reasons = [...new Set([...Object.keys(reasonStyles), ...known])].filter((reason) => known.includes(reason));
    const ends = reasons
      .map((reason) => {
        const [style, short] = reasonStyles[reason] ?? ["s6", reason];
        return line(reasonNames[reason] ?? reason, style, rates(samples, (sample) => sample.ended[reason]), short);
      })
      // A reason that didn't occur is left out, except the most common one.
      .filter(({ style, values }) => style === "s1" || values.some((value) => value > 0));
    this.flow.show(samples, [line("created", "s0", rates(samples, (sample) => sample.created)), ...ends]);
    this.lag.show(samples, [line("lag", "s0", figure("lag_seconds"))]);
    this.requests.show(samples, [line("requests", "s0", rates(samples, (sample) => sample.requests))]);
    this.memory.show(samples, [
      line("process", "s0", figure("process_bytes")),
      line("engine", "s1", figure("engine_bytes")),
    ]);
  }

  async #loadDistribution() {
    if (this.#live.isPaused) return;
    const answer = await call("GET", "v1/distribution");
    const edges = answer.bounds_seconds.map(duration);
    const bars = (counts) =>
      counts.map((value, index) => ({
        value,
        edge: edges[index] ?? null,
        name: index === 0 ? `under ${edges[0]}` : index === edges.length ? `over ${edges.at(-1)}` : `${edges[index - 1]} to ${edges[index]}`,
      }));
    this.ages.show(bars(answer.ages));
    this.idle.show(bars(answer.idle));
    this.owners.fill(answer.owners);
    const isSample = answer.scanned < answer.sessions;
    setText(
      this.scanned,
      `As of ${dateTime(answer.at)}${isSample ? `, from ${compact(answer.scanned)} of ${compact(answer.sessions)} sessions` : ""}` +
        `${answer.owners_exact ? "" : ". The owners' figures are estimates"}.`,
    );
  }
}

const allEnds = (sample) => Object.values(sample.ended).reduce((sum, value) => sum + (value ?? 0), 0);
