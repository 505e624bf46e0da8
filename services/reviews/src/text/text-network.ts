import { decodeWeights, TextNet, WeightsFormatError } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import { type Chunk, StateFormatError, type Stateful } from "@millrace/state";

/** Words of a text that are read at most, the last ones: what a text costs is bounded. */
const WORDS_MAX = 256;

/** The text network of one partition: the weights in use, which are part of the state. Nothing is carried between texts. */
export class TextNetwork implements Stateful {
  #net: TextNet | undefined;
  #weights: Weights | undefined;
  #revision = 0;

  /** Version of the weights in use; empty before the first. */
  get version(): string {
    return this.#weights?.version ?? "";
  }

  /** Words that the network reads of a text of so many. */
  cost(words: number): number {
    return Math.min(words, WORDS_MAX);
  }

  /** Probability of positive; undefined without weights. One GRU step a word. */
  predict(tokens: readonly string[]): number | undefined {
    const net = this.#net;
    if (net === undefined) return undefined;
    return net.probability(tokens.slice(-WORDS_MAX).map((token) => net.idOf(token)));
  }

  /** Takes weights into use, where they are a text network's. */
  adopt(weights: Weights): boolean {
    if (weights.kind !== "text") return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (decoded.kind !== "text") return false;
    this.#net = new TextNet(decoded);
    this.#weights = weights;
    this.#revision++;
    return true;
  }

  *chunks(): Iterable<Chunk> {
    const weights = this.#weights;
    if (weights === undefined) return;
    yield { name: weights.version, revision: this.#revision, bytes: () => weights.bytes };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const [version, bytes] of chunks) this.#reuse({ kind: "text", version, bytes, trainedUpTo: {} });
  }

  #reuse(weights: Weights): void {
    try {
      if (this.adopt(weights)) return;
    } catch (cause) {
      if (!(cause instanceof WeightsFormatError)) throw cause;
      throw new StateFormatError(`weights ${weights.version} cannot be read`, { cause });
    }
    throw new StateFormatError(`weights ${weights.version} do not fit`);
  }
}
