import {
  decodeWeights,
  type HiddenMarkovWeights,
  LanguageNet,
  NextItemNet,
  openText,
  SeriesNet,
  TaggerNet,
  TasteNet,
  type TextCellNet,
  type TextNet,
  type TrainingCard,
} from "@millrace/neural";
import { WordNeighbours } from "@millrace/text";

/** A network, hidden states of sessions, or vectors of words, ready to be asked. */
export type ServedNetwork =
  | NextItemNet
  | SeriesNet
  | TextNet
  | TextCellNet
  | TaggerNet
  | LanguageNet
  | HiddenMarkovWeights
  | TasteNet
  | WordNeighbours;

/** Versions of one kind that are kept: published answers may still name the one before. */
const VERSIONS_MAX = 3;

/** The newest versions of each kind of network, as published by the trainer. */
export class NetworkShelf {
  readonly #networks = new Map<
    string,
    Map<string, { readonly net: ServedNetwork; readonly card: TrainingCard }>
  >();

  readonly #taken = new Map<string, number>();

  /** How many versions of some kinds were taken in. O(kinds) */
  taken(kinds: readonly string[]): number {
    let sum = 0;
    for (const kind of kinds) sum += this.#taken.get(kind) ?? 0;
    return sum;
  }

  /** Takes a version in. @throws {WeightsFormatError} */
  add(kind: string, version: string, bytes: Uint8Array): void {
    const { weights, card } = decodeWeights(bytes);
    this.#taken.set(kind, (this.#taken.get(kind) ?? 0) + 1);
    const net = make(weights);
    const versions =
      this.#networks.get(kind) ?? new Map<string, { net: ServedNetwork; card: TrainingCard }>();
    versions.set(version, { net, card });
    this.#networks.set(kind, versions);
    for (const oldest of [...versions.keys()].sort()) {
      if (versions.size <= VERSIONS_MAX) return;
      versions.delete(oldest);
    }
  }

  /** The newest version of a kind, with its name; undefined before the first. */
  newest(kind: string): { readonly version: string; readonly net: ServedNetwork } | undefined {
    const versions = this.#networks.get(kind);
    const version = [...(versions?.keys() ?? [])].sort().at(-1);
    const held = version === undefined ? undefined : versions?.get(version);
    return version === undefined || held === undefined ? undefined : { version, net: held.net };
  }

  /** The newest version of every kind with its model card, by kind. */
  cards(): readonly { readonly kind: string; readonly version: string; readonly card: TrainingCard }[] {
    return [...this.#networks.keys()].sort().flatMap((kind) => {
      const version = this.newest(kind)?.version ?? "";
      const card = this.card(kind, version);
      return card === undefined ? [] : [{ kind, version, card }];
    });
  }

  /** A version's network; undefined where it is not (or no longer) at hand. */
  network(kind: string, version: string): ServedNetwork | undefined {
    return this.#networks.get(kind)?.get(version)?.net;
  }

  /** A version's model card. */
  card(kind: string, version: string): TrainingCard | undefined {
    return this.#networks.get(kind)?.get(version)?.card;
  }
}

const make = (weights: ReturnType<typeof decodeWeights>["weights"]): ServedNetwork => {
  switch (weights.kind) {
    case "language":
      return new LanguageNet(new NextItemNet(weights));
    case "next-item":
      return new NextItemNet(weights);
    case "series":
      return new SeriesNet(weights);
    case "text":
    case "text-average":
    case "text-rnn":
    case "text-lstm":
    case "text-bilstm":
      return openText(weights);
    case "tagger":
      return new TaggerNet(weights);
    case "hidden-markov":
      return weights;
    case "boltzmann":
    case "autoencoder":
      return new TasteNet(weights);
    case "words":
      return new WordNeighbours(weights);
  }
};
