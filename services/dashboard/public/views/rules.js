import { get, wordsOf } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { count, figure, percent, plural, wholePercent } from "../lib/format.js";
import { itemLink, learnNames, nameOf } from "../lib/names.js";
import { field, itemField, segmented, select, slider } from "../parts/fields.js";
import { bar, panel } from "../parts/panel.js";
import { table } from "../parts/table.js";
import { ruleGraph } from "./rule-graph.js";

const sorts = ["lift", "confidence", "support", "leverage", "conviction"];
const itemsOf = (rule) => [...rule.if, ...rule.then];
const list = (ids) =>
  ids.map((id, i) => [i > 0 ? h("span", { class: "plus", "aria-hidden": "true" }, " + ") : "", itemLink(id)]);
export const rules = {
  id: "rules",
  name: "Rules",
  title: "Bought together",
  lead: "Association rules over all baskets so far: how often the right side is in a basket that holds the left.",
  mount(root, { parts, signal }) {
    const query = {
      item: parts[0] ?? "",
      minSupport: undefined,
      minConfidence: 0,
      minLift: 1,
      minImprovement: "0.01",
      size: undefined,
      sort: "lift",
      limit: 200,
    };
    let found = [];
    let view = "table";
    const summary = h("p", { class: "hint" });
    const card = panel({
      title: "Rules",
      signal,
      actions: [
        segmented(
          "How to show the rules",
          [
            ["table", "Table"],
            ["graph", "Graph"],
          ],
          view,
          (next) => {
            view = next;
            arrange();
          },
        ),
      ],
    });
    const grid = table(
      [
        { name: "If", of: (rule) => list(rule.if), sort: (rule) => rule.if.map(nameOf).join() },
        { name: "then", of: (rule) => list(rule.then), sort: (rule) => rule.then.map(nameOf).join() },
        {
          name: "Baskets",
          className: "number",
          of: (rule) => count(rule.count),
          sort: (rule) => rule.count,
          title: "That hold all items of the rule",
        },
        {
          name: "Support",
          className: "number",
          of: (rule) => percent(rule.support),
          sort: (rule) => rule.support,
          title: "Share of all baskets",
        },
        {
          name: "Confidence",
          of: (rule) => bar(rule.confidence, percent(rule.confidence)),
          sort: (rule) => rule.confidence,
          title: "Of the baskets with the left side, how many hold the right",
        },
        {
          name: "Lift",
          className: "number",
          of: (rule) => h("strong", {}, figure(rule.lift)),
          sort: (rule) => rule.lift,
          title: "How many times more often than by chance",
        },
        {
          name: "Leverage",
          className: "number",
          of: (rule) => figure(rule.leverage),
          sort: (rule) => rule.leverage,
        },
        {
          name: "Conviction",
          className: "number",
          of: (rule) => (rule.conviction === null ? "∞" : figure(rule.conviction)),
          sort: (rule) => rule.conviction ?? Number.MAX_VALUE,
        },
      ],
      { label: "Rules", words: "No rule is left by these filters." },
    );
    const drawing = ruleGraph(
      signal,
      () => found,
      (id) => pick(id),
    );
    const some = h("p", { class: "hint" }, "On the circle are the first of them, as many as find room.");
    fill(card.body, summary, some, grid.element, drawing.element);
    const arrange = () => {
      grid.element.hidden = view !== "table";
      some.hidden = view !== "graph";
      drawing.element.hidden = view !== "graph";
      if (view === "graph") drawing.update();
    };

    const ask = card.load(
      async () => {
        const answer = await get(
          "/v1/rules",
          { ...query, minConfidence: query.minConfidence || undefined, minLift: query.minLift || undefined },
          signal,
        );
        await learnNames(answer.rules.slice(0, query.limit).flatMap(itemsOf), signal);
        return answer;
      },
      (answer) => {
        found = answer.rules;
        if (card.body.childElementCount === 0) fill(card.body, summary, some, grid.element, drawing.element);
        const most = found.length >= query.limit ? "The first " : "";
        fill(
          summary,
          `${most}${plural(found.length, "rule")} out of ${plural(answer.baskets, "basket")}${answer.tried === undefined ? "" : `, of ${count(answer.tried)} that are frequent enough`}.`,
        );
        drawing.describe(
          `Items and the rules between them: ${found
            .slice(0, 5)
            .map((rule) => `${rule.if.map(nameOf).join(" and ")} to ${rule.then.map(nameOf).join(" and ")}`)
            .join("; ")}`,
        );
        grid.show(found);
        arrange();
      },
    );
    const pick = (id) => {
      query.item = id;
      item.input.value = id === "" ? "" : nameOf(id);
      void ask();
    };
    const item = itemField({
      label: "With the item",
      value: query.item,
      placeholder: "Any",
      signal,
      clearable: true,
      onPick: pick,
    });
    const change = (name) => (value) => {
      query[name] = value;
      void ask();
    };
    // The floor of the support is the least that the server tells anything about; it is asked for by leaving it out.
    const toSupport = (step) => (step === 0 ? undefined : 10 ** (-4 + step / 10));
    const fields = h(
      "div",
      { class: "fields" },
      item.element,
      field(
        "Order by",
        select(
          sorts.map((sort) => [sort, sort]),
          query.sort,
          change("sort"),
        ),
      ),
      fieldOf(
        "Support, at least",
        slider({
          min: 0,
          max: 34,
          step: 1,
          value: 0,
          toText: (s) => (s === 0 ? "any" : percent(toSupport(s))),
          onChange: (s) => change("minSupport")(toSupport(s)),
        }),
      ),
      fieldOf(
        "Confidence, at least",
        slider({
          min: 0,
          max: 1,
          step: 0.01,
          value: 0,
          toText: wholePercent,
          onChange: change("minConfidence"),
        }),
      ),
      fieldOf(
        "Lift, at least",
        slider({ min: 0, max: 20, step: 0.5, value: 1, toText: figure, onChange: change("minLift") }),
      ),
      field(
        "Items in a rule",
        select(
          [
            ["", "Any number"],
            ["2", "2"],
            ["3", "up to 3"],
            ["4", "up to 4"],
          ],
          "",
          (size) => change("size")(size || undefined),
        ),
      ),
      field(
        "Redundant rules",
        select(
          [
            ["", "Shown"],
            ["0.01", "Left out"],
          ],
          "0.01",
          (least) => change("minImprovement")(least || undefined),
        ),
      ),
      field(
        "How many",
        select(
          [
            [50, "50"],
            [200, "200"],
            [1_000, "1,000"],
          ],
          200,
          (value) => change("limit")(Number(value)),
        ),
      ),
    );
    root.append(h("div", { class: "panel" }, fields), card.element);
    if (query.item !== "")
      void learnNames([query.item], signal).then(() => (item.input.value = nameOf(query.item)));
    void ask().catch((error) => card.say(wordsOf(error)));
  },
};

const fieldOf = (label, { element, input }) => {
  input.id = `slider-${label.split(",")[0].toLowerCase()}`;
  return h("div", { class: "field" }, h("label", { for: input.id }, label), element);
};
