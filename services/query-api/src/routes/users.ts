import type { HistoryReader } from "@millrace/clickhouse";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf, whySchema } from "../http/schemas.ts";
import { rememberedTaste } from "../recommend/remembered-taste.ts";
import { type Taste, tasteOf, tasteTold } from "../recommend/taste.ts";
import { recommend, type Wanted } from "../recommend.ts";
import type { View } from "../view/view.ts";

const IDS_MAX = 1_000;
/** Streams that a recommendation is made of. */
const streams = ["ratings", "clicks", "baskets"];

const itemSchema = Type.Object({
  itemId: Type.String(),
  title: Type.Optional(Type.String()),
  score: Type.Number(),
  why: listOf(whySchema),
});

const answer = answerSchema({
  userId: Type.Optional(Type.String()),
  answerId: Type.String({
    description:
      "Name it in the clicks that this answer leads to, with what was `shown`: the blend learns from them.",
  }),
  items: listOf(itemSchema),
});

const diversitySchema = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0,
    description: "0 ranks by score alone; 1 keeps the items as different from each other as may be.",
  }),
);

/** Recommendations for users known and unknown. */
export const userRoutes = (
  app: App,
  view: View,
  history: Pick<HistoryReader, "deedsOf">,
  limitMax: number,
): void => {
  app.get(
    "/v1/users/:userId/recommendations",
    {
      // What is left to chance is another one each time.
      config: view.exploration > 0 ? { scope: "read" } : { scope: "read", follows: streams },
      schema: {
        summary: "What a user may like, and why",
        params: Type.Object({ userId: idSchema }),
        querystring: Type.Object({
          limit: limitSchema(10, limitMax),
          exclude: Type.Optional(
            Type.String({ maxLength: 16_384, description: "Item ids, separated by commas." }),
          ),
          category: Type.Optional(idSchema),
          diversity: diversitySchema,
          explain: Type.Optional(Type.Boolean({ default: false })),
          after: afterSchema,
        }),
        response: { 200: answer },
      },
    },
    async (request) => {
      const { userId } = request.params;
      const { limit = 10, exclude = "", category, diversity = 0, explain = false } = request.query;
      const wanted: Wanted = {
        limit,
        category,
        diversity,
        explain,
        exclude: new Set(exclude.split(",").filter((id) => id !== "")),
      };
      const taste = await rememberedTaste(view, history, userId);
      await view.baskets.current();
      const { answer: found, nextId } = answeredWith(view, userId, wanted, taste);
      if (taste.isFromView) request.renewed = [{ name: "answerId", next: nextId }];
      return found;
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
          diversity: diversitySchema,
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
        diversity = 0,
        explain = true,
      } = request.body;
      const wanted = { limit, category, diversity, explain, exclude: new Set(exclude) };
      await view.baskets.current();
      const { rung, answerId, items } = recommend(view, tasteTold(view, { ratings, basket, events }), wanted);
      return { ...view.envelope(streams, "recommender", rung), answerId, items };
    },
  );
};

/** The answer about a user, who may be unknown. */
export const recommendationAnswer = (view: View, userId: string, wanted: Wanted) =>
  answeredWith(view, userId, wanted, tasteOf(view, userId)).answer;

/** The same with a taste that is known already, and how the id of the next such answer is made. */
const answeredWith = (view: View, userId: string, wanted: Wanted, taste: Taste) => {
  const { rung, answerId, nextId, items } = recommend(view, taste, wanted);
  return { answer: { ...view.envelope(streams, "recommender", rung), userId, answerId, items }, nextId };
};
