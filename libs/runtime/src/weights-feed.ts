import { decodeWeights, MessageAssembler, WeightsFormatError } from "@millrace/neural";
import type { Journal, Weights, WeightsOnOffer } from "@millrace/pipeline";

/** Hears of every whole set of weights as it comes. */
export type WeightsListener = (weights: Weights) => void;

/** The newest weights of each kind, as the trainer publishes them. Versions sort by time. */
export class WeightsFeed implements WeightsOnOffer {
  readonly #assembler = new MessageAssembler();
  readonly #newest = new Map<string, Weights>();
  readonly #listeners: WeightsListener[] = [];
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  offered(): readonly Weights[] {
    return [...this.#newest.values()];
  }

  /** Hears of all weights that come from now on. */
  onWeights(listener: WeightsListener): void {
    this.#listeners.push(listener);
  }

  /** Takes a message of the models topic; what cannot be read is reported and passed over. */
  take(key: string, value: Uint8Array | null): void {
    try {
      const whole = this.#assembler.accept(key, value);
      if (whole !== undefined) this.#offer(whole.id, whole.bytes);
    } catch (error) {
      if (!(error instanceof WeightsFormatError)) throw error;
      this.#journal.warn("weights_refused", { key, detail: error.message });
    }
  }

  #offer(id: string, bytes: Uint8Array): void {
    const cut = id.indexOf("/");
    const kind = id.slice(0, cut);
    const version = id.slice(cut + 1);
    const { card } = decodeWeights(bytes);
    if (card.kind !== kind) throw new WeightsFormatError(`weights of the kind ${card.kind} under "${id}"`);
    const trainedUpTo: Record<string, number> = {};
    for (const [place, offset] of Object.entries(card.dataRange)) {
      if (typeof offset === "number") trainedUpTo[place] = offset;
    }
    const weights: Weights = { kind, version, bytes, trainedUpTo };
    if (version > (this.#newest.get(kind)?.version ?? "")) this.#newest.set(kind, weights);
    for (const listener of this.#listeners) listener(weights);
  }
}
