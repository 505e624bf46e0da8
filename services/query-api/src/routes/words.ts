import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, answerSchema, limitSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

const QUERY_CHARS_MAX = 2_000;
const WORD_CHARS_MAX = 64;

/** What the language of the reviews answers: how phrases go on, and which words are used alike. */
export const wordRoutes = (app: App, view: View, limitMax: number): void => {
  app.get(
    "/v1/complete",
    {
      config: { scope: "read" },
      schema: {
        summary: "Likely ways to go on with a phrase, out of what reviews say",
        querystring: Type.Object({
          q: Type.Optional(
            Type.String({
              maxLength: QUERY_CHARS_MAX,
              default: "",
              description: "What was written so far; a last word without a space after it may go on itself.",
            }),
          ),
          limit: limitSchema(10, limitMax),
          after: afterSchema,
        }),
        response: {
          200: answerSchema({
            q: Type.String(),
            completions: listOf(
              Type.Object({
                text: Type.String({ description: "The sentence that was begun and how it goes on." }),
                completion: Type.String({ description: "What is to be put behind the query." }),
                probability: Type.Number({ description: "Of its first word, given what was written." }),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { q = "", limit = 10 } = request.query;
      const { completions, rung } = view.reviews.complete(q, limit, view.board.champion("language"));
      const none = view.reviews.words === 0 ? "none: no review with a text yet" : "none: no such phrase yet";
      return {
        ...view.envelope("reviews", rung, completions.length === 0 ? none : rung),
        q,
        completions,
      };
    },
  );

  app.get(
    "/v1/words/:word/similar",
    {
      config: { scope: "read" },
      schema: {
        summary: "The words that reviews use most like another, by trained vectors",
        params: Type.Object({ word: Type.String({ minLength: 1, maxLength: WORD_CHARS_MAX }) }),
        querystring: Type.Object({ limit: limitSchema(10, limitMax), after: afterSchema }),
        response: {
          200: answerSchema({
            word: Type.String(),
            words: listOf(
              Type.Object({
                word: Type.String(),
                similarity: Type.Number({ description: "Cosine of the two vectors, -1 to 1." }),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { word } = request.params;
      const answer = view.reviews.similarWords(word, request.query.limit ?? 10);
      const envelope = (rung: string) => view.envelope("reviews", "skip-gram", rung);
      if (answer === undefined)
        return { ...envelope("none: no vectors have been trained yet"), word, words: [] };
      const { known, words, version } = answer;
      const rung = { word: "skip-gram", pieces: "pieces of words", none: "none: no word like it has come" }[
        known
      ];
      return { ...envelope(rung), modelVersion: version, word, words };
    },
  );
};
