import { logSumExp, type NextItemNet, rankOf, topIndices } from "@millrace/neural";
import type { OutsideRung, TransitionView } from "@millrace/sequences";

/** Items of the network that become candidates of the blend. */
const CANDIDATES = 100;
/** Followers of a new item that are asked for an embedding, the most frequent first. */
const NEIGHBOURS_TRIED = 8;

/** Slots and the ids of the items in them, wherever they are held. */
export interface ItemSlots {
  readonly view: Pick<TransitionView, "idOf" | "serials" | "successors">;
  /** Slot of an item; −1 for one that is not held. */
  readonly slotOf: (itemId: string) => number;
}

/**
 * A network's opinions in the terms of a ladder's slots. Which index of the network a slot has is looked up by id once,
 * and again when another item came into the slot; 8 bytes a slot.
 */
export class NetworkRung {
  readonly #net: NextItemNet;
  readonly #slots: ItemSlots;
  #indices = new Int32Array(0);
  #serials = new Int32Array(0);
  #logits: Float64Array = new Float64Array(0);

  constructor(net: NextItemNet, slots: ItemSlots) {
    this.#net = net;
    this.#slots = slots;
  }

  /**
   * The embedding by which a click goes into the network. An item that it was not trained on borrows that of a neighbour
   * at once, until the next fit: of the item that follows it most often, else of the last known one before it.
   * @param before the session's clicks before it, oldest first.
   * @returns index in the network; 0 where there is no neighbour that it knows either.
   */
  inputIndex(itemId: string, before: readonly string[]): number {
    const own = this.#net.indexOf(itemId);
    if (own > 0) return own;
    const { view, slotOf } = this.#slots;
    const slot = slotOf(itemId);
    const row = slot < 0 ? undefined : view.successors(slot);
    for (let i = 0; row !== undefined && i < Math.min(row.size, NEIGHBOURS_TRIED); i++) {
      const index = this.#indexOf(row.slot(i, view.serials));
      if (index > 0) return index;
    }
    for (let at = before.length - 1; at >= 0; at--) {
      const index = this.#net.indexOf(before[at] ?? "");
      if (index > 0) return index;
    }
    return 0;
  }

  /** Place of an item among all by the last opinion, ties by index; Infinity for one that the network does not know. */
  rank(itemId: string): number {
    return rankOf(this.#logits, this.#net.indexOf(itemId));
  }

  /** What the network thinks comes next after a hidden state; valid until it is asked again. O(items x hidden units). */
  opinion(hidden: Float32Array, offset: number): OutsideRung {
    const net = this.#net;
    const logits = net.logits(hidden, offset);
    this.#logits = logits;
    const total = logSumExp(logits);
    const top = Array.from(topIndices(logits, CANDIDATES), (index) =>
      this.#slots.slotOf(net.items[index - 1] ?? ""),
    );
    return {
      top,
      logProbability: (slot) => {
        const index = this.#indexOf(slot);
        return index === 0 ? undefined : (logits[index] ?? 0) - total;
      },
    };
  }

  #indexOf(slot: number): number {
    if (slot < 0) return 0;
    const serial = this.#slots.view.serials.data[slot] ?? 0;
    if (slot >= this.#indices.length) {
      const length = Math.max(slot + 1, this.#indices.length * 2);
      this.#indices = longer(this.#indices, length);
      this.#serials = longer(this.#serials, length);
    }
    if (this.#serials[slot] !== serial) {
      this.#serials[slot] = serial;
      this.#indices[slot] = this.#net.indexOf(this.#slots.view.idOf(slot) ?? "");
    }
    return this.#indices[slot] ?? 0;
  }
}

const longer = (old: Int32Array, length: number): Int32Array<ArrayBuffer> => {
  const grown = new Int32Array(length);
  grown.set(old);
  return grown;
};
