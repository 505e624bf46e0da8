/** A card with a title, what it shows, a word where it cannot, and who answered. */

import { wordsOf } from "../lib/api.js";
import { onConnection } from "../lib/connection.js";
import { fill, h, newId } from "../lib/dom.js";
import { stamp } from "../lib/format.js";

/**
 * Makes a card. `load(fetchAnswer, render)` asks and shows; it asks again when the server comes back, and returns a
 * function that asks again now. What was shown stays while it asks, and when the server is away.
 */
export const panel = ({ title, hint, actions = [], className = "", signal, level = "h2" }) => {
  const id = newId("panel");
  const body = h("div", { class: "panel-body" });
  const note = h("p", { class: "note", hidden: true });
  const foot = h("p", { class: "foot", hidden: true });
  const element = h(
    "section",
    { class: `panel ${className}`, "aria-labelledby": id },
    h(
      "header",
      { class: "panel-head" },
      h("div", {}, h(level, { id }, title), hint === undefined ? undefined : h("p", { class: "hint" }, hint)),
      actions.length === 0 ? undefined : h("div", { class: "actions" }, actions),
    ),
    note,
    body,
    foot,
  );

  const say = (words, kind = "plain") => {
    note.hidden = words === undefined;
    note.className = `note note-${kind}`;
    if (words !== undefined) fill(note, words);
  };

  /** Says who answered, and how new the newest event is that the answer reflects. */
  const answeredBy = (answer) => {
    foot.hidden = answer?.model === undefined;
    if (foot.hidden) return;
    const none = /^none\b/.test(answer.rung ?? "") || !answer.model;
    const parts = [none ? "No model answers yet" : `Answered by ${answer.model}`];
    if (!none && answer.rung && answer.rung !== answer.model) parts.push(answer.rung);
    if (answer.eventTime) parts.push(`events to ${stamp(answer.eventTime)}`);
    fill(foot, parts.join(" · "));
    foot.title = `version ${answer.modelVersion}, computed at ${answer.computedAt}`;
  };

  const load = (fetchAnswer, render) => {
    let turn = 0;
    const ask = async (...args) => {
      const mine = ++turn;
      element.setAttribute("aria-busy", "true");
      try {
        const answer = await fetchAnswer(...args);
        if (mine !== turn || signal.aborted) return undefined;
        say(undefined);
        render(answer);
        answeredBy(answer);
        return answer;
      } catch (error) {
        const words = wordsOf(error);
        if (mine !== turn || signal.aborted || words === undefined) return undefined;
        const isAway = error.status === undefined;
        if (!isAway) {
          fill(body);
          foot.hidden = true;
        }
        say(words, isAway ? "away" : "plain");
        return undefined;
      } finally {
        if (mine === turn) element.removeAttribute("aria-busy");
      }
    };
    onConnection((what) => what === "back" && void ask(), signal);
    return ask;
  };

  return { element, body, say, answeredBy, load };
};

/** A list of names and figures. */
export const facts = (pairs, className = "") =>
  h(
    "dl",
    { class: `facts ${className}` },
    pairs.map(([name, value, title]) => h("div", { title }, h("dt", {}, name), h("dd", {}, value))),
  );

/** What stands where nothing is to be shown. */
export const empty = (words) => h("p", { class: "empty" }, words);

/** A share of 1 as a bar beside its figure. */
export const bar = (share, text, kind = "") =>
  h(
    "span",
    { class: `bar ${kind}` },
    h(
      "span",
      { class: "bar-track", "aria-hidden": "true" },
      h("span", { class: "bar-fill", style: { "--share": Math.max(0, Math.min(1, share || 0)) } }),
    ),
    h("span", { class: "bar-text" }, text),
  );

/** A small word on a coloured ground. */
export const badge = (text, kind = "") => h("span", { class: `badge ${kind}` }, text);
