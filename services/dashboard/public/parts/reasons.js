/** Why something is recommended, in a sentence. */

import { h } from "../lib/dom.js";
import { figure, percent } from "../lib/format.js";
import { nameOf } from "../lib/names.js";

const named = (id, title) => h("em", {}, title ?? nameOf(id));

/** The things that a person did and that are cited, such as "A and B". */
const cited = (evidence) => {
  const items = evidence.items ?? (evidence.itemId === undefined ? [] : [evidence]);
  return items.flatMap(({ itemId, title }, i) => [i > 0 ? " and " : "", named(itemId, title)]);
};

/** Words before and after what is cited, by source; the second where nothing is. */
const sentences = {
  factors: [
    (e) => `Expected ${figure(e.expectedRating)} of 5, after `,
    (e) => `Expected ${figure(e.expectedRating)} of 5`,
  ],
  ratings: [(e) => `You gave ${figure(e.rating)} of 5 to `, () => "Fits your ratings"],
  preferences: [() => "Fits what you chose: ", () => "Fits what you chose"],
  items: [() => "Chosen by those who chose ", () => "Chosen together with what you chose"],
  users: [() => "Chosen by people like you, as ", () => "Chosen by people like you"],
  content: [() => "Described like ", () => "Described like what you chose"],
  next: [() => "Often clicked after ", () => "Often clicked next"],
  liked: [() => "Well rated, like ", () => "Well rated"],
  trending: [() => "Popular just now, like ", () => "Popular just now"],
  exploration: [() => "Shown to learn whether you like it", () => "Shown to learn whether you like it"],
  popular: [
    () => "Liked by many, like ",
    (e) => `Liked by many${typeof e.by === "string" ? ` (${e.by})` : ""}`,
  ],
  catalogue: [() => "In the catalogue, like ", () => "New in the catalogue"],
};

/** A reason, `{source, weight, evidence}`, as nodes. What no sentence knows is named by its source. */
export const reason = ({ source, evidence }) => {
  const facts = typeof evidence === "object" && evidence !== null ? evidence : {};
  if (source === "rules" && facts.if !== undefined)
    return [
      "Bought with ",
      named(undefined, facts.if.map(nameOf).join(" + ")),
      ` (${percent(facts.confidence)}, lift ${figure(facts.lift)})`,
    ];
  if (facts.after !== undefined) return ["Often clicked after ", named(facts.after)];
  const of = cited(facts);
  const [withItems, without] = sentences[source] ?? [() => `${source}: `, () => source];
  return of.length > 0 ? [withItems(facts), ...of] : [without(facts)];
};
