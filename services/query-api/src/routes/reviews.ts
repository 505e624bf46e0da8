import type { HistoryReader } from "@millrace/clickhouse";
import { type Aspect, sentimentLabel } from "@millrace/text";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

/** Of a longer text only the beginning is read: see `CHARS_READ`. */
const TEXT_CHARS_MAX = 1 << 20;

const ITEM_ASPECTS_MAX = 20;

const scoredSchema = {
  entity: Type.Boolean({ description: "Whether it is a name, such as a brand's." }),
  label: Type.String({ description: "positive, negative or neutral, by the words around it." }),
  score: Type.Number({ description: "Probability of positive." }),
};
const aspectSchema = Type.Object({
  aspect: Type.String({ description: "Noun phrase or name, in small letters." }),
  ...scoredSchema,
});

const sentimentSchema = {
  label: Type.Union([Type.String(), Type.Null()], {
    description: "positive, negative or neutral; null where there is no text.",
  }),
  score: Type.Union([Type.Number(), Type.Null()], { description: "Probability of positive." }),
  rungs: Type.Record(Type.String(), Type.Number(), { description: "The same by every rung." }),
  aspects: listOf(aspectSchema),
};

/** Sentiment of reviews, items and of any text. */
export const reviewRoutes = (app: App, view: View, history: Pick<HistoryReader, "reviewById">): void => {
  const laterAspects = async (id: string): Promise<readonly Aspect[]> => {
    const text = (await history.reviewById(id))?.text ?? null;
    return text === null ? [] : view.reviews.aspectsOf(text);
  };

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
        // Where the service had no time to look for aspects, the text that was kept is asked now.
        const aspects = live.aspects ?? (opinion === undefined ? [] : await laterAspects(id));
        const rung = opinion?.rung ?? "none: the review has no text";
        const said = {
          label: opinion?.label ?? null,
          score: opinion?.score ?? null,
          rungs: { ...opinion?.rungs },
          aspects,
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
        aspects: kept.text === null ? [] : view.reviews.aspectsOf(kept.text),
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
            aspects: listOf(
              Type.Object({
                aspect: Type.String({ description: "Noun phrase or name, in small letters." }),
                ...scoredSchema,
                mentions: Type.Integer({ description: "Texts that speak of it." }),
                positive: Type.Integer(),
                negative: Type.Integer(),
                neutral: Type.Integer(),
                example: Type.Union([Type.String(), Type.Null()], {
                  description: "A sentence about it, at most 120 characters.",
                }),
              }),
            ),
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
        aspects: view.reviews.aspectsOfItem(itemId, ITEM_ASPECTS_MAX),
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
        aspects: view.reviews.aspectsOf(request.body.text),
      };
    },
  );
};
