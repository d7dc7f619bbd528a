// The figures over time: the server's history, followed by the samples of the ticks.

import { call } from "./api.js";

const CAPACITY = 2000;

/** The spans that a chart can show, each with the seconds between its points. */
export const spans = [
  { name: "15 min", seconds: 900, step: 5 },
  { name: "6 hours", seconds: 21600, step: 60 },
  { name: "2 days", seconds: 172800, step: 600 },
];

/** Samples, oldest first. Each is `{ at, active, created, ended: { reason: n }, … }` with null for an unknown figure. */
export class History {
  samples = [];
  /** How many samples the server keeps, how many bytes they take up, and whether it records at all. */
  size = null;
  isRecording = true;

  /** Reads the server's history, which replaces all samples. */
  async load() {
    const answer = await call("GET", "v1/history");
    const { ended = {}, ...columns } = answer.samples;
    const names = Object.keys(columns);
    const reasons = Object.keys(ended);
    this.samples = columns.at.map((_, index) => {
      const sample = { ended: {} };
      for (const name of names) sample[name] = columns[name][index];
      for (const reason of reasons) sample.ended[reason] = ended[reason][index];
      return sample;
    });
    this.size = { samples: this.samples.length, bytes: answer.bytes };
    this.isRecording = answer.recording !== false;
  }

  /** Appends the sample of a tick unless the newest one is younger than the finest step. Returns whether it did. */
  append(sample) {
    const newest = this.samples.at(-1);
    if (newest && sample.at - newest.at < spans[0].step) return false;
    this.samples.push(sample);
    if (this.samples.length > CAPACITY) this.samples.splice(0, this.samples.length - CAPACITY);
    return true;
  }

  /** Returns the samples of a span at the span's step, with the highest lag of each step, so that no peak is lost. */
  within({ seconds, step }) {
    const newest = this.samples.at(-1);
    if (!newest) return [];
    const chosen = [];
    let next = null;
    for (let index = this.samples.length - 1; index >= 0; index -= 1) {
      const sample = this.samples[index];
      if (sample.at < newest.at - seconds) break;
      if (next && next.at - sample.at < step * 0.9) {
        if (sample.lag_seconds > (next.lag_seconds ?? -1)) next.lag_seconds = sample.lag_seconds;
        continue;
      }
      next = { ...sample };
      chosen.push(next);
    }
    return chosen.reverse();
  }
}

/** Returns a counter's growth per second up to each sample; null at gaps, at the first sample and after a restart. */
export function rates(samples, figure) {
  return samples.map((sample, index) => {
    if (index === 0) return null;
    const before = figure(samples[index - 1]);
    const now = figure(sample);
    const seconds = sample.at - samples[index - 1].at;
    if (before === null || before === undefined || now === null || now === undefined) return null;
    return now < before || seconds <= 0 ? null : (now - before) / seconds;
  });
}
