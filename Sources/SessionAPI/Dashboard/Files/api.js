// Calls the server. The token is in this variable and nowhere else, so it's gone when the page closes.

let token = null;

/** The caller that the server sees; `mayWrite` is false with the read-only token. */
export const access = { caller: null, mayWrite: false, requiresToken: false };

/** An error response, with the server's title and detail. */
export class Problem extends Error {
  constructor(status, title, detail, body = {}) {
    super(detail ? `${title}: ${detail}` : title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.body = body;
  }
}

/** Whether an error only means that a newer request has replaced this one. */
export const isAbort = (error) => error?.name === "AbortError";

/**
 * Sends a request and returns the response. The path is relative to the page, so that the page works under any prefix.
 * Throws a `Problem` if the status is 400 or higher, or if the server doesn't answer. If the server no longer accepts the
 * token, the page signs out.
 */
export async function request(method, path, { query = {}, body, headers = {}, signal, bearer } = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parameters.append(name, value);
  }
  const address = parameters.size > 0 ? `${path}?${parameters}` : path;
  const all = { ...headers };
  const presented = bearer === undefined ? token : bearer;
  if (presented !== null) all.Authorization = `Bearer ${presented}`;
  if (body !== undefined) all["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: all,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      redirect: "error",
      signal,
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Problem(0, "The server doesn't answer", "check that it is running");
  }
  if (response.ok) return response;
  const text = await response.text().catch(() => "");
  let problem = {};
  try {
    problem = JSON.parse(text) ?? {};
  } catch {
    // A proxy answers in its own format.
  }
  if (response.status === 401 && bearer === undefined && presented === token) signOut();
  throw new Problem(
    response.status,
    problem.title ?? `The server answers with status ${response.status}`,
    problem.detail ?? response.statusText,
    problem,
  );
}

/** Sends a request and returns the JSON of the response, or null if it has no body. */
export async function call(method, path, options) {
  const response = await request(method, path, options);
  return response.status === 204 ? null : response.json();
}

export const sessionPath = (id, rest = "") => `v1/sessions/${encodeURIComponent(id)}${rest}`;

/** Asks the server for the rights of a token, and keeps the token if the server accepts it. */
export async function signIn(candidate) {
  // A header can't contain other characters, so no server has such a token.
  if (candidate !== null && !/^[\x21-\x7e]+$/.test(candidate)) {
    throw new Problem(401, "The token is wrong", "a token consists of letters, digits and punctuation, without spaces");
  }
  const answer = await call("GET", "v1/access", { bearer: candidate });
  token = candidate;
  access.caller = answer.caller;
  access.mayWrite = answer.may_write;
  access.requiresToken = answer.requires_token;
}

/** Forgets the token and everything that the page shows, by loading the page again. */
export function signOut() {
  token = null;
  location.reload();
}

const running = new Map();

/**
 * Runs one request of a kind at a time: aborts the previous one and waits until it has ended. `work` gets the signal that
 * aborts it.
 */
export async function latest(kind, work) {
  const predecessor = running.get(kind);
  predecessor?.controller.abort();
  const controller = new AbortController();
  const result = (async () => {
    await predecessor?.ended;
    controller.signal.throwIfAborted();
    return work(controller.signal);
  })();
  const entry = { controller, ended: result.catch(() => {}) };
  running.set(kind, entry);
  try {
    return await result;
  } finally {
    if (running.get(kind) === entry) running.delete(kind);
  }
}
