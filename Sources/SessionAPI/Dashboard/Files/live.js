// Follows the server's ticks: one message a second with the newest figures and events.

import { request, isAbort } from "./api.js";

const LONGEST_PAUSE = 30;
// The server sends a tick a second. A stream that is silent for this long has failed.
const SILENCE = 15;
// Longer than any tick. A longer message doesn't come from the server's stream.
const LONGEST_MESSAGE = 8_000_000;

/**
 * The stream of ticks, read with `fetch` because an `EventSource` can't send the token. It connects again on its own
 * and stops while the page is hidden. Dispatches `tick` with the tick and `state` with `{ name, text }`.
 */
export class Live extends EventTarget {
  #filter = {};
  #controller = null;
  #timer = null;
  #isOn = false;
  #failures = 0;
  #paused = false;

  constructor() {
    super();
    document.addEventListener("visibilitychange", () => this.#isOn && this.#restart());
  }

  /** Whether the views are paused. The stream continues, so that no event is missed. */
  get isPaused() {
    return this.#paused;
  }

  set isPaused(isPaused) {
    this.#paused = isPaused;
    this.dispatchEvent(new Event("pause"));
  }

  start() {
    this.#isOn = true;
    this.#restart();
  }

  stop() {
    this.#isOn = false;
    this.#controller?.abort();
    clearTimeout(this.#timer);
  }

  /** Follows only the events that match the filter: kinds, a prefix of the id, and an owner. */
  filter(filter) {
    this.#filter = filter;
    if (this.#isOn) this.#restart();
  }

  #restart() {
    this.#controller?.abort();
    clearTimeout(this.#timer);
    this.#failures = 0;
    if (document.hidden) this.#say("hidden", "The page is hidden");
    else this.#connect();
  }

  async #connect() {
    const controller = new AbortController();
    this.#controller = controller;
    this.#say("connecting", "Connecting");
    try {
      await this.#follow(controller);
      throw new Error("The server ended the stream");
    } catch (error) {
      // Another connection has replaced this one, or the page is hidden.
      if (this.#controller !== controller || !this.#isOn || document.hidden) return;
      this.#failures += 1;
      const isMissing = error.status === 404;
      const pause = isMissing ? LONGEST_PAUSE : Math.min(LONGEST_PAUSE, 2 ** (this.#failures - 1)) * (0.75 + Math.random() / 2);
      let why = isAbort(error) ? "The server stopped sending" : error.message;
      if (isMissing) why = "This server has no live figures, because its routes have no journal";
      this.#say("lost", `${why}. Connecting again in ${Math.ceil(pause)}s`);
      this.#timer = setTimeout(() => this.#connect(), pause * 1000);
    }
  }

  async #follow(controller) {
    let watchdog = setTimeout(() => controller.abort(), SILENCE * 1000);
    try {
      const response = await request("GET", "v1/live", {
        query: { limit: 50, ...this.#filter },
        headers: { Accept: "text/event-stream" },
        signal: controller.signal,
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => controller.abort(), SILENCE * 1000);
        text += value;
        if (text.length > LONGEST_MESSAGE) throw new Error("A message from the server is too long");
        const messages = text.split("\n\n");
        text = messages.pop();
        for (const message of messages) this.#read(message);
      }
    } finally {
      clearTimeout(watchdog);
      controller.abort();
    }
  }

  #read(message) {
    let name = "message";
    let data = "";
    for (const line of message.split("\n")) {
      if (line.startsWith("event:")) name = line.slice(6).trim();
      if (line.startsWith("data:")) data += line.slice(5);
    }
    if (name !== "tick" || data === "") return;
    this.#failures = 0;
    this.#say("live", "Live");
    this.dispatchEvent(new CustomEvent("tick", { detail: JSON.parse(data) }));
  }

  #say(name, text) {
    this.dispatchEvent(new CustomEvent("state", { detail: { name, text } }));
  }
}
