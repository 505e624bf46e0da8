import { countingKind } from "../memory/counting.ts";
import type { Weights } from "../topology.ts";
import { wordsTopic } from "./world.ts";

const words = [
  "ash",
  "bay",
  "cove",
  "dell",
  "eave",
  "fern",
  "late",
  "!broken",
  "1:ash",
  "2:bay",
  "1:fern",
  "2:late",
];
/** A log that repeats itself, ids, unreadable and late events included, and never in the same place. */
export const texts = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => words[((from + i) * (from + i + 3)) % words.length] ?? "");

/** Weights that were trained on everything up to an offset. */
export const weightsOf = (version: string, upTo: number): Weights => ({
  kind: countingKind,
  version,
  bytes: new Uint8Array(),
  trainedUpTo: { [`${wordsTopic}/0`]: upTo },
});
