import type { WeightsOnOffer } from "../ports.ts";
import type { Weights } from "../topology.ts";

/** Weights laid out by hand. */
export class MemoryWeights implements WeightsOnOffer {
  readonly #newest = new Map<string, Weights>();

  /** Offers weights in place of older ones of their kind. */
  offer(weights: Weights): void {
    this.#newest.set(weights.kind, weights);
  }

  offered(): readonly Weights[] {
    return [...this.#newest.values()];
  }
}
