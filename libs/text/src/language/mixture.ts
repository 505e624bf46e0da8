import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
} from "@millrace/state";

/** How likely each word of a text was by a network, and by both models together. */
export interface Judged {
  readonly network: Float64Array;
  readonly mixed: Float64Array;
}

/** Part of the other model in what a network says: it has no probability for words that it does not know. */
export const BACKED_BY = 0.1;
/** Share of the network before any text was seen. */
const SHARE = 0.5;
/** Weight of one word in the share. */
const STEP = 0.002;
const LEAST = 0.02;

/**
 * Mixes two models of the next word. The network's share follows how often it knew better, word by word: one step of
 * expectation maximisation each (Jelinek & Mercer 1980, online).
 *
 *     p = share·network + (1 − share)·other      share ← share + 0.002·(share·network / p − share)
 */
export class Mixture implements Stateful {
  #share = SHARE;
  #revision = 0;

  /** Share of the network, 0.02 to 0.98. */
  get share(): number {
    return this.#share;
  }

  /** How likely each word was, then moves the share. @param network 0 where it does not know the word */
  judge(network: Float64Array, other: Float64Array): Judged {
    const backed = network.map((p, i) => (1 - BACKED_BY) * p + BACKED_BY * (other[i] ?? 0));
    const mixed = network.map((p, i) => {
      const own = this.#share * p;
      const sum = own + (1 - this.#share) * (other[i] ?? 0);
      const moved = this.#share + STEP * (own / sum - this.#share);
      this.#share = Math.min(1 - LEAST, Math.max(LEAST, moved));
      return sum;
    });
    this.#revision++;
    return { network: backed, mixed };
  }

  *chunks(): Iterable<Chunk> {
    const bytes = (): Uint8Array => new ByteWriter().f64(this.#share).finish();
    yield { name: "share", revision: this.#revision, bytes };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "share"));
    this.#share = r.f64();
    if (!r.done) throw new StateFormatError("bytes are left over in a mixture");
  }
}
