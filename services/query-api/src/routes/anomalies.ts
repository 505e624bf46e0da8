import type { HistoryReader } from "@millrace/clickhouse";
import { Trouble } from "@millrace/pipeline";
import { ALARM_SCORE } from "@millrace/sequences";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";
import { EARLIEST_MS, LATEST_MS, momentOf } from "./moments.ts";

/** A strange point of a series; the value is missing where nothing came that should have. */
interface Anomaly {
  readonly time: number;
  readonly value: number | null;
  readonly expected: number | null;
  readonly score: number;
  readonly kind: string;
}

const anomalySchema = Type.Object({
  time: Type.String(),
  value: Type.Union([Type.Number(), Type.Null()], {
    description: "Null where an expected reading has not come.",
  }),
  expected: Type.Union([Type.Number(), Type.Null()], { description: "What had been forecast for it." }),
  score: Type.Number({ description: "0 to 1: how far beyond all that the series had shown." }),
  level: Type.String({ description: "warning, or alarm from a score of 0.9 on." }),
  kind: Type.String({
    description:
      "spike, shift (the values stay where they went), noise (errors have grown), stuck (the value repeats), silent (readings are missing), relation (the value and its covariates do not fit together as before).",
  }),
});

const timeSchema = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 64, description }));

/** Missing readings from which a series counts as silent. */
const SILENT_STEPS = 10;

/** Strange points of a series: the newest from memory, those before from the history. */
export const anomalyRoutes = (
  app: App,
  view: View,
  history: Pick<HistoryReader, "seriesAlarms">,
  limitMax: number,
): void => {
  app.get(
    "/v1/series/:seriesId/anomalies",
    {
      config: { scope: "read" },
      schema: {
        summary: "A series' strange points, oldest first",
        params: Type.Object({ seriesId: idSchema }),
        querystring: Type.Object({
          from: timeSchema("First event time, RFC 3339 or ms since 1970; the beginning by default."),
          to: timeSchema("Last event time; now by default."),
          minScore: Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: 0.5 })),
          limit: limitSchema(Math.min(1_000, limitMax), limitMax),
          after: afterSchema,
        }),
        response: { 200: answerSchema({ seriesId: Type.String(), anomalies: listOf(anomalySchema) }) },
      },
    },
    async (request) => {
      const { seriesId } = request.params;
      const { from, to, minScore = 0.5, limit = 1_000 } = request.query;
      const span = [momentOf("from", from, EARLIEST_MS), momentOf("to", to, LATEST_MS)] as const;
      const kept = await keptOf(history, seriesId, span, limit, minScore);
      if (view.readings.find(seriesId) === undefined && (kept ?? []).length === 0)
        throw new Problem("not_found", "No series has this id.");
      const found = new Map((kept ?? []).map((anomaly) => [anomaly.time, anomaly]));
      // What is in memory knows more: a spike there may have turned out to be a shift.
      for (const anomaly of [...view.readings.alarms(seriesId), ...silence(view, seriesId)])
        found.set(anomaly.time, anomaly);
      const anomalies = [...found.values()]
        .filter(({ time, score }) => time >= span[0] && time <= span[1] && score >= minScore)
        .sort((a, b) => a.time - b.time)
        .slice(-limit);
      return {
        ...view.envelope(
          "readings",
          "records",
          kept === undefined ? "memory: the history is away" : "history",
        ),
        seriesId,
        anomalies: anomalies.map(({ time, value, expected, score, kind }) => ({
          time: new Date(time).toISOString(),
          value,
          expected,
          score,
          level: score >= ALARM_SCORE ? "alarm" : "warning",
          kind,
        })),
      };
    },
  );
};

/** Anomalies from the history; undefined where it cannot be asked now. */
const keptOf = async (
  history: Pick<HistoryReader, "seriesAlarms">,
  seriesId: string,
  [from, to]: readonly [number, number],
  limit: number,
  minScore: number,
): Promise<readonly Anomaly[] | undefined> => {
  try {
    const rows = await history.seriesAlarms(seriesId, from, to, limit, minScore);
    return rows.map(({ eventTime, value, predicted, score, alarm }) => ({
      time: eventTime,
      value,
      expected: predicted,
      score,
      kind: alarm,
    }));
  } catch (error) {
    if (error instanceof Trouble) return undefined;
    throw error;
  }
};

/** A series that should have been read at least ten times while others were, and was not. */
const silence = (view: View, seriesId: string): readonly Anomaly[] => {
  const series = view.readings.find(seriesId);
  const now = view.board.eventTime("readings");
  if (series === undefined || now === undefined || series.state.interval <= 0) return [];
  const { lastTime, interval, last } = series.state;
  if (now - lastTime < (SILENT_STEPS + 1) * interval) return [];
  return [{ time: lastTime + interval, value: null, expected: last, score: 0.99, kind: "silent" }];
};
