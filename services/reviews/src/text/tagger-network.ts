import { decodeWeights, TaggerNet, WeightsFormatError } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import { type Chunk, StateFormatError, type Stateful } from "@millrace/state";
import type { Tagger } from "@millrace/text";
import { taggerBy, winkTagger } from "./wink-tagger.ts";

/** Who tells parts of speech: wink-nlp, or a network of our own once it has been trained. */
export type TaggerChoice = "wink" | "bilstm";

/** The tagger of one partition. A network's weights, where one is wished, are part of the state. */
export class TaggerNetwork implements Stateful {
  readonly #choice: TaggerChoice;
  #tagger: Tagger = winkTagger;
  #weights: Weights | undefined;
  #revision = 0;

  constructor(choice: TaggerChoice) {
    this.#choice = choice;
  }

  /** The tagger in use. */
  get tagger(): Tagger {
    return this.#tagger;
  }

  /** Version of the network in use by its kind; empty without one. */
  get versions(): Readonly<Record<string, string>> {
    return this.#weights === undefined ? {} : { tagger: this.#weights.version };
  }

  /** Takes weights into use, where they are a tagger's and one is wished. */
  adopt(weights: Weights): boolean {
    if (weights.kind !== "tagger" || this.#choice !== "bilstm") return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (decoded.kind !== "tagger") return false;
    this.#tagger = networkTagger(new TaggerNet(decoded));
    this.#weights = weights;
    this.#revision++;
    return true;
  }

  *chunks(): Iterable<Chunk> {
    const weights = this.#weights;
    if (weights === undefined) return;
    yield { name: weights.version, revision: this.#revision, bytes: () => weights.bytes };
  }

  /** Weights of a time when a network was wished are passed over where none is any more. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const [version, bytes] of chunks) {
      try {
        this.adopt({ kind: "tagger", version, bytes, trainedUpTo: {} });
      } catch (cause) {
        if (!(cause instanceof WeightsFormatError)) throw cause;
        throw new StateFormatError(`weights ${version} cannot be read`, { cause });
      }
    }
  }
}

/** A tagger by a network: sentences and words are wink-nlp's. About 10 µs a word. */
export const networkTagger = (net: TaggerNet): Tagger => taggerBy((words) => net.tag(words));
