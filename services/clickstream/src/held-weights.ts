import { decodeWeights, type NetworkWeights, WeightsFormatError } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import { type Chunk, StateFormatError } from "@millrace/state";

/** The weights of one kind that are in use. They are part of the state: the snapshot names and holds them. */
export class HeldWeights<K extends NetworkWeights["kind"]> {
  readonly #kind: K;
  readonly #take: (weights: NetworkWeights & { readonly kind: K }, bytes: Uint8Array) => boolean;
  #weights: Weights | undefined;
  #revision = 0;

  /** @param take puts decoded weights to use, beside the bytes that they came in; false where they do not fit. */
  constructor(kind: K, take: (weights: NetworkWeights & { readonly kind: K }, bytes: Uint8Array) => boolean) {
    this.#kind = kind;
    this.#take = take;
  }

  /** Version of the weights; empty before the first. */
  get version(): string {
    return this.#weights?.version ?? "";
  }

  /** Puts weights to use; false where they are of another kind or do not fit. @throws {WeightsFormatError} */
  use(weights: Weights): boolean {
    if (weights.kind !== this.#kind) return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (!this.#isOwn(decoded) || !this.#take(decoded, weights.bytes)) return false;
    this.#weights = weights;
    this.#revision++;
    return true;
  }

  *chunks(): Iterable<Chunk> {
    const weights = this.#weights;
    if (weights === undefined) return;
    yield {
      name: `${weights.kind}/${weights.version}`,
      revision: this.#revision,
      bytes: () => weights.bytes,
    };
  }

  /** @throws {StateFormatError} where what is held cannot be read, or does not fit. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const [name, bytes] of chunks) {
      const cut = name.indexOf("/");
      const weights = { kind: name.slice(0, cut), version: name.slice(cut + 1), bytes, trainedUpTo: {} };
      try {
        if (this.use(weights)) continue;
      } catch (cause) {
        if (!(cause instanceof WeightsFormatError)) throw cause;
        throw new StateFormatError(`weights ${weights.version} cannot be read`, { cause });
      }
      throw new StateFormatError(`weights ${weights.version} do not fit`);
    }
  }

  #isOwn(weights: NetworkWeights): weights is NetworkWeights & { readonly kind: K } {
    return weights.kind === this.#kind;
  }
}
