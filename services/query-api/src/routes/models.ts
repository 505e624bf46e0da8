import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, answerSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

const figures = Type.Record(Type.String(), Type.Number());

/** The scoreboard of all streams. */
export const modelsRoutes = (app: App, view: View): void => {
  app.get(
    "/v1/models",
    {
      config: { scope: "read" },
      schema: {
        summary: "The scoreboard: every model scored before learning, and which one answers",
        querystring: Type.Object({ after: afterSchema }),
        response: {
          200: answerSchema({
            models: listOf(
              Type.Object({
                stream: Type.String(),
                model: Type.String(),
                champion: Type.Boolean(),
                since: Type.Union([Type.String(), Type.Null()]),
                events: Type.Integer(),
                metrics: figures,
                recent: figures,
                stateBytes: Type.Integer(),
                note: Type.Optional(
                  Type.String({ description: "How the score differs from what readers get." }),
                ),
              }),
            ),
          }),
        },
      },
    },
    async () => ({ ...view.envelope(view.board.streams, "scoreboard", "all"), models: view.scoreboard() }),
  );
};
