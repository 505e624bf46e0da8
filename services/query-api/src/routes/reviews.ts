import type { HistoryReader } from "@millrace/clickhouse";
import { sentimentLabel } from "@millrace/text";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

const TEXT_CHARS_MAX = 50_000;

const sentimentSchema = {
  label: Type.Union([Type.String(), Type.Null()], {
    description: "positive, negative or neutral; null where there is no text.",
  }),
  score: Type.Union([Type.Number(), Type.Null()], { description: "Probability of positive." }),
  rungs: Type.Record(Type.String(), Type.Number(), { description: "The same by every rung." }),
  aspects: listOf(Type.Unknown()),
};

/** Sentiment of reviews, items and of any text. */
export const reviewRoutes = (app: App, view: View, history: Pick<HistoryReader, "reviewById">): void => {
  app.get(
    "/v1/reviews/:id",
    {
      config: { scope: "read" },
      schema: {
        summary: "A review's sentiment as it was read when it came",
        params: Type.Object({ id: idSchema }),
        querystring: Type.Object({ after: afterSchema }),
        response: {
          200: answerSchema({
            id: Type.String(),
            itemId: Type.String(),
            rating: Type.Union([Type.Number(), Type.Null()]),
            ...sentimentSchema,
          }),
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      const live = view.reviews.find(id);
      if (live !== undefined) {
        const { itemId, rating = null, opinion } = live;
        const rung = opinion?.rung ?? "none: the review has no text";
        const said = {
          label: opinion?.label ?? null,
          score: opinion?.score ?? null,
          rungs: { ...opinion?.rungs },
          aspects: [],
        };
        return { ...view.envelope("reviews", opinion?.rung ?? "none", rung), id, itemId, rating, ...said };
      }
      const kept = await history.reviewById(id);
      if (kept === undefined || kept.deleted) throw new Problem("not_found", "No review has this id.");
      const { itemId, rating, label, score } = kept;
      const rungs = Object.fromEntries(
        Object.entries(kept.rungs).flatMap(([rung, p]) => (p === null ? [] : [[rung, p]])),
      );
      return {
        ...view.envelope("reviews", kept.rung ?? "none", "history"),
        id,
        itemId,
        rating,
        label,
        score,
        rungs,
        aspects: [],
      };
    },
  );

  app.get(
    "/v1/items/:itemId/sentiment",
    {
      config: { scope: "read" },
      schema: {
        summary: "What the texts about an item say",
        params: Type.Object({ itemId: idSchema }),
        querystring: Type.Object({ after: afterSchema }),
        response: {
          200: answerSchema({
            itemId: Type.String(),
            reviews: Type.Integer(),
            positive: Type.Integer(),
            negative: Type.Integer(),
            neutral: Type.Integer(),
            mean: Type.Number(),
            trend: Type.Number(),
            aspects: listOf(Type.Unknown()),
          }),
        },
      },
    },
    async (request) => {
      const { itemId } = request.params;
      const summary = view.reviews.sentimentOf(itemId);
      if (summary === undefined) throw new Problem("not_found", "No text about this item is known.");
      return {
        ...view.envelope("reviews", view.board.champion("reviews"), "counts"),
        itemId,
        ...summary,
        aspects: [],
      };
    },
  );

  app.post(
    "/v1/sentiment",
    {
      config: { scope: "read" },
      schema: {
        summary: "The sentiment of any text, at once; nothing is stored",
        querystring: Type.Object({ after: afterSchema }),
        body: Type.Object({ text: Type.String({ maxLength: TEXT_CHARS_MAX }) }),
        response: { 200: answerSchema(sentimentSchema) },
      },
    },
    async (request) => {
      const { rung, score, rungs } = view.reviews.read(request.body.text, view.board.champion("reviews"));
      return {
        ...view.envelope("reviews", rung, rung),
        label: sentimentLabel(score),
        score,
        rungs: { ...rungs },
        aspects: [],
      };
    },
  );
};
