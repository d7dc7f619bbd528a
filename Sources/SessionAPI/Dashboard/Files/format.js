// Formats figures for people, and parses the durations that people type.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minutes = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

export const unknown = "–";

const known = (value) => typeof value === "number" && Number.isFinite(value);

export const count = (value) => (known(value) ? whole.format(value) : unknown);

/** A number for an axis or a narrow place, such as `1.2M`. */
export const compact = (value) => (known(value) ? short.format(value) : unknown);

export const number = (value) => (known(value) ? (Math.abs(value) >= 100 ? whole : fine).format(value) : unknown);

export const rate = (value) => (known(value) ? `${number(value)}/s` : unknown);

/** Bytes in decimal units, such as `165 KB`. */
export function bytes(value) {
  if (!known(value)) return unknown;
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${fine.format(value)} ${units[unit]}`;
}

const steps = [["d", 86400], ["h", 3600], ["m", 60], ["s", 1]];

/** Formats seconds as in profiles, with at most two units: `1h 30m`, `4.2s`, `350ms`. */
export function duration(seconds) {
  if (!known(seconds)) return unknown;
  if (seconds < 0) return `-${duration(-seconds)}`;
  if (seconds === 0) return "0s";
  if (seconds < 0.9995) return seconds < 0.001 ? "<1ms" : `${Math.round(seconds * 1000)}ms`;
  if (seconds < 9.95) return `${Math.round(seconds * 10) / 10}s`;
  let rest = Math.round(seconds);
  const first = steps.findIndex(([, length]) => rest >= length);
  const parts = [];
  for (const [unit, length] of steps.slice(first, first + 2)) {
    const amount = Math.floor(rest / length);
    rest -= amount * length;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  return parts.join(" ");
}

const lengths = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };

/** Parses `90`, `5m` or `1h 30m` as seconds. Returns null for an empty text and throws for anything else. */
export function parseDuration(text) {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === "") return null;
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (!/^(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$/.test(trimmed)) {
    throw new Error(`"${text.trim()}" is not a duration. Write it like 90s, 5m or 1h 30m.`);
  }
  let seconds = 0;
  for (const [, amount, , unit] of trimmed.matchAll(/(\d+(\.\d+)?)\s*(ms|s|m|h|d)/g)) seconds += amount * lengths[unit];
  return seconds;
}

/** The first 8 characters of an id, as the log shows it. */
export function shortID(id) {
  const first = [];
  for (const { segment } of characters.segment(id.slice(0, 400))) {
    if (first.length === 8) return `${first.join("")}…`;
    first.push(segment);
  }
  return first.join("");
}

const moment = (at) => new Date(typeof at === "number" ? at * 1000 : at);

export const time = (at) => clock.format(moment(at));
export const hourMinute = (at) => minutes.format(moment(at));
export const date = (at) => day.format(moment(at));

/** A time of day, with the date unless it is today. */
export function dateTime(at) {
  const when = moment(at);
  if (Number.isNaN(when.getTime())) return unknown;
  return when.toDateString() === new Date().toDateString() ? clock.format(when) : `${day.format(when)}, ${clock.format(when)}`;
}

/** `1 session`, `2 sessions`. */
export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;
