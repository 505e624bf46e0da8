/** The page: its frame, the views by the address, and what is said of the connection. */

import { get } from "./lib/api.js";
import { connection, onConnection } from "./lib/connection.js";
import { every, fill, h } from "./lib/dom.js";
import { time } from "./lib/format.js";
import { forgetKeys, hasKeys, requestKey, setAsker } from "./lib/keys.js";
import { startPulse } from "./lib/pulse.js";
import { chosenTheme, nextTheme, onTheme } from "./lib/theme.js";
import { keyDialog } from "./parts/key-dialog.js";
import { deadLetters } from "./views/dead-letters.js";
import { itemMap } from "./views/item-map.js";
import { overview } from "./views/overview.js";
import { rules } from "./views/rules.js";
import { scoreboard } from "./views/scoreboard.js";
import { series } from "./views/series.js";
import { sessions } from "./views/sessions.js";
import { shop } from "./views/shop.js";
import { textBox } from "./views/text-box.js";

const views = [overview, scoreboard, shop, rules, sessions, series, textBox, itemMap, deadLetters];
const whole = new AbortController();
const byId = (id) => document.getElementById(id);

setAsker(keyDialog().ask);

const links = views.map(({ id, name }) => h("a", { href: `#/${id}` }, name));
fill(
  byId("nav"),
  h(
    "ul",
    {},
    links.map((link) => h("li", {}, link)),
  ),
  h(
    "ul",
    { class: "reference", "aria-label": "Reference" },
    h("li", {}, h("a", { href: "/dashboard/reference/http.html" }, "HTTP calls")),
    h("li", {}, h("a", { href: "/dashboard/reference/events.html" }, "Events")),
  ),
);

const themeButton = h("button", { type: "button", class: "quiet", on: { click: nextTheme } });
const keyButton = h("button", {
  type: "button",
  class: "quiet",
  on: {
    click: async () => {
      if (hasKeys()) forgetKeys();
      else await requestKey("admin", "");
      show();
    },
  },
});
fill(byId("tools"), keyButton, themeButton);
const sayTools = () => {
  fill(themeButton, { auto: "Colours: auto", light: "Colours: light", dark: "Colours: dark" }[chosenTheme()]);
  fill(keyButton, hasKeys() ? "Forget key" : "Key");
};
onTheme(sayTools);

let readiness;
const sayStatus = () => {
  sayTools();
  const status = byId("status");
  const banner = byId("banner");
  const { state, heardAt, retryAt } = connection;
  const notReady = state === "live" && readiness?.status === "not ready";
  const kind = state === "live" ? (notReady ? "warm" : "live") : state;
  const text = { live: "Live", warm: "Getting ready", connecting: "Connecting…", away: "Server away" }[kind];
  if (status.dataset.kind !== kind) {
    status.dataset.kind = kind;
    fill(status, h("span", { class: "dot", "aria-hidden": "true" }), text);
  }
  if (state === "away") {
    const wait = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
    const next = retryAt === 0 || wait === 0 ? "Trying again…" : `Trying again in ${wait} s.`;
    const last =
      heardAt === 0
        ? "It was not heard yet."
        : `It was last heard at ${time(heardAt)}; what you see is from then.`;
    banner.hidden = false;
    banner.dataset.kind = "away";
    // The countdown would be read out every second: only the sentence before it is announced.
    if (banner.dataset.said !== last) {
      banner.dataset.said = last;
      fill(
        banner,
        h("strong", {}, "The server does not answer. "),
        `${last} `,
        h("span", { id: "retry", "aria-hidden": "true" }),
      );
    }
    fill(byId("retry"), next);
  } else if (notReady) {
    const [first = ""] = readiness.reasons;
    const more = readiness.reasons.length > 1 ? ` (and ${readiness.reasons.length - 1} more)` : "";
    banner.hidden = false;
    banner.dataset.kind = "warm";
    const words = `${first}${more} Answers may not be whole yet.`;
    if (banner.dataset.said !== words) {
      banner.dataset.said = words;
      fill(banner, h("strong", {}, "Getting ready. "), words);
    }
  } else {
    banner.hidden = true;
    banner.dataset.said = "";
  }
};

let leave = () => {};
const show = () => {
  leave();
  const [id, ...parts] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const view = views.find((one) => one.id === id) ?? overview;
  const controller = new AbortController();
  leave = () => controller.abort();
  for (const [i, link] of links.entries()) {
    if (views[i] === view) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else link.removeAttribute("aria-current");
  }
  document.title = `${view.name} · Millrace`;
  const root = h("div", { class: `view view-${view.id}` });
  fill(
    byId("main"),
    h("header", { class: "view-head" }, h("h1", {}, view.title), h("p", { class: "lead" }, view.lead)),
    root,
  );
  view.mount(root, { parts, signal: controller.signal });
  sayStatus();
};

let shown = location.hash.split("/")[1];
addEventListener("hashchange", () => {
  const next = location.hash.split("/")[1];
  show();
  if (next !== shown) {
    scrollTo(0, 0);
    byId("main").focus({ preventScroll: true });
  }
  shown = next;
});
onConnection(sayStatus, whole.signal);
setInterval(sayStatus, 500);
every(5_000, whole.signal, async () => {
  try {
    const response = await fetch("/readyz", { cache: "no-store" });
    readiness = await response.json();
    if (connection.state !== "live") connection.heard();
  } catch {
    connection.lost(connection.retryAt);
  }
});
show();
// The first call decides whether a key is asked for, before the streams begin.
get("/v1/models")
  .then(() => connection.heard())
  .catch(() => {})
  .finally(() => startPulse(whole.signal));
