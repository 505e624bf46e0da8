import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

const nextItem = Type.Object({
  itemId: Type.String(),
  score: Type.Number({ description: "Probability, given that the session goes on." }),
});
/** Most next items that a chain can rank. */
const NEXT_MAX = 256;
const TRANSITIONS_SHOWN = 20;

/** Next items of live sessions, and the pages they move between. */
export const sessionRoutes = (app: App, view: View): void => {
  app.get(
    "/v1/sessions/:sessionId/next",
    {
      config: { scope: "read", follows: ["clicks"] },
      schema: {
        summary: "The likeliest next items of a live session",
        params: Type.Object({ sessionId: idSchema }),
        querystring: Type.Object({ limit: limitSchema(20, NEXT_MAX), after: afterSchema }),
        response: {
          200: answerSchema({
            sessionId: Type.String(),
            items: listOf(nextItem),
            exitProbability: Type.Number({
              description: "Probability that the last click was the session's last.",
            }),
            exitRung: Type.String({ description: "What the exit probability follows from." }),
            state: Type.Union([Type.Integer(), Type.Null()], {
              description: "Likeliest hidden state, see /v1/funnel; null before a model is in use.",
            }),
            stateProbabilities: listOf(Type.Number()),
          }),
        },
      },
    },
    async (request) => {
      const answer = nextAnswer(view, request.params.sessionId, request.query.limit ?? 20);
      if (answer === undefined) throw new Problem("not_found", "No live session has this id.");
      request.renewed = [];
      return answer;
    },
  );

  app.get(
    "/v1/pages/:itemId",
    {
      config: { scope: "read", follows: ["clicks"] },
      schema: {
        summary: "How sessions come to an item, leave it, and go on from it",
        params: Type.Object({ itemId: idSchema }),
        querystring: Type.Object({ after: afterSchema }),
        response: {
          200: answerSchema({
            itemId: Type.String(),
            visits: Type.Integer(),
            entries: Type.Integer(),
            exits: Type.Integer(),
            bounces: Type.Integer(),
            departures: Type.Integer(),
            bounceRate: Type.Number(),
            exitRate: Type.Number(),
            pageRank: Type.Number({
              description: "Share of a random surfer's visits; all pages add up to 1.",
            }),
            transitions: listOf(
              Type.Object({ itemId: Type.String(), count: Type.Integer(), probability: Type.Number() }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const page = view.clicks.page(request.params.itemId, TRANSITIONS_SHOWN);
      if (page === undefined) throw new Problem("not_found", "No click on this item is known.");
      request.renewed = [];
      const pageRank = await view.clicks.pageRank(request.params.itemId);
      return { ...view.envelope("clicks", "markov", "counts"), ...page, pageRank };
    },
  );
};

/** The answer about a session; undefined where it is not live. */
export const nextAnswer = (view: View, sessionId: string, limit: number) => {
  const next = view.clicks.next(sessionId, view.board.champion("clicks"), limit);
  if (next === undefined) return undefined;
  const { rung, version, ...told } = next;
  const envelope = view.envelope("clicks", rung, rung);
  const modelVersion = version === "" ? envelope.modelVersion : `${envelope.modelVersion}+${version}`;
  return { ...envelope, modelVersion, sessionId, ...told };
};
