import { decodeWeights, type TasteKind, TasteNet, tasteKinds, WeightsFormatError } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import { type Chunk, StateFormatError, type Stateful } from "@millrace/state";

interface InUse {
  readonly weights: Weights;
  readonly net: TasteNet;
  readonly revision: number;
}

/** Networks over the items that a user touched, trained elsewhere: those in use, which are part of the state. */
export class TasteNetworks implements Stateful {
  readonly #inUse = new Map<TasteKind, InUse>();
  #revision = 0;

  /** Versions in use by kind. */
  get versions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#inUse].map(([kind, { weights }]) => [kind, weights.version]));
  }

  /** Numbers that one question to all of them reads. */
  get steps(): number {
    let steps = 0;
    for (const { weights } of this.#inUse.values()) steps += weights.bytes.length / 4;
    return steps;
  }

  /** Takes weights into use, where they are of a kind that is served here. */
  adopt(weights: Weights): boolean {
    const kind = tasteKinds.find((one) => one === weights.kind);
    if (kind === undefined) return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (decoded.kind !== kind || !("layers" in decoded)) return false;
    this.#inUse.set(kind, { weights, net: new TasteNet(decoded), revision: ++this.#revision });
    return true;
  }

  /**
   * Place of an item among all that the user has not touched, by each network in the order of the kinds; undefined for one that is not
   * in use. What a network does not know stands behind all that it knows, in the order of popularity, as does everything for
   * somebody of whom it knows nothing. @param popularity place of the item by popularity.
   */
  ranks(history: readonly string[], itemId: string, popularity: number): (number | undefined)[] {
    return tasteKinds.map((kind) => {
      const net = this.#inUse.get(kind)?.net;
      const expected = net?.expect(history);
      if (net === undefined) return undefined;
      if (expected === undefined) return popularity;
      const target = net.placeOf(itemId);
      if (target === undefined) return net.items.length + popularity;
      const own = expected[target] ?? 0;
      const seen = new Set(history.map((one) => net.placeOf(one)));
      let rank = 1;
      for (let place = 0; place < expected.length; place++) {
        const theirs = expected[place] ?? 0;
        if ((theirs > own || (theirs === own && place < target)) && !seen.has(place)) rank++;
      }
      return rank;
    });
  }

  *chunks(): Iterable<Chunk> {
    for (const { weights, revision } of this.#inUse.values())
      yield { name: `${weights.kind}/${weights.version}`, revision, bytes: () => weights.bytes };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const [name, bytes] of chunks) {
      const cut = name.indexOf("/");
      this.#reuse({ kind: name.slice(0, cut), version: name.slice(cut + 1), bytes, trainedUpTo: {} });
    }
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
