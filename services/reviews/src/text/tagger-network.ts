import { HeldWeights, TaggerNet } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import type { Chunk, Stateful } from "@millrace/state";
import type { Tagger } from "@millrace/text";
import { taggerBy, winkTagger } from "./wink-tagger.ts";

/** Who tells parts of speech: wink-nlp, or a network of our own once it has been trained. */
export type TaggerChoice = "wink" | "bilstm";

/** The tagger of one partition. A network's weights, where one is wished, are part of the state. */
export class TaggerNetwork implements Stateful {
  readonly #choice: TaggerChoice;
  #tagger: Tagger = winkTagger;
  readonly #held = new HeldWeights("tagger", (weights) => {
    this.#tagger = networkTagger(new TaggerNet(weights));
    return true;
  });

  constructor(choice: TaggerChoice) {
    this.#choice = choice;
  }

  /** The tagger in use. */
  get tagger(): Tagger {
    return this.#tagger;
  }

  /** Version of the network in use by its kind; empty without one. */
  get versions(): Readonly<Record<string, string>> {
    return this.#held.versions;
  }

  /** Takes weights into use, where they are a tagger's and one is wished. */
  adopt(weights: Weights): boolean {
    return this.#choice === "bilstm" && this.#held.use(weights);
  }

  chunks(): Iterable<Chunk> {
    return this.#held.chunks();
  }

  /** Weights of a time when a network was wished are passed over where none is any more. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    if (this.#choice === "bilstm") this.#held.restore(chunks);
  }
}

/** A tagger by a network: sentences and words are wink-nlp's. About 10 µs a word. */
export const networkTagger = (net: TaggerNet): Tagger => taggerBy((words) => net.tag(words));
