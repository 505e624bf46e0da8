import { get, segment } from "../lib/api.js";
import { every, fill, h } from "../lib/dom.js";
import { count, percent, plural, when } from "../lib/format.js";
import { follow } from "../lib/live.js";
import { itemLink, learnNames } from "../lib/names.js";
import { bar, empty, panel } from "../parts/panel.js";
import { table } from "../parts/table.js";

const LOOK_MS = 2_000;

/** Live sessions, newest first; one of them with its next items as they change. */
export const liveSessions = (signal) => {
  const card = panel({ title: "Live sessions", hint: "Pick one to follow it.", signal });
  const next = panel({ title: "Next items", signal });
  let chosen;
  let leave = () => {};
  const list = table(
    [
      {
        name: "Session",
        of: (row) =>
          h(
            "button",
            { type: "button", class: "link", on: { click: () => pick(row.sessionId) } },
            row.sessionId,
          ),
      },
      { name: "Clicks", className: "number", of: (row) => count(row.clicks) },
      { name: "Last item", of: (row) => itemLink(row.lastItem) },
      { name: "Last click", className: "number", of: (row) => when(row.lastTime) },
    ],
    {
      label: "Live sessions",
      onRow: (row) => pick(row.sessionId),
      keyOf: (row) => row.sessionId,
      words: "No session is live.",
    },
  );
  const total = h("p", { class: "hint" });
  const look = card.load(
    async () => {
      const answer = await get("/v1/sessions", { limit: 30 }, signal);
      await learnNames(
        answer.sessions.map((row) => row.lastItem),
        signal,
      );
      return answer;
    },
    (answer) => {
      if (card.body.childElementCount === 0) fill(card.body, total, list.element);
      fill(total, `${plural(answer.live, "session")} live`);
      list.show(answer.sessions, chosen);
      if (chosen === undefined && answer.sessions.length > 0) pick(answer.sessions[0].sessionId);
    },
  );
  const show = async (answer) => {
    await learnNames(
      answer.items.slice(0, 12).map(({ itemId }) => itemId),
      signal,
    );
    if (answer.sessionId !== chosen) return;
    const states = answer.stateProbabilities;
    const probabilities = Array.isArray(states)
      ? states.map((p, i) =>
          typeof p === "number" ? [`state ${i}`, p] : [p.state ?? p.name ?? i, p.probability],
        )
      : Object.entries(states ?? {});
    fill(
      next.body,
      h("p", { class: "hint" }, `Session ${answer.sessionId}`),
      h(
        "ol",
        { class: "bars" },
        answer.items
          .slice(0, 12)
          .map(({ itemId, score }) => h("li", {}, itemLink(itemId), bar(score, percent(score)))),
      ),
      h("h3", {}, "Leaves now"),
      bar(answer.exitProbability, percent(answer.exitProbability), "bad"),
      probabilities.length === 0
        ? ""
        : h("h3", {}, `State${answer.state === undefined ? "" : `: ${answer.state}`}`),
      probabilities.length === 0
        ? ""
        : h(
            "ul",
            { class: "bars" },
            probabilities.map(([name, p]) => h("li", {}, h("span", {}, name), bar(p, percent(p)))),
          ),
    );
    next.answeredBy(answer);
  };
  const ask = next.load(
    () =>
      chosen === undefined ? undefined : get(`/v1/sessions/${segment(chosen)}/next`, { limit: 20 }, signal),
    (answer) => answer !== undefined && void show(answer),
  );
  const pick = (sessionId) => {
    if (sessionId === chosen) return;
    chosen = sessionId;
    leave();
    const controller = new AbortController();
    leave = () => controller.abort();
    void ask();
    void follow({ stream: "clicks", key: sessionId }, controller.signal, ({ data }) => void show(data));
    void look();
  };
  signal.addEventListener("abort", () => leave());
  fill(card.body, total, list.element);
  fill(next.body, empty("Pick a session."));
  every(LOOK_MS, signal, look);
  return [card.element, next.element];
};
