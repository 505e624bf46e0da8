import { decodeWeights, LanguageNet, NextItemNet, WeightsFormatError } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import { type Chunk, StateFormatError, type Stateful } from "@millrace/state";

/** The GRU over words of one partition: the weights in use, which are part of the state. */
export class LanguageNetwork implements Stateful {
  #net: LanguageNet | undefined;
  #weights: Weights | undefined;
  #revision = 0;

  /** Version of the weights in use; empty before the first. */
  get version(): string {
    return this.#weights?.version ?? "";
  }

  /** The same by kind. */
  get versions(): Readonly<Record<string, string>> {
    return this.#weights === undefined ? {} : { language: this.version };
  }

  /** How likely each word of sentences is, and their ends, in order; 0 where a word is not known. */
  expect(sentences: readonly (readonly string[])[]): Float64Array | undefined {
    const net = this.#net;
    if (net === undefined) return undefined;
    return Float64Array.from(sentences.flatMap((sentence) => [...net.probabilities(sentence)]));
  }

  /** Takes weights into use, where they are a language model's. */
  adopt(weights: Weights): boolean {
    if (weights.kind !== "language") return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (decoded.kind !== "language") return false;
    this.#net = new LanguageNet(new NextItemNet(decoded));
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
    for (const [version, bytes] of chunks) this.#reuse({ kind: "language", version, bytes, trainedUpTo: {} });
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
