import type { HistoryReader } from "@millrace/clickhouse";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";
import { EARLIEST_MS, LATEST_MS, momentOf } from "./moments.ts";

const figure = Type.Union([Type.Number(), Type.Null()]);
/** Spans of time of the scoreboard's history. */
const STEPS = 100;
const STEPS_MAX = 200;

/** What came before: readings beside their forecasts, and the scoreboard over time. From ClickHouse. */
export const historyRoutes = (
  app: App,
  view: View,
  history: Pick<HistoryReader, "seriesHistory" | "scoresHistory">,
  limitMax: number,
): void => {
  app.get(
    "/v1/series/:seriesId/history",
    {
      config: { scope: "read" },
      schema: {
        summary: "A series' readings, each beside what had been forecast for it",
        params: Type.Object({ seriesId: idSchema }),
        querystring: Type.Object({
          from: Type.Optional(
            Type.String({
              maxLength: 40,
              description: "First event time, RFC 3339 or ms since 1970; the earliest when absent.",
            }),
          ),
          to: Type.Optional(
            Type.String({
              maxLength: 40,
              description:
                "Event time before which readings are told, RFC 3339 or ms since 1970; the latest when absent.",
            }),
          ),
          limit: limitSchema(240, limitMax),
          after: afterSchema,
        }),
        response: {
          200: answerSchema({
            seriesId: Type.String(),
            points: listOf(
              Type.Object({
                time: Type.String(),
                value: Type.Number(),
                predicted: figure,
                lower: figure,
                upper: figure,
                rung: Type.Union([Type.String(), Type.Null()]),
                rungs: Type.Record(Type.String(), figure),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { seriesId } = request.params;
      const { from, to, limit = 240 } = request.query;
      const points = await history.seriesHistory(
        seriesId,
        momentOf("from", from, EARLIEST_MS),
        momentOf("to", to, LATEST_MS),
        limit,
      );
      if (points.length === 0 && view.readings.find(seriesId) === undefined)
        throw new Problem("not_found", "No series has this id.");
      return {
        ...view.envelope("readings", "history", "history"),
        seriesId,
        points: points.map(({ eventTime, value, predicted, lower, upper, rung, rungs }) => ({
          time: new Date(eventTime).toISOString(),
          value,
          predicted,
          lower,
          upper,
          rung,
          rungs: { ...rungs },
        })),
      };
    },
  );

  app.get(
    "/v1/models/history",
    {
      config: { scope: "read" },
      schema: {
        summary: "The scoreboard's recent figures over time, as they were with each snapshot",
        querystring: Type.Object({
          stream: Type.Optional(Type.String({ maxLength: 64 })),
          steps: Type.Optional(
            Type.Integer({
              minimum: 2,
              maximum: STEPS_MAX,
              default: STEPS,
              description: "Spans of time, of each of which the last figures are told.",
            }),
          ),
        }),
        response: {
          200: answerSchema({
            points: listOf(
              Type.Object({
                time: Type.String(),
                stream: Type.String(),
                partition: Type.Integer(),
                model: Type.String(),
                metrics: Type.Record(Type.String(), figure),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { stream, steps = STEPS } = request.query;
      const points = await history.scoresHistory(stream, steps);
      return {
        ...view.envelope(view.board.streams, "scoreboard", "history"),
        points: points.map(({ at, stream: of, partition, model, metrics }) => ({
          time: new Date(at).toISOString(),
          stream: of,
          partition,
          model,
          metrics: { ...metrics },
        })),
      };
    },
  );
};
