import { logSumExp, type NextItemNet, topOf } from "@millrace/neural";
import type { OutsideRung } from "@millrace/sequences";

/** Items of the network that become candidates of the blend. */
const CANDIDATES = 100;

/** Slots and the ids of the items in them, wherever they are held. */
export interface ItemSlots {
  /** Slot of an item; −1 for one that is not held. */
  readonly slotOf: (itemId: string) => number;
  readonly idOf: (slot: number) => string | undefined;
}

/** The network's opinion of a session's next item, in the terms of a ladder's slots. O(items x hidden units). */
export const networkRung = (
  net: NextItemNet,
  hidden: Float32Array,
  offset: number,
  { slotOf, idOf }: ItemSlots,
): OutsideRung => {
  const logits = net.logits(hidden, offset);
  const total = logSumExp(logits);
  const top = topOf(logits, CANDIDATES).map(({ index }) => slotOf(net.items[index - 1] ?? ""));
  return {
    top,
    logProbability: (slot) => {
      const index = net.indexOf(idOf(slot) ?? "");
      return index === 0 ? undefined : (logits[index] ?? 0) - total;
    },
  };
};
