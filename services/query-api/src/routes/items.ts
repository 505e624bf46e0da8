import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf, whySchema } from "../http/schemas.ts";
import { similarTo } from "../recommend/similar.ts";
import type { View } from "../view/view.ts";

/** Streams that the answer is made of. */
const streams = ["baskets", "clicks", "ratings"];

const scored = Type.Object({
  itemId: Type.String(),
  title: Type.Optional(Type.String()),
  score: Type.Number(),
});

const similarSchema = Type.Object({
  itemId: Type.String(),
  title: Type.Optional(Type.String()),
  score: Type.Number(),
  why: listOf(whySchema),
});

const relatedSchema = answerSchema({
  itemId: Type.String(),
  title: Type.Optional(Type.String()),
  similar: listOf(similarSchema),
  boughtTogether: listOf(
    Type.Object({
      itemId: Type.String(),
      title: Type.Optional(Type.String()),
      support: Type.Number(),
      confidence: Type.Number(),
      lift: Type.Number(),
      count: Type.Number(),
    }),
  ),
  next: listOf(scored),
});

/** What goes with an item. */
export const itemRoutes = (app: App, view: View, limitMax: number): void => {
  app.get(
    "/v1/items/:itemId/related",
    {
      config: { scope: "read", follows: streams },
      schema: {
        summary: "Items that are liked by the same people, bought together, clicked next",
        params: Type.Object({ itemId: idSchema }),
        querystring: Type.Object({ limit: limitSchema(10, limitMax), after: afterSchema }),
        response: { 200: relatedSchema },
      },
    },
    async (request) => {
      await view.baskets.current();
      const related = relatedAnswer(view, request.params.itemId, request.query.limit ?? 10);
      if (related === undefined) throw new Problem("not_found", "Nothing is known of this item.");
      request.renewed = [];
      return related;
    },
  );
};

/** The answer about an item; undefined where no stream knows it. */
export const relatedAnswer = (view: View, itemId: string, limit: number) => {
  const named = <T extends { itemId: string }>(item: T): T & { title?: string } => {
    const title = view.catalogue.title(item.itemId);
    return title === undefined ? item : { ...item, title };
  };
  const companions = view.baskets.index
    .together(itemId, view.minCount)
    .sort((a, b) => b.lift - a.lift || b.count - a.count || (a.itemId < b.itemId ? -1 : 1));
  const page = view.clicks.page(itemId, limit);
  const similar = similarTo(view, itemId, limit);
  const { factors, preferences } = view.ratings;
  const touched = preferences.slotOf(itemId) >= 0 || factors.slotOf(itemId) >= 0;
  const known = page !== undefined || view.baskets.index.count(itemId) > 0 || touched;
  if (!known && !view.catalogue.has(itemId)) return undefined;
  return {
    ...view.envelope(
      streams,
      "related",
      known ? "counts" : similar.length > 0 ? "content" : "none: no event of this item yet",
    ),
    ...named({ itemId }),
    similar: similar.map(named),
    boughtTogether: companions
      .slice(0, limit)
      .map(({ itemId: other, support, confidence, lift, count }) =>
        named({ itemId: other, support, confidence, lift, count }),
      ),
    next: (page?.transitions ?? []).map(({ itemId: next, probability }) =>
      named({ itemId: next, score: probability }),
    ),
  };
};
