// The form for the token.

import { signIn } from "./api.js";
import { el, field, outcome } from "./dom.js";

export class SignIn {
  title = "Sign in";

  /** `done` is called once the server accepts the token. */
  constructor(done) {
    const token = field(
      "Token",
      el("input", { type: "password", name: "password", autocomplete: "current-password", required: true, spellcheck: "false" }),
      "the server's SESSION_HTTP_TOKEN or SESSION_HTTP_READ_TOKEN; the page keeps it in memory until you close it",
    );
    // Password managers store a token under a name.
    const user = field("Name", el("input", { type: "text", name: "username", autocomplete: "username", value: "sessions", readonly: true }));
    user.classList.add("unseen");
    user.input.tabIndex = -1;
    this.token = token.input;
    this.status = outcome();
    const button = el("button", { type: "submit", class: "main" }, "Sign in");
    const form = el(
      "form",
      { class: "card sign-in", method: "post", "aria-labelledby": "sign-in-title" },
      user,
      token,
      el("div", { class: "buttons" }, button),
      this.status,
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      this.status.say("");
      try {
        await signIn(this.token.value);
        this.token.value = "";
        done();
      } catch (error) {
        this.status.say(error.status === 401 ? "The server doesn't accept this token. Check it and try again." : error.message, true);
        this.token.select();
      }
      button.disabled = false;
    });
    this.element = el(
      "section",
      { "aria-labelledby": "sign-in-title" },
      el("h1", { id: "sign-in-title", tabindex: "-1" }, this.title),
      form,
    );
  }

  show() {
    this.token.focus();
  }

  hide() {
    this.token.value = "";
  }
}
