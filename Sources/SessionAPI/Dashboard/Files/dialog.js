// Modal dialogs: the browser keeps the focus inside and returns it afterwards.

import { el } from "./dom.js";

let count = 0;

/** Opens a dialog and returns it. `closed` resolves with its return value once it is closed and removed. */
export function openDialog(title, ...content) {
  count += 1;
  const heading = el("h2", { id: `dialog-${count}` }, title);
  const dialog = el("dialog", { "aria-labelledby": heading.id }, heading, ...content);
  document.body.append(dialog);
  dialog.closed = new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
  dialog.showModal();
  return dialog;
}
