import {
  decodeWeights,
  openText,
  type TextNetwork,
  type TextReader,
  textNetworkOf,
  textNetworks,
  WeightsFormatError,
} from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import { below, type Chunk, prefixed, StateFormatError, type Stateful } from "@millrace/state";

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

interface Held {
  readonly reader: TextReader;
  readonly weights: Weights;
  readonly revision: number;
}

/**
 * The text networks of one partition: of each kind that was published the weights in use, which are part of the state.
 * Nothing is carried between texts.
 */
export class TextNetworks implements Stateful {
  readonly #held = new Map<TextNetwork, Held>();
  #readers: ReadonlyMap<TextNetwork, TextReader> = new Map();
  #revision = 0;

  /** Versions of the weights in use by kind. */
  get versions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#held.values()].map(({ weights }) => [weights.kind, weights.version]));
  }

  /** Words that are read of a text of so many, by all networks together. */
  cost(words: number): number {
    return Math.min(words, WORDS_MAX) * this.#held.size;
  }

  /** What each network with weights says of a text. */
  predict(tokens: readonly string[]): NetworkScores {
    return scoresBy(this.#readers, tokens);
  }

  /** Takes weights into use, where they are a text network's. */
  adopt(weights: Weights): boolean {
    const network = textNetworkOf(weights.kind);
    if (network === undefined) return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (decoded.kind !== weights.kind || !isText(decoded)) return false;
    this.#held.set(network, { reader: openText(decoded), weights, revision: ++this.#revision });
    // In the order of the ladder, whatever the order in which they came.
    this.#readers = new Map(
      textNetworks.flatMap((name) => {
        const held = this.#held.get(name);
        return held === undefined ? [] : [[name, held.reader] as const];
      }),
    );
    return true;
  }

  *chunks(): Iterable<Chunk> {
    for (const network of textNetworks) {
      const held = this.#held.get(network);
      if (held === undefined) continue;
      const { weights, revision } = held;
      yield* prefixed(weights.kind, [{ name: weights.version, revision, bytes: () => weights.bytes }]);
    }
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const kinds = new Set([...chunks.keys()].map((name) => name.slice(0, name.indexOf("/"))));
    for (const kind of kinds)
      for (const [version, bytes] of below(kind, chunks))
        this.#reuse({ kind, version, bytes, trainedUpTo: {} });
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

type Decoded = ReturnType<typeof decodeWeights>["weights"];
type TextWeights = Parameters<typeof openText>[0];
const isText = (weights: Decoded): weights is Decoded & TextWeights =>
  textNetworkOf(weights.kind) !== undefined;
