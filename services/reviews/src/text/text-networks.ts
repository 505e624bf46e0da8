import {
  HeldWeights,
  openText,
  type TextKind,
  type TextNetwork,
  type TextReader,
  textKindOf,
  textNetworkOf,
  textNetworks,
} from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import { below, type Chunk, prefixed, type Stateful } from "@millrace/state";

/** Words of a text that are read at most, the last ones: what a text costs is bounded. */
const WORDS_MAX = 256;

/** Probability of positive by each network that has one. */
export type NetworkScores = { readonly [N in TextNetwork]?: number };

/** What each network says of a text, each reading its last 256 words. About a step of the network a word. */
export const scoresBy = (
  readers: ReadonlyMap<TextNetwork, TextReader>,
  tokens: readonly string[],
): NetworkScores => {
  const scores: { [N in TextNetwork]?: number } = {};
  const read = tokens.slice(-WORDS_MAX);
  for (const [network, reader] of readers)
    scores[network] = reader.probability(read.map((token) => reader.idOf(token)));
  return scores;
};

interface Place {
  readonly held: HeldWeights<TextKind>;
  reader: TextReader | undefined;
}

/**
 * The text networks of one partition: of each kind that was published the weights in use, which are part of the state.
 * Nothing is carried between texts.
 */
export class TextNetworks implements Stateful {
  /** In the order of the ladder, whatever the order in which weights come. */
  readonly #places = new Map(
    textNetworks.map((network) => [network, newPlace(textKindOf(network))] as const),
  );
  #readers: ReadonlyMap<TextNetwork, TextReader> = new Map();

  /** Versions of the weights in use by kind. */
  get versions(): Readonly<Record<string, string>> {
    return Object.assign({}, ...[...this.#places.values()].map(({ held }) => held.versions));
  }

  /** Words that are read of a text of so many, by all networks together. */
  cost(words: number): number {
    return Math.min(words, WORDS_MAX) * this.#readers.size;
  }

  /** What each network with weights says of a text. */
  predict(tokens: readonly string[]): NetworkScores {
    return scoresBy(this.#readers, tokens);
  }

  /** Takes weights into use, where they are a text network's. */
  adopt(weights: Weights): boolean {
    const network = textNetworkOf(weights.kind);
    const used = network !== undefined && this.#places.get(network)?.held.use(weights) === true;
    if (used) this.#open();
    return used;
  }

  *chunks(): Iterable<Chunk> {
    for (const [network, { held }] of this.#places) yield* prefixed(textKindOf(network), held.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const [network, { held }] of this.#places) held.restore(below(textKindOf(network), chunks));
    this.#open();
  }

  #open(): void {
    this.#readers = new Map(
      [...this.#places].flatMap(([network, { reader }]) =>
        reader === undefined ? [] : [[network, reader] as const],
      ),
    );
  }
}

const newPlace = (kind: TextKind): Place => {
  const place: Place = {
    held: new HeldWeights(kind, (weights) => {
      place.reader = openText(weights);
      return true;
    }),
    reader: undefined,
  };
  return place;
};
