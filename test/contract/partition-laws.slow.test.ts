import { absorbRecord, noEffects, PartitionState } from "@millrace/pipeline";
import { countingTopology } from "@millrace/pipeline/memory";
import fc from "fast-check";
import { expect } from "vitest";
import { type ModelUnderTest, modelLaws } from "./model-laws.ts";
import {
  baskets,
  clicks,
  ratings,
  ratingsAmongPeers,
  readings,
  recordOf,
  reviews,
  type Said,
  type StreamUnderTest,
} from "./streams-under-test.ts";

const bounded = (entries: number, bytes: number) => ({ bounds: { entries, bytes } });

/** A record that comes, or new weights by their number. */
type Happening = Said | { readonly adopt: number };

/** A partition with everything that its events make: ledger, ids, the stream's models and the weights in use. */
const partition = <E>(
  stream: StreamUnderTest<E>,
): Omit<ModelUnderTest<PartitionState<E>, Happening>, "bounds"> => ({
  events: fc.oneof(
    { weight: 15, arbitrary: stream.said },
    { weight: stream.weights.length > 0 ? 2 : 0, arbitrary: fc.record({ adopt: fc.nat(1) }) },
  ),
  open: () => new PartitionState(stream.topology, 0, 8),
  learn: (state, event) => {
    if ("adopt" in event) {
      const weights = stream.weights[event.adopt] ?? expect.fail("there are two versions");
      state.ledger.bookSwap(weights.kind, weights.version);
      return state.processor.adopt(weights);
    }
    const effects = noEffects();
    const offset = state.ledger.offset + 1;
    const { key = null, value, timestamp = 0 } = recordOf(stream, event, offset);
    const record = { offset, timestamp, key, value, headers: {} };
    absorbRecord(
      stream.topology,
      state,
      { topic: stream.topic, partition: 0, generation: 0 },
      record,
      effects,
    );
    return { ...effects, outcomes: { ...state.ledger.outcomes } };
  },
  ask: ({ processor, ledger, ids }) => {
    const { sizes, ...status } = processor.status();
    return [
      status,
      Object.keys(sizes),
      [...processor.followingWeights()],
      ledger.swaps,
      ledger.deadLetters,
      ids.size,
    ];
  },
  size: ({ processor }) => {
    const sizes = Object.values(processor.status().sizes);
    const sum = (of: "entries" | "bytes" | "evictions"): number =>
      sizes.reduce((all, size) => all + size[of], 0);
    return { entries: sum("entries"), bytes: sum("bytes"), evictions: sum("evictions") };
  },
  others: [() => new PartitionState(countingTopology(), 0, 8)],
});

modelLaws("a partition of baskets", { ...partition(baskets), ...bounded(5 + 20 + 5, 50_000) });
modelLaws("a partition of clicks", { ...partition(clicks), ...bounded(6 + 6 + 4 + 1 + 3, 100_000) });
modelLaws("a partition of readings", { ...partition(readings), ...bounded(3 + 3 + 15, 3_000_000) });
modelLaws("a partition of reviews", {
  ...partition(reviews),
  ...bounded(3 * 65_536 + 4 + 4 + 6 + 300, 1_950_000),
});
modelLaws("a partition of ratings", { ...partition(ratings), ...bounded(2 * (4 + 6) + 1, 80_000) });
modelLaws("a partition of ratings among peers", {
  ...partition(ratingsAmongPeers),
  ...bounded(2 * (4 + 6) + 1, 100_000),
});
