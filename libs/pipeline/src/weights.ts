import type { PartitionState } from "./partition-state.ts";
import type { Journal, PartitionLog } from "./ports.ts";
import type { Weights } from "./topology.ts";

/**
 * Takes weights on offer into use: not those in use already, and none whose training read events that the partition
 * has still to score. Returns whether any were taken, and so whether a snapshot must name them now.
 */
export const adoptWeights = <E>(
  { processor, ledger }: PartitionState<E>,
  offers: readonly Weights[],
  stream: string,
  { topic, partition }: Pick<PartitionLog, "topic" | "partition">,
  journal: Journal,
): boolean => {
  const inUse = processor.status().weights;
  const { offset } = ledger;
  let adopted = false;
  for (const offer of offers) {
    const { kind, version, trainedUpTo } = offer;
    if (inUse[kind] === version || (trainedUpTo[`${topic}/${partition}`] ?? -1) > offset) continue;
    if (!processor.adopt(offer)) continue;
    adopted = true;
    ledger.bookSwap(kind, version);
    if (offer.routine !== true) journal.info("weights_adopted", { stream, partition, offset, kind, version });
  }
  return adopted;
};
