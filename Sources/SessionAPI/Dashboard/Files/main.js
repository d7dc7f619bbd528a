// Starts the dashboard: signs in, builds the views and shows the one that the address names.

import { access, signIn, signOut } from "./api.js";
import { el, outcome, setText } from "./dom.js";
import { Feed } from "./feed.js";
import { Alerts, HealthView, loadHealth } from "./health.js";
import { History } from "./history.js";
import { Live } from "./live.js";
import { Overview } from "./overview.js";
import { Poll } from "./poll.js";
import { ProfileView } from "./profile.js";
import { SessionView } from "./session.js";
import { SessionsView } from "./sessions.js";
import { SignIn } from "./sign-in.js";

const LONGEST_PAUSE = 30;
const place = (id) => document.getElementById(id);
const main = place("main");
const live = new Live();
const history = new History();
const alerts = new Alerts(place("alerts"));
const sessions = new SessionsView();
const views = {
  overview: new Overview({ live, history, findOwner: (owner) => sessions.findOwner(owner) }),
  sessions,
  session: new SessionView({ live }),
  events: new Feed({ live }),
  profile: new ProfileView(),
  health: new HealthView(),
};
const signInView = new SignIn(start);
const problem = outcome();
let current = null;

// The server's history replaces the page's own samples every minute, so that both stay the same.
const historyPoll = new Poll(60, async () => {
  if (live.isPaused) return;
  await history.load();
  views.overview.render();
});
const healthPoll = new Poll(5, async () => {
  if (live.isPaused) return;
  const health = await loadHealth();
  alerts.render(health);
  views.health.render(health);
  setText(place("profile-name"), health.profile ?? "");
});

function buildFrame() {
  const names = ["overview", "sessions", "events", "profile", "health"];
  place("nav").append(el("ul", {}, ...names.map((name) => el("li", {}, el("a", { href: `#${name}` }, views[name].title)))));
  const pause = el("button", { type: "button", class: "quiet", id: "pause", "aria-pressed": "false" }, "Pause");
  pause.addEventListener("click", () => {
    live.isPaused = !live.isPaused;
    pause.setAttribute("aria-pressed", String(live.isPaused));
    pause.textContent = live.isPaused ? "Resume" : "Pause";
    if (!live.isPaused) for (const poll of [historyPoll, healthPoll]) poll.now();
    showState();
  });
  const out = el("button", { type: "button", class: "quiet", id: "sign-out", click: signOut }, "Sign out");
  place("controls").append(
    el("span", { id: "profile-name", class: "badge" }),
    el("span", { id: "read-only", class: "badge", hidden: true }, "read-only token"),
    pause,
    out,
  );
  main.append(problem);
  for (const view of [...Object.values(views), signInView]) {
    view.element.hidden = true;
    main.append(view.element);
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  place("footer").append(el("p", {}, `Times are in ${zone}. Sizes are decimal: 1 KB is 1,000 bytes.`));
}

let state = { name: "", text: "" };
let serverStatus = null;

function showState() {
  const element = place("state");
  const name = live.isPaused ? "paused" : state.name === "live" && serverStatus !== "ok" && serverStatus !== null ? "bad" : state.name;
  element.className = name;
  setText(element, live.isPaused ? "Paused" : name === "bad" ? `Live, ${serverStatus}` : state.text);
}

live.addEventListener("state", ({ detail }) => {
  state = detail;
  showState();
});

live.addEventListener("tick", ({ detail }) => {
  if (detail.status === serverStatus) return;
  serverStatus = detail.status;
  showState();
  healthPoll.now();
});

/** Shows the view that the address names. */
function navigate() {
  if (access.caller === null) return;
  const [, name, rest] = /^#([a-z]*)(?:\/(.*))?$/s.exec(location.hash) ?? [];
  const key = Object.hasOwn(views, name ?? "") && (name !== "session" || rest) ? name : "overview";
  let argument;
  try {
    argument = rest === undefined ? undefined : decodeURIComponent(rest);
  } catch {
    argument = rest;
  }
  const isNew = current !== views[key];
  if (isNew) display(views[key]);
  views[key].show(argument);
  for (const link of place("nav").querySelectorAll("a")) {
    const isHere = link.hash === `#${key === "session" ? "sessions" : key}`;
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function display(view) {
  const hadView = current !== null;
  current?.hide();
  for (const other of [...Object.values(views), signInView]) other.element.hidden = other !== view;
  current = view;
  document.title = `${view.title} – swift-sessions`;
  if (hadView) {
    view.element.querySelector("h1").focus();
    window.scrollTo(0, 0);
  }
}

/** Starts to follow the server, after it has accepted the caller. */
function start() {
  for (const id of ["nav", "controls"]) place(id).hidden = false;
  place("read-only").hidden = access.mayWrite;
  place("sign-out").hidden = !access.requiresToken;
  live.start();
  historyPoll.start();
  healthPoll.start();
  navigate();
}

/** Tries without a token, and asks for one if the server requires it. Tries again while the server doesn't answer. */
async function begin(pause = 1) {
  try {
    await signIn(null);
    problem.say("");
    start();
  } catch (error) {
    if (error.status === 401) {
      problem.say("");
      display(signInView);
      signInView.show();
      return;
    }
    problem.say(`${error.message}. The page tries again in ${pause}s.`, true);
    setTimeout(() => begin(Math.min(LONGEST_PAUSE, pause * 2)), pause * 1000);
  }
}

buildFrame();
window.addEventListener("hashchange", navigate);
begin();
