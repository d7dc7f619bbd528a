// Shows session ids short, because an id can be enough to use its session.

import { el } from "./dom.js";
import { shortID } from "./format.js";

// Weak, so that an id is released with its element.
const whole = new WeakMap();
let isWhole = false;

/** Shows an id short, or whole if the reader has switched to whole ids. */
export function idText(id) {
  const element = el("bdi", { class: "id" }, isWhole ? id : shortID(id));
  whole.set(element, id);
  return element;
}

/** A button that shows an id and opens its session. A link would show the whole id in the browser's status line. */
export function idButton(id) {
  return el("button", { type: "button", class: "link", click: () => openSession(id) }, idText(id));
}

export function openSession(id) {
  location.hash = `#session/${encodeURIComponent(id)}`;
}

/** A switch for the whole page between short and whole ids. */
export function idSwitch() {
  const box = el("input", { type: "checkbox", class: "id-switch" });
  box.checked = isWhole;
  box.addEventListener("change", () => {
    isWhole = box.checked;
    for (const other of document.querySelectorAll(".id-switch")) other.checked = isWhole;
    for (const element of document.querySelectorAll("bdi.id")) {
      const id = whole.get(element);
      if (id !== undefined) element.textContent = isWhole ? id : shortID(id);
    }
  });
  return el("label", { class: "check" }, box, "Show whole ids");
}
