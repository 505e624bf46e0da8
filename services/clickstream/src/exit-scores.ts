import { logLoss, Scoreboard, squaredError } from "@millrace/evaluation";
import type { Json } from "@millrace/pipeline";
import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  prefixed,
  requireChunk,
  type Stateful,
} from "@millrace/state";

/** What foretells that a session ends: the share of exits in all clicks, in the page's visits, and by the hidden states. */
export const exitLadder = ["rate", "page", "hidden-markov"] as const;
/** Probabilities are gathered in so many equal bins. */
export const CALIBRATION_BINS = 10;
/** Sums of a bin: forecasts, sum of their probabilities, exits that came. */
const SUMS = 3;

/**
 * Exit probabilities against what came: Brier score and log loss of each rung, and for each a reliability table (Murphy &
 * Winkler 1977): of the clicks that were given about so much, how many were the last.
 */
export class ExitScores implements Stateful {
  readonly #board = new Scoreboard({
    stream: "clicks exit",
    ladder: exitLadder,
    metrics: [
      { name: "brier", better: "lower" },
      { name: "logLoss", better: "lower" },
    ],
  });
  readonly #bins = new Float64Array(exitLadder.length * CALIBRATION_BINS * SUMS);

  get scores(): object {
    return this.#board.scores();
  }

  /** `[rungs][bins]` of forecasts, sum of probabilities, exits; they add up over partitions. */
  get calibration(): Json {
    return exitLadder.map((_, rung) =>
      Array.from({ length: CALIBRATION_BINS }, (_, bin) => {
        const at = (rung * CALIBRATION_BINS + bin) * SUMS;
        const [count = 0, sum = 0, exits = 0] = this.#bins.subarray(at, at + SUMS);
        return [count, Number(sum.toPrecision(7)), exits];
      }),
    );
  }

  /** Records whether a session ended after a click, beside what each rung had said. Changes state. */
  record(time: number, probabilities: readonly (number | undefined)[], hasEnded: boolean): void {
    const truth = hasEnded ? 1 : 0;
    this.#board.record(
      time,
      probabilities.map((p) =>
        p === undefined ? undefined : [squaredError(truth, p), logLoss(hasEnded ? p : 1 - p)],
      ),
    );
    for (const [rung, p] of probabilities.entries()) {
      if (p === undefined) continue;
      const bin = Math.min(CALIBRATION_BINS - 1, Math.max(0, Math.floor(p * CALIBRATION_BINS)));
      const at = (rung * CALIBRATION_BINS + bin) * SUMS;
      this.#bins[at] = (this.#bins[at] ?? 0) + 1;
      this.#bins[at + 1] = (this.#bins[at + 1] ?? 0) + p;
      this.#bins[at + 2] = (this.#bins[at + 2] ?? 0) + truth;
    }
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("board", this.#board.chunks());
    yield {
      name: "bins",
      revision: this.#board.events,
      bytes: () => new ByteWriter(this.#bins.byteLength).floats(this.#bins).finish(),
    };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#board.restore(below("board", chunks));
    new ByteReader(requireChunk(chunks, "bins")).floats(this.#bins);
  }
}
