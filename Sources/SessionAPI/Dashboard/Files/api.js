// Calls the server. The token is in this variable and nowhere else, so it's gone when the page closes.

let token = null;

/** Who the server takes this page for; `mayWrite` is false with the read-only token. */
export const access = { caller: null, mayWrite: false, requiresToken: false };

/** An answer of the server that isn't a success, in the server's words. */
export class Problem extends Error {
  constructor(status, title, detail, body = {}) {
    super(detail ? `${title}: ${detail}` : title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.body = body;
  }
}

/** Whether an error only says that a newer request took this one's place. */
export const isAbort = (error) => error?.name === "AbortError";

/**
 * Sends a request and returns the response. The path is relative to the page, so that the page works under any prefix.
 * Throws a `Problem` for a status of 400 and more, and for a server that doesn't answer. If the server doesn't accept the
 * token any more, the page signs out.
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
    throw new Problem(0, "The server doesn't answer", "check that it runs");
  }
  if (response.ok) return response;
  const text = await response.text().catch(() => "");
  let problem = {};
  try {
    problem = JSON.parse(text) ?? {};
  } catch {
    // A proxy answers in a format of its own.
  }
  if (response.status === 401 && bearer === undefined && presented === token) signOut();
  throw new Problem(
    response.status,
    problem.title ?? `The answer has status ${response.status}`,
    problem.detail ?? response.statusText,
    problem,
  );
}

/** Sends a request and returns the JSON of its answer, or null without a body. */
export async function call(method, path, options) {
  const response = await request(method, path, options);
  return response.status === 204 ? null : response.json();
}

export const sessionPath = (id, rest = "") => `v1/sessions/${encodeURIComponent(id)}${rest}`;

/** Asks the server who the caller is. Keeps a token that the server accepts. */
export async function signIn(candidate) {
  // A header can have no other characters, so the server can't have such a token.
  if (candidate !== null && !/^[\x21-\x7e]+$/.test(candidate)) {
    throw new Problem(401, "The token is wrong", "a token has letters, digits and punctuation without spaces");
  }
  const answer = await call("GET", "v1/access", { bearer: candidate });
  token = candidate;
  access.caller = answer.caller;
  access.mayWrite = answer.may_write;
  access.requiresToken = answer.requires_token;
}

/** Forgets the token and everything that the page has shown: the page begins again. */
export function signOut() {
  token = null;
  location.reload();
}

const running = new Map();

/**
 * Runs the requests of one kind one after the other: stops the predecessor and waits for its end. The work gets the
 * signal that stops it.
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
