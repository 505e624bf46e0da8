import type { HistoryReader } from "@millrace/clickhouse";
import type { SeriesForecast } from "@millrace/sequences";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf } from "../http/schemas.ts";
import { forecastFromReadings } from "../view/readings.ts";
import type { View } from "../view/view.ts";
import { EARLIEST_MS, LATEST_MS } from "./moments.ts";

/** Newest readings that a forecast from the history is made of: about 10 ms of work. */
const PAST_READINGS = 600;

const pointSchema = Type.Object({
  time: Type.String(),
  value: Type.Number(),
  lower: Type.Number(),
  upper: Type.Number(),
  rung: Type.String({ description: "The rung that answers at this horizon." }),
});

/** Series and their forecasts. */
export const seriesRoutes = (
  app: App,
  view: View,
  history: Pick<HistoryReader, "seriesHistory">,
  limitMax: number,
  horizonMax: number,
): void => {
  app.get(
    "/v1/series",
    {
      config: { scope: "read" },
      schema: {
        summary: "The series known, by id",
        querystring: Type.Object({
          limit: limitSchema(100, limitMax),
          offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
          after: afterSchema,
        }),
        response: {
          200: answerSchema({
            series: listOf(
              Type.Object({
                seriesId: Type.String(),
                readings: Type.Integer(),
                lastTime: Type.String(),
                lastValue: Type.Union([Type.Number(), Type.Null()]),
                intervalMs: Type.Number(),
                seasonSteps: Type.Union([Type.Integer(), Type.Null()], {
                  description: "Steps of the season found in the series; null where there is none.",
                }),
                mean: Type.Number(),
                deviation: Type.Number(),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { offset = 0, limit = 100 } = request.query;
      const series = view.readings.list(offset, limit).map(({ state }) => ({
        seriesId: state.seriesId,
        readings: state.count,
        lastTime: new Date(state.lastTime).toISOString(),
        lastValue: state.count > 0 ? state.last : null,
        seasonSteps: state.period > 0 ? state.period : null,
        intervalMs: state.interval,
        mean: state.mean,
        deviation: state.deviation,
      }));
      return { ...view.envelope("readings", "series", "counts"), series };
    },
  );

  app.get(
    "/v1/series/:seriesId/forecast",
    {
      config: { scope: "read", follows: ["readings"] },
      schema: {
        summary: "A series' forecast with its interval, and what every rung says",
        params: Type.Object({ seriesId: idSchema }),
        querystring: Type.Object({
          horizon: Type.Optional(Type.Integer({ minimum: 1, maximum: horizonMax, default: 24 })),
          level: Type.Optional(Type.Number({ minimum: 0.01, maximum: 0.9999, default: 0.9 })),
          after: afterSchema,
        }),
        response: {
          200: answerSchema({
            seriesId: Type.String(),
            level: Type.Number(),
            points: listOf(pointSchema),
            rungs: Type.Record(Type.String(), listOf(Type.Number())),
          }),
        },
      },
    },
    async (request) => {
      const { horizon = 24, level = 0.9 } = request.query;
      const { seriesId } = request.params;
      const held = forecastAnswer(view, seriesId, horizon, level);
      if (held !== undefined) request.renewed = [];
      const answer = held ?? (await pastAnswer(view, history, seriesId, horizon, level));
      if (answer === undefined) throw new Problem("not_found", "No series has this id.");
      return answer;
    },
  );
};

/** The answer about a series in memory; undefined where it is unknown. */
export const forecastAnswer = (view: View, seriesId: string, horizon: number, level: number) => {
  const series = view.readings.find(seriesId);
  if (series === undefined) return undefined;
  return answerOf(view, seriesId, level, view.readings.forecast(series, horizon, level));
};

/** The answer about a series that left memory, from its readings in the history; undefined where there are none. */
const pastAnswer = async (
  view: View,
  history: Pick<HistoryReader, "seriesHistory">,
  seriesId: string,
  horizon: number,
  level: number,
) => {
  const readings = await history.seriesHistory(seriesId, EARLIEST_MS, LATEST_MS, PAST_READINGS);
  if (readings.length === 0) return undefined;
  const past = forecastFromReadings(seriesId, readings, horizon, level);
  return { ...answerOf(view, seriesId, level, past), rung: "history: the series has been idle" };
};

const answerOf = (view: View, seriesId: string, level: number, { points, rungs }: SeriesForecast) => {
  const rung = points.at(-1)?.rung ?? "persistence";
  return {
    ...view.envelope("readings", rung, points.length === 0 ? "none: too few readings for a forecast" : rung),
    seriesId,
    level,
    points: points.map((p) => ({ ...p, time: new Date(p.time).toISOString() })),
    rungs: Object.fromEntries(rungs),
  };
};
