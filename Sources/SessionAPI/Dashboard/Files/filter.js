// Describes a filter of sessions in words.

import { duration } from "./format.js";

const names = {
  id: "id",
  prefix: "id begins with",
  owner: "owner",
  key: "key",
  min_age: "age at least",
  max_age: "age at most",
  min_idle: "idle at least",
  max_idle: "idle at most",
};

/** Returns a filter in words, such as `owner alice, idle at least 10m`. */
export function filterText(filter) {
  const parts = Object.entries(filter).map(([name, value]) => `${names[name]} ${typeof value === "number" ? duration(value) : value}`);
  return parts.join(", ");
}
