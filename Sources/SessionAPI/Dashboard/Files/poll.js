// Repeats a request while the page is visible.

import { isAbort } from "./api.js";

const LONGEST_PAUSE = 60;

/**
 * Repeats work with a pause of some seconds. A run begins after the previous one has ended, so runs never overlap. Each
 * failure doubles the pause, up to a minute. Nothing runs while the page is hidden.
 */
export class Poll {
  #seconds;
  #work;
  #timer = null;
  #isOn = false;
  #isRunning = false;
  #isDue = false;
  #failures = 0;

  constructor(seconds, work) {
    this.#seconds = seconds;
    this.#work = work;
    document.addEventListener("visibilitychange", () => this.#isOn && this.now());
  }

  /** Starts, with a run at once. */
  start() {
    this.#isOn = true;
    this.now();
  }

  stop() {
    this.#isOn = false;
    clearTimeout(this.#timer);
  }

  /** Runs at once, or right after the current run. */
  now() {
    clearTimeout(this.#timer);
    if (!this.#isOn || document.hidden) return;
    if (this.#isRunning) this.#isDue = true;
    else this.#run();
  }

  async #run() {
    this.#isRunning = true;
    try {
      await this.#work();
      this.#failures = 0;
    } catch (error) {
      // The work shows its own failures; they only slow the repetition down here.
      if (!isAbort(error)) this.#failures += 1;
    }
    this.#isRunning = false;
    if (!this.#isOn || document.hidden) return;
    if (this.#isDue) {
      this.#isDue = false;
      this.#run();
      return;
    }
    const pause = Math.min(LONGEST_PAUSE, this.#seconds * 2 ** Math.min(this.#failures, 6));
    this.#timer = setTimeout(() => this.#run(), Math.max(pause, this.#seconds) * 1000);
  }
}
