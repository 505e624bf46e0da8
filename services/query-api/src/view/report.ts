import type { BasketIndex } from "@millrace/itemsets";
import type { Progress } from "@millrace/pipeline";
import type { Metrics } from "@millrace/service";
import type { LogEnds } from "../log-ends.ts";
import type { ProgressBoard } from "./progress.ts";

/** Observes what one batch made visible: how many events, and how long each took from the broker to here. */
export const reportBatch = (metrics: Metrics, stream: string, progress: Progress, now: number): void => {
  let events = 0;
  for (const [appendedAt, count] of progress.appended) {
    metrics.observe("event_to_answer_seconds", { stream }, Math.max(0, now - appendedAt) / 1000, count);
    events += count;
  }
  if (events > 0) metrics.observe("batch_size", { stream }, events);
};

/** Sets every metric that follows from the partitions' own progress. @param topicOf full name of a stream's topic. */
export const reportProgress = (
  metrics: Metrics,
  board: ProgressBoard,
  ends: LogEnds,
  topicOf: (stream: string) => string,
): void => {
  for (const name of [
    "champion",
    "champion_rung",
    "model_score",
    "state_entries",
    "state_entries_max",
    "state_bytes",
  ] as const)
    metrics.clear(name);
  const evictions = new Map<string, number>();
  const entries = new Map<string, number>();
  const bytes = new Map<string, number>();
  const capacities = new Map<string, number>();
  metrics.set("broker_away", {}, ends.away ? 1 : 0);
  const add = (sums: Map<string, number>, key: string, by: number): unknown =>
    sums.set(key, (sums.get(key) ?? 0) + by);
  for (const stream of board.streams) {
    const outcomes = new Map<string, number>();
    const reasons = new Map<string, number>();
    for (const [partition, progress] of board.partitions(stream)) {
      const labels = { topic: topicOf(stream), partition: String(partition) };
      metrics.set(
        "consumer_lag",
        labels,
        Math.max(ends.of(stream).get(partition) ?? 0, progress.highWatermark) - progress.offset - 1,
      );
      metrics.set("uncommitted_events", labels, progress.offset - progress.snapshotOffset);
      for (const [outcome, count] of Object.entries(progress.outcomes)) add(outcomes, outcome, count);
      for (const [reason, count] of Object.entries(progress.deadLetters)) add(reasons, reason, count);
      for (const [model, size] of Object.entries(progress.status.sizes)) {
        add(entries, model, size.entries);
        add(bytes, model, size.bytes);
        add(evictions, model, size.evictions);
        if (size.capacity !== undefined) add(capacities, model, size.capacity);
      }
    }
    for (const [outcome, count] of outcomes) metrics.total("events_total", { stream, outcome }, count);
    for (const [reason, count] of reasons) metrics.total("dead_letters_total", { stream, reason }, count);
    const rungs = new Map<string, number>();
    for (const row of board.scores(stream)) {
      const rung = rungs.get(row.stream) ?? 0;
      rungs.set(row.stream, rung + 1);
      if (row.champion) metrics.set("champion_rung", { stream: row.stream }, rung);
      metrics.set("champion", { stream: row.stream, model: row.model }, row.champion ? 1 : 0);
      for (const [metric, value] of Object.entries(row.recent)) {
        metrics.set("model_score", { stream: row.stream, model: row.model, metric }, value);
      }
    }
  }
  for (const [model, count] of entries) metrics.set("state_entries", { model }, count);
  for (const [model, most] of capacities) metrics.set("state_entries_max", { model }, most);
  for (const [model, size] of bytes) metrics.set("state_bytes", { model }, size);
  for (const [model, count] of evictions)
    metrics.total("state_evictions_total", { model, reason: "bound" }, count);
};

/** Sets the size of what the reader itself makes of the answers. */
export const reportReader = (metrics: Metrics, model: string, size: BasketIndex["size"]): void => {
  metrics.set("state_entries", { model }, size.entries);
  metrics.set("state_bytes", { model }, size.bytes);
  metrics.total("state_evictions_total", { model, reason: "bound" }, size.evictions);
};
