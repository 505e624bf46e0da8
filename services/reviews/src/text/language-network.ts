import { HeldWeights, LanguageNet, NextItemNet } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import type { Chunk, Stateful } from "@millrace/state";

/** The GRU over words of one partition: the weights in use, which are part of the state. */
export class LanguageNetwork implements Stateful {
  #net: LanguageNet | undefined;
  readonly #held = new HeldWeights("language", (weights) => {
    this.#net = new LanguageNet(new NextItemNet(weights));
    return true;
  });

  /** Version of the weights in use; empty before the first. */
  get version(): string {
    return this.#held.version;
  }

  /** The same by kind. */
  get versions(): Readonly<Record<string, string>> {
    return this.#held.versions;
  }

  /** How likely each word of sentences is, and their ends, in order; 0 where a word is not known. */
  expect(sentences: readonly (readonly string[])[]): Float64Array | undefined {
    const net = this.#net;
    if (net === undefined) return undefined;
    return Float64Array.from(sentences.flatMap((sentence) => [...net.probabilities(sentence)]));
  }

  /** Takes weights into use, where they are a language model's. */
  adopt(weights: Weights): boolean {
    return this.#held.use(weights);
  }

  chunks(): Iterable<Chunk> {
    return this.#held.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#held.restore(chunks);
  }
}
