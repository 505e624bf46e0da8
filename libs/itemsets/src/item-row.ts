import { ByteReader, ByteWriter } from "@millrace/state";

/** An item as a partition publishes it: its count and its pairs with items that the partition saw earlier. */
export interface ItemRow {
  /** The partition's own number of the item. */
  readonly slot: number;
  readonly itemId: string;
  /** Baskets with the item. */
  readonly count: number;
  /** Slots of the earlier items, in order of first arrival. */
  readonly partners: Int32Array;
  /** Baskets with the item and the partner at the same place. */
  readonly counts: Int32Array;
}

/** Packs an item's row: some 3 bytes a pair. */
export const encodeItemRow = (
  slot: number,
  itemId: string,
  count: number,
  pairs: number,
  forPairs: (visit: (partner: number, count: number) => void) => void,
): Uint8Array => {
  const w = new ByteWriter(64 + pairs * 4).varint(slot).text(itemId).varint(count).varint(pairs);
  forPairs((partner, both) => w.varint(partner).varint(both));
  return w.finish();
};

/** Unpacks an item's row. @throws {StateFormatError} where it is cut. */
export const decodeItemRow = (bytes: Uint8Array): ItemRow => {
  const r = new ByteReader(bytes);
  const slot = r.varint();
  const itemId = r.text();
  const count = r.varint();
  const pairs = r.varint();
  const partners = new Int32Array(pairs);
  const counts = new Int32Array(pairs);
  for (let i = 0; i < pairs; i++) {
    partners[i] = r.varint();
    counts[i] = r.varint();
  }
  return { slot, itemId, count, partners, counts };
};
