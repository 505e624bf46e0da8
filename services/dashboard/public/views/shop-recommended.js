import { get, segment } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { figure, percent } from "../lib/format.js";
import { follow } from "../lib/live.js";
import { me, onMe } from "../lib/me.js";
import { itemLink, nameOf, noteItem } from "../lib/names.js";
import { deeds } from "../parts/deeds.js";
import { badge, bar, empty, panel } from "../parts/panel.js";

const SHOWN = 12;
const CHANGED_MS = 6_000;

/** Why an item is recommended, in a sentence. */
const reason = ({ source, evidence = {} }) => {
  const item =
    evidence.itemId === undefined ? undefined : h("em", {}, evidence.title ?? nameOf(evidence.itemId));
  if (source === "ratings" && item) return ["You gave ", item, ` ${evidence.rating} of 5`];
  if (source === "rules" && evidence.if)
    return [
      "Bought with ",
      h("em", {}, evidence.if.map(nameOf).join(" + ")),
      ` (${percent(evidence.confidence)}, lift ${figure(evidence.lift)})`,
    ];
  if (evidence.after) return ["Often clicked after ", h("em", {}, nameOf(evidence.after))];
  if (source === "popular") return [`Liked by many${evidence.by ? `: ${evidence.by}` : ""}`];
  return item ? [`${source}: `, item] : [typeof evidence === "string" ? `${source}: ${evidence}` : source];
};

/** Recommendations for the person, by the live stream and after each deed, with what moved. */
export const recommendedPanel = (signal, act) => {
  const card = panel({ title: "For you", signal });
  const list = h("ol", { class: "recs" });
  let order;
  const ask = card.load(
    (after) =>
      get(`/v1/users/${segment(me.userId)}/recommendations`, { limit: SHOWN, explain: true, after }, signal),
    (answer) => show(answer),
  );
  const show = (answer) => {
    const items = answer.items.slice(0, SHOWN);
    for (const { itemId, title } of items) noteItem(itemId, title);
    const before = order;
    order = items.map(({ itemId }) => itemId);
    const moved = (itemId, i) => {
      if (before === undefined) return undefined;
      const was = before.indexOf(itemId);
      if (was < 0) return badge("new", "good moved");
      return was === i
        ? undefined
        : badge(was > i ? `↑ ${was - i}` : `↓ ${i - was}`, was > i ? "good moved" : "moved");
    };
    // Scores of factors are stars of 5; those of the other steps are shares, told beside the best of them.
    const greatest = Math.max(...items.map(({ score }) => score), 1e-9);
    const best = greatest > 1 && greatest < 5.5 ? 5 : greatest;
    if (!card.body.contains(list)) fill(card.body, list);
    fill(
      list,
      items.map(({ itemId, score, why }, i) =>
        h(
          "li",
          { class: "rec" },
          h("div", { class: "rec-head" }, itemLink(itemId), moved(itemId, i)),
          h(
            "div",
            { class: "rec-why" },
            why.length === 0
              ? ""
              : h(
                  "ul",
                  {},
                  why.slice(0, 3).map((one) => h("li", {}, reason(one))),
                ),
          ),
          bar(score / best, figure(score)),
          deeds(itemId, act),
        ),
      ),
    );
    if (items.length === 0) fill(card.body, empty("Nothing can be recommended yet."));
    card.answeredBy(answer);
    setTimeout(() => {
      for (const mark of list.querySelectorAll(".moved")) mark.remove();
    }, CHANGED_MS);
  };
  void follow({ stream: "ratings", key: me.userId }, signal, ({ data }) => {
    if (data.userId === me.userId && data.items !== undefined && order !== undefined) {
      const same = data.items.slice(0, SHOWN).every(({ itemId }, i) => order[i] === itemId);
      if (!same) show(data);
    }
  });
  onMe((what) => what === "basket" && void ask(), signal);
  return { element: card.element, ask };
};
