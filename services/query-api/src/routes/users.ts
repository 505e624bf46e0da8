import type { ItemRating } from "@millrace/factors";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf, whySchema } from "../http/schemas.ts";
import type { Past } from "../past.ts";
import { recommend, type Taste, type Wanted } from "../recommend.ts";
import type { View } from "../view/view.ts";

const IDS_MAX = 1_000;

const itemSchema = Type.Object({
  itemId: Type.String(),
  title: Type.Optional(Type.String()),
  score: Type.Number(),
  why: listOf(whySchema),
});

const answer = answerSchema({ userId: Type.Optional(Type.String()), items: listOf(itemSchema) });

/** Recommendations for users known and unknown. */
export const userRoutes = (app: App, view: View, past: Pick<Past, "ratings">, limitMax: number): void => {
  app.get(
    "/v1/users/:userId/recommendations",
    {
      config: { scope: "read" },
      schema: {
        summary: "What a user may like, and why",
        params: Type.Object({ userId: idSchema }),
        querystring: Type.Object({
          limit: limitSchema(10, limitMax),
          exclude: Type.Optional(
            Type.String({ maxLength: 16_384, description: "Item ids, separated by commas." }),
          ),
          category: Type.Optional(idSchema),
          diversity: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: "Not used yet." })),
          explain: Type.Optional(Type.Boolean({ default: false })),
          after: afterSchema,
        }),
        response: { 200: answer },
      },
    },
    async (request) => {
      const { userId } = request.params;
      const { limit = 10, exclude = "", category, explain = false } = request.query;
      const wanted: Wanted = {
        limit,
        category,
        explain,
        exclude: new Set(exclude.split(",").filter((id) => id !== "")),
      };
      const known = view.ratings.factors.hasUser(userId);
      return recommendationAnswer(view, userId, wanted, known ? undefined : await past.ratings(userId));
    },
  );

  app.post(
    "/v1/recommendations",
    {
      config: { scope: "read" },
      schema: {
        summary: "The same for somebody never seen: folded in at request time, nothing is stored",
        querystring: Type.Object({ after: afterSchema }),
        body: Type.Object({
          events: Type.Optional(
            Type.Array(
              Type.Object({ itemId: idSchema, action: Type.Optional(Type.String({ maxLength: 64 })) }),
              { maxItems: IDS_MAX },
            ),
          ),
          ratings: Type.Optional(
            Type.Array(Type.Object({ itemId: idSchema, rating: Type.Number({ minimum: 0.5, maximum: 5 }) }), {
              maxItems: IDS_MAX,
            }),
          ),
          basket: Type.Optional(Type.Array(idSchema, { maxItems: IDS_MAX })),
          limit: limitSchema(10, limitMax),
          exclude: Type.Optional(Type.Array(idSchema, { maxItems: IDS_MAX })),
          category: Type.Optional(idSchema),
          explain: Type.Optional(Type.Boolean({ default: true })),
        }),
        response: { 200: answer },
      },
    },
    async (request) => {
      const {
        events = [],
        ratings = [],
        basket = [],
        limit = 10,
        exclude = [],
        category,
        explain = true,
      } = request.body;
      const taste: Taste = { ratings, basket, clicked: events.map((event) => event.itemId) };
      await view.baskets.current();
      const { rung, items } = recommend(view, taste, { limit, category, explain, exclude: new Set(exclude) });
      return { ...view.envelope("ratings", rung, rung), items };
    },
  );
};

/**
 * The answer about a user, who may be unknown.
 * @param ratings the user's; those that are in memory unless they are given.
 */
export const recommendationAnswer = (
  view: View,
  userId: string,
  wanted: Wanted,
  ratings: readonly ItemRating[] = view.ratings.factors.ratingsOf(userId),
) => {
  const taste: Taste = { ratings, basket: [], clicked: [] };
  const { rung, items } = recommend(view, taste, wanted);
  return { ...view.envelope("ratings", rung, rung), userId, items };
};
