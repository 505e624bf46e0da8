import { get, segment, wordsOf } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { count, figure, percent, plural } from "../lib/format.js";
import { review } from "../lib/me.js";
import { categoryOf, itemLink, learnNames, nameOf, noteItem } from "../lib/names.js";
import { aspectList } from "../parts/aspects.js";
import { deeds } from "../parts/deeds.js";
import { badge, bar, empty, facts, panel } from "../parts/panel.js";
import { table } from "../parts/table.js";

const scored = (items, toShare, toText) =>
  items.length === 0
    ? empty("Nothing yet.")
    : h(
        "ol",
        { class: "bars" },
        items.map(({ itemId, score }) => h("li", {}, itemLink(itemId), bar(toShare(score), toText(score)))),
      );

const together = () =>
  table(
    [
      { name: "Item", of: (row) => itemLink(row.itemId) },
      {
        name: "Confidence",
        of: (row) => bar(row.confidence, percent(row.confidence)),
        sort: (row) => row.confidence,
        title: "Of the baskets with this item, how many hold the other",
      },
      { name: "Lift", className: "number", of: (row) => figure(row.lift), sort: (row) => row.lift },
      { name: "Support", className: "number", of: (row) => percent(row.support), sort: (row) => row.support },
      { name: "Baskets", className: "number", of: (row) => count(row.count), sort: (row) => row.count },
    ],
    { label: "Bought together", words: "No basket holds it with another item often enough." },
  );

/** What the texts about an item say. */
const opinions = (itemId, signal, act) => {
  const card = panel({ title: "What is said of it", signal });
  const said = h("div", { class: "stack" });
  const ask = card.load(
    (after) => get(`/v1/items/${segment(itemId)}/sentiment`, { after }, signal),
    (answer) => {
      const share = (n) => n / Math.max(1, answer.positive + answer.negative + answer.neutral);
      fill(
        said,
        facts([
          ["Texts", count(answer.reviews)],
          ["Mean", percent(answer.mean), "Mean probability that a text is positive"],
          [
            "Trend",
            answer.trend > 0.005
              ? `↑ ${percent(answer.trend)}`
              : answer.trend < -0.005
                ? `↓ ${percent(-answer.trend)}`
                : "steady",
          ],
        ]),
        h(
          "ul",
          { class: "bars" },
          [
            ["positive", "good"],
            ["neutral", ""],
            ["negative", "bad"],
          ].map(([name, kind]) =>
            h("li", {}, h("span", {}, name), bar(share(answer[name]), count(answer[name]), kind)),
          ),
        ),
        h("h3", {}, "Aspects"),
        aspectList(answer.aspects ?? []),
      );
      fill(card.body, said, form);
    },
  );
  const text = h("textarea", { id: "say", rows: 2, placeholder: "Write a review of it…", maxlength: 5_000 });
  const publish = async (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (words === "") return;
    text.value = "";
    await act("Reviewed", () => review(itemId, words)).catch((error) => card.say(wordsOf(error)));
  };
  const form = h(
    "form",
    { class: "inline", on: { submit: publish } },
    h("label", { for: "say", class: "unseen" }, "Review"),
    text,
    h("button", { type: "submit" }, "Publish"),
  );
  void ask().then(() => card.body.childElementCount === 0 && fill(card.body, form));
  return { element: card.element, ask };
};

/** All that is known of one item, and what can be done with it. */
export const itemPanels = (itemId, signal, act) => {
  const head = panel({ title: nameOf(itemId), signal, className: "item-panel" });
  const doings = h("div", {});
  const marks = h("p", { class: "chips" });
  const traffic = h("div", {});
  const bought = together();
  const alike = h("div", {});
  const onward = h("div", {});
  const part = (title, hint, node) =>
    h("section", {}, h("h3", {}, title), h("p", { class: "hint" }, hint), node);
  const whole = [
    marks,
    doings,
    traffic,
    part("Bought together", "Confidence, lift and support of the rules from this item.", bought.element),
    h(
      "div",
      { class: "pair" },
      part("Similar", "Liked by the same people.", alike),
      part("Clicked next", "Where visits go on to.", onward),
    ),
  ];
  const ask = head.load(
    async (after) => {
      const [related, page] = await Promise.all([
        get(`/v1/items/${segment(itemId)}/related`, { limit: 10, after }, signal),
        get(`/v1/pages/${segment(itemId)}`, { after }, signal).catch(() => undefined),
        learnNames([itemId], signal),
      ]);
      const others = [...related.similar, ...related.boughtTogether, ...related.next];
      for (const other of others) noteItem(other.itemId, other.title);
      await learnNames(
        others.map((other) => other.itemId),
        signal,
      );
      return { ...related, page };
    },
    (answer) => {
      head.element.querySelector("h2").textContent = nameOf(itemId);
      fill(marks, badge(itemId), categoryOf(itemId) === undefined ? "" : badge(categoryOf(itemId), "accent"));
      fill(doings, deeds(itemId, act));
      const { page } = answer;
      fill(
        traffic,
        page === undefined
          ? ""
          : facts([
              ["Visits", count(page.visits)],
              ["Bounce rate", percent(page.bounceRate), "Visits of one click among those that began here"],
              ["Exit rate", percent(page.exitRate), "Visits that ended here"],
              ...(page.pageRank === undefined ? [] : [["PageRank", figure(page.pageRank)]]),
            ]),
      );
      bought.show(answer.boughtTogether);
      const steps = page?.transitions ?? [];
      fill(
        alike,
        scored(answer.similar, (score) => score, figure),
      );
      fill(
        onward,
        scored(answer.next, (score) => score, percent),
        steps.length > 0 ? h("p", { class: "hint" }, `from ${plural(page.departures, "departure")}`) : "",
      );
      if (head.body.childElementCount === 0) fill(head.body, whole);
    },
  );
  fill(head.body, whole);
  fill(doings, deeds(itemId, act));
  void ask();
  const said = opinions(itemId, signal, act);
  return {
    elements: [head.element, said.element],
    ask: (after) => Promise.all([ask(after), said.ask(after)]),
  };
};
