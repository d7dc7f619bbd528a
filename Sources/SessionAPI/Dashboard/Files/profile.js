// The view of the profile: every setting, where its value comes from, and what other timeouts would end.

import { call, isAbort, latest } from "./api.js";
import { el, field, outcome, outside, setText, textInput } from "./dom.js";
import { count, parseDuration, plural } from "./format.js";
import { table } from "./table.js";

export class ProfileView {
  title = "Profile";
  #settings = [];

  constructor() {
    this.#build();
  }

  #build() {
    this.status = outcome();
    this.reason = el("p", { class: "note" });
    this.warnings = el("div", { class: "warnings" });
    this.search = field("Find a setting", textInput({ type: "search", input: () => this.#filter() }));
    this.onlySet = el("input", { type: "checkbox", change: () => this.#filter() });
    this.table = table({
      caption: "Settings",
      className: "settings stack",
      columns: [
        { title: "Setting", class: "setting", cell: (setting) => el("code", {}, setting.key) },
        { title: "Value", class: "value", cell: (setting) => el("span", { class: setting.is_set ? "set" : "unset" }, valueText(setting.value)) },
        { title: "Comes from", class: "layers", cell: layers },
        { title: "A change applies", class: "applies", cell: ({ applies }) => (applies === "live" ? "at once" : "after a restart") },
      ],
      empty: "No setting matches.",
    });
    this.idle = field("Idle timeout", textInput({ placeholder: "unchanged", maxlength: 40 }), "such as 15m");
    this.lifetime = field("Lifetime", textInput({ placeholder: "unchanged", maxlength: 40 }), "such as 8h");
    this.impact = outcome();
    this.impact.id = "impact";
    this.element = el(
      "section",
      { "aria-labelledby": "profile-title" },
      el("h1", { id: "profile-title", tabindex: "-1" }, this.title),
      this.status,
      this.reason,
      this.warnings,
      el("form", { class: "card", "aria-labelledby": "impact-title", submit: (event) => { event.preventDefault(); this.#try(); } },
        el("h2", { id: "impact-title" }, "What would other timeouts end?"),
        el("p", { class: "note" }, "Counts the sessions that would end at once with other timeouts. It changes nothing."),
        el("div", { class: "fields" }, this.idle, this.lifetime),
        el("div", { class: "buttons" }, el("button", { type: "submit", class: "main" }, "Count")),
        this.impact),
      el("div", { class: "card" },
        el("h2", {}, "Settings"),
        el("div", { class: "fields" }, this.search, el("label", { class: "check" }, this.onlySet, "Hide settings that are not set")),
        this.table),
    );
  }

  show() {
    latest("profile", (signal) => call("GET", "v1/profile", { signal })).then(
      (profile) => this.#show(profile),
      (error) => {
        if (isAbort(error)) return;
        this.status.say(error.status === 404 ? "This server has no profile: its routes were created without a host." : error.message, error.status !== 404);
      },
    );
  }

  hide() {}

  #show(profile) {
    this.status.say("");
    setText(document.getElementById("profile-title"), `Profile ${profile.profile}`);
    setText(this.reason, profile.reason ?? "");
    const warnings = [];
    if (profile.problem) warnings.push(el("p", { class: "bad" }, "The latest change of the profile is not in effect: ", outside(profile.problem)));
    if (profile.waiting_for_restart?.length > 0) {
      warnings.push(el("p", {}, "These settings have changed and take effect at the next restart: ", outside(profile.waiting_for_restart.join(", "))));
    }
    this.warnings.replaceChildren(...warnings);
    this.#settings = profile.settings;
    this.#filter();
  }

  #filter() {
    const text = this.search.input.value.trim().toLowerCase();
    this.table.fill(
      this.#settings.filter(
        (setting) =>
          (!this.onlySet.checked || setting.is_set) &&
          (setting.key.toLowerCase().includes(text) || (setting.variable ?? "").toLowerCase().includes(text)),
      ),
    );
  }

  async #try() {
    const query = {};
    for (const [name, row] of [["idle_timeout_seconds", this.idle], ["lifetime_seconds", this.lifetime]]) {
      row.input.removeAttribute("aria-invalid");
      try {
        query[name] = parseDuration(row.input.value);
      } catch (error) {
        row.input.setAttribute("aria-invalid", "true");
        row.input.focus();
        return this.impact.say(error.message, true);
      }
    }
    if (query.idle_timeout_seconds === null && query.lifetime_seconds === null) {
      this.idle.input.focus();
      return this.impact.say("Fill in at least one of the two timeouts.", true);
    }
    try {
      const answer = await latest("impact", (signal) => call("GET", "v1/policy-impact", { query, signal }));
      this.impact.say(`${count(answer.ending)} of ${plural(answer.sessions, "session")} would end at once.`);
    } catch (error) {
      if (!isAbort(error)) this.impact.say(error.message, true);
    }
  }
}

function valueText(value) {
  if (value === null || value === undefined) return "none";
  return outside(typeof value === "object" ? JSON.stringify(value) : value);
}

/** The layers of a setting, the one in effect first. */
function layers(setting) {
  if (setting.layers.length === 0) return el("span", { class: "note" }, "not set", ...variable(setting));
  const items = setting.layers.map((layer, index) =>
    el("li", { class: index === 0 ? "effective" : "" }, el("span", {}, place(layer, setting)), ": ", valueText(layer.value)),
  );
  return el("ol", { class: "layers" }, ...items);
}

const variable = (setting) => (setting.variable ? [" (", el("code", {}, setting.variable), ")"] : []);

function place(layer, setting) {
  if (layer.file) return `${layer.file}, line ${layer.line}`;
  if (layer.variable) return layer.variable;
  if (layer.source === "default") return "default";
  return layer.source === "environment" && setting.variable ? setting.variable : layer.source;
}
