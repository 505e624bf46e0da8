import { type Chunk, StateFormatError, type Stateful } from "@millrace/state";
import { WeightsFormatError } from "./errors.ts";
import { decodeWeights, type NetworkWeights } from "./wire/weights.ts";

/** Weights as they are offered and held. */
interface OfferedWeights {
  readonly kind: string;
  readonly version: string;
  readonly bytes: Uint8Array;
}

type OfKind<K> = NetworkWeights & { readonly kind: K };

/** The weights of one kind that are in use. They are part of the state: the snapshot names and holds them. */
export class HeldWeights<K extends NetworkWeights["kind"]> implements Stateful {
  readonly #kind: K;
  readonly #take: (weights: OfKind<K>) => boolean;
  #held: OfferedWeights | undefined;
  #revision = 0;

  /** @param take puts decoded weights to use; false where they do not fit. */
  constructor(kind: K, take: (weights: OfKind<K>) => boolean) {
    this.#kind = kind;
    this.#take = take;
  }

  /** Version of the weights; empty before the first. */
  get version(): string {
    return this.#held?.version ?? "";
  }

  /** The same by kind; nothing before the first. */
  get versions(): Readonly<Record<string, string>> {
    return this.#held === undefined ? {} : { [this.#kind]: this.#held.version };
  }

  /** Puts weights to use; false where they are of another kind or do not fit. @throws {WeightsFormatError} */
  use(weights: OfferedWeights): boolean {
    if (weights.kind !== this.#kind) return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (!this.#isOwn(decoded) || !this.#take(decoded)) return false;
    this.#held = weights;
    this.#revision++;
    return true;
  }

  /** One chunk, named by the version; none before the first weights. */
  *chunks(): Iterable<Chunk> {
    const held = this.#held;
    if (held === undefined) return;
    yield { name: held.version, revision: this.#revision, bytes: () => held.bytes };
  }

  /** @throws {StateFormatError} where what is held cannot be read, or does not fit. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const [version, bytes] of chunks) {
      try {
        if (this.use({ kind: this.#kind, version, bytes })) continue;
      } catch (cause) {
        if (!(cause instanceof WeightsFormatError)) throw cause;
        throw new StateFormatError(`weights ${version} cannot be read`, { cause });
      }
      throw new StateFormatError(`weights ${version} do not fit`);
    }
  }

  #isOwn(weights: NetworkWeights): weights is OfKind<K> {
    return weights.kind === this.#kind;
  }
}
