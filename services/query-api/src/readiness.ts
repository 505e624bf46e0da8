import type { PartitionBoard } from "@millrace/runtime";
import type { LogEnds } from "./log-ends.ts";
import type { ProgressBoard } from "./view/progress.ts";

/** Whether answers can be trusted to be whole. */
export interface Readiness {
  readonly status: "ready" | "not ready";
  readonly reasons: string[];
  readonly partitions: { stream: string; partition: number; restored: number; offset: number; lag: number }[];
}

/**
 * Ready once the view has read what was published and every partition has reported.
 * @param own the partitions of this process, where it runs the streams too: then their state must be back.
 */
export const readinessOf = (
  board: ProgressBoard,
  ends: LogEnds,
  caughtUp: boolean,
  own: PartitionBoard | undefined,
): Readiness => {
  const reasons: string[] = [];
  if (!caughtUp) reasons.push("The answers published so far are still being read.");
  if (ends.away) reasons.push("Kafka does not answer; the answers stand still.");
  else if (ends.streams.length === 0) reasons.push("The topics are still being looked at.");
  const partitions = ends.streams.flatMap((stream) =>
    [...ends.of(stream)].map(([partition, end]) => {
      const progress = board.partitions(stream).get(partition);
      const back = progress !== undefined && (own === undefined || own.isOpen(stream, partition));
      const offset = progress?.offset ?? -1;
      return { stream, partition, restored: back ? 1 : 0, offset, lag: Math.max(0, end - offset - 1) };
    }),
  );
  for (const { stream, partition, restored } of partitions) {
    if (restored < 1) reasons.push(`${stream} partition ${partition} is still being restored.`);
  }
  for (const { stream, partition, code, detail } of own?.halts ?? []) {
    reasons.push(`${stream} partition ${partition ?? "?"} halted (${code}): ${detail}`);
  }
  return { status: reasons.length === 0 ? "ready" : "not ready", reasons, partitions };
};
