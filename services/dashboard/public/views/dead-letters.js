import { ApiError, get, post, wordsOf } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { count, plural, when } from "../lib/format.js";
import { requestKey } from "../lib/keys.js";
import { streams } from "../lib/pulse.js";
import { field, select } from "../parts/fields.js";
import { badge, panel } from "../parts/panel.js";
import { table } from "../parts/table.js";

const PREVIEW_CHARS = 400;

/** Base64 of UTF-8 as text; bytes that are none show as such. */
const textOf = (base64) => {
  if (base64 === null) return "(nothing)";
  try {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const text = new TextDecoder().decode(bytes);
    return text.length > PREVIEW_CHARS ? `${text.slice(0, PREVIEW_CHARS)}…` : text;
  } catch {
    return base64.slice(0, PREVIEW_CHARS);
  }
};

export const deadLetters = {
  id: "dead-letters",
  name: "Dead letters",
  title: "Dead letters",
  lead: "Events that could not be read, with the reason. Nothing is lost: once the cause is gone they can be tried again.",
  mount(root, { signal }) {
    const wanted = { stream: "", reason: "" };
    let letters = [];
    const card = panel({ title: "Refused events", hint: "The newest 500, newest first.", signal });
    const reasons = h("div", { class: "chips", role: "group", "aria-label": "Reasons" });
    const list = table(
      [
        { name: "Stream", of: (letter) => letter.stream, sort: (letter) => letter.stream },
        { name: "Reason", of: (letter) => badge(letter.reason, "warn"), sort: (letter) => letter.reason },
        { name: "What was wrong", className: "wide", of: (letter) => letter.detail },
        {
          name: "Record",
          className: "wide",
          of: (letter) =>
            h(
              "details",
              {},
              h("summary", {}, `${letter.topic} ${letter.partition}/${count(letter.offset)}`),
              h("pre", { tabindex: "0" }, textOf(letter.value)),
            ),
        },
        {
          name: "Came",
          className: "number",
          of: (letter) =>
            h("time", { datetime: letter.arrivedAt, title: letter.arrivedAt }, when(letter.arrivedAt)),
          sort: (letter) => Date.parse(letter.arrivedAt),
        },
      ],
      { label: "Dead letters", sortBy: "Came", words: "None. Every event could be read." },
    );
    const chooseReason = (reason) => {
      wanted.reason = reason;
      draw();
    };
    const draw = () => {
      const counts = new Map();
      for (const { reason } of letters) counts.set(reason, (counts.get(reason) ?? 0) + 1);
      const chip = (reason, n) =>
        h(
          "button",
          {
            type: "button",
            "aria-pressed": String(wanted.reason === reason),
            on: { click: () => chooseReason(wanted.reason === reason ? "" : reason) },
          },
          reason,
          ` ${count(n)}`,
        );
      fill(
        reasons,
        [...counts].sort((a, b) => b[1] - a[1]).map(([reason, n]) => chip(reason, n)),
      );
      const shown = letters.filter(({ reason }) => wanted.reason === "" || reason === wanted.reason);
      list.show(shown);
      replay.disabled = shown.length === 0;
      fill(replay, `Try ${wanted.reason === "" && wanted.stream === "" ? "all" : "these"} again`);
    };
    const refused = (error) => {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      const give = async () => (await requestKey("admin", "")) && ask();
      fill(
        card.body,
        h("p", {}, "Dead letters may hold anything that was sent, so that only administrators see them."),
        h("button", { type: "button", class: "primary", on: { click: give } }, "Use an admin key"),
      );
      return undefined;
    };
    const ask = card.load(
      () =>
        get("/v1/dead-letters", { stream: wanted.stream || undefined, limit: 500 }, signal).catch(refused),
      (answer) => {
        if (answer === undefined) return;
        letters = answer.deadLetters;
        fill(card.body, reasons, list.element);
        draw();
      },
    );
    const tryAgain = async () => {
      const what = [
        wanted.reason && `with the reason ${wanted.reason}`,
        wanted.stream && `of ${wanted.stream}`,
      ]
        .filter(Boolean)
        .join(" ");
      if (
        !confirm(
          `Publish the dead letters ${what || "of all streams"} again? Those that still cannot be read come back here.`,
        )
      )
        return;
      replay.disabled = true;
      try {
        const { replayed } = await post(
          "/v1/dead-letters/replay",
          {
            ...(wanted.stream === "" ? {} : { stream: wanted.stream }),
            ...(wanted.reason === "" ? {} : { reason: wanted.reason }),
          },
          signal,
        );
        await ask();
        card.say(`${plural(replayed, "event")} published again.`, "good");
      } catch (error) {
        card.say(wordsOf(error), "away");
      } finally {
        replay.disabled = false;
      }
    };
    const replay = h(
      "button",
      { type: "button", class: "danger", disabled: true, on: { click: tryAgain } },
      "Try all again",
    );
    const chooseStream = select(
      [["", "All streams"], ...[...streams, "items"].map((stream) => [stream, stream])],
      "",
      (stream) => {
        Object.assign(wanted, { stream, reason: "" });
        void ask();
      },
    );
    root.append(
      h(
        "div",
        { class: "panel row" },
        field("Stream", chooseStream, "narrow"),
        h("button", { type: "button", on: { click: () => ask() } }, "Look again"),
        replay,
      ),
      card.element,
    );
    void ask();
  },
};
