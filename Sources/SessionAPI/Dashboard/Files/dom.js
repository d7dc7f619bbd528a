// Builds the page's elements. Every string becomes text or an attribute's value, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Creates an element. A function as an attribute listens to the event of that name; `false` leaves the attribute out. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** Creates an element of an SVG picture. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Shows text from outside, such as an owner. Its writing direction doesn't affect the text around it. */
export function outside(text) {
  return el("bdi", {}, String(text));
}

/** Sets the text of an element only if it differs, so that a screen reader hears no repetition. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let fields = 0;

/** Creates a labelled input or select, and returns the label with the input in it as `input`. */
export function field(label, control, hint) {
  const id = `field-${++fields}`;
  control.id = id;
  const parts = [el("label", { for: id }, label), control];
  if (hint) {
    control.setAttribute("aria-describedby", `${id}-hint`);
    parts.push(el("small", { id: `${id}-hint` }, hint));
  }
  const row = el("div", { class: "field" }, ...parts);
  row.input = control;
  return row;
}

/** Creates an input for a name, which browsers don't complete or correct. */
export function textInput(attributes = {}) {
  return el("input", { type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", ...attributes });
}

/** Creates a line that shows the outcome of an action. Screen readers announce it. */
export function outcome() {
  const line = el("p", { class: "outcome", role: "status" });
  line.say = (text, isBad = false) => {
    line.classList.toggle("bad", isBad);
    setText(line, text);
  };
  return line;
}
