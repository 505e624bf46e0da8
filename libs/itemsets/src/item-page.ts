import { ByteReader, ByteWriter } from "@millrace/state";

/** Items on one page. */
export const PAGE_ITEMS = 64;

/** A page of the dictionary as a partition publishes it. */
export interface ItemPage {
  /** Ids by place; undefined where the item has left or has not come yet. */
  readonly ids: readonly (string | undefined)[];
  /** Baskets of each that are counted, but no longer retained. */
  readonly folded: readonly number[];
}

/** Packs a page: an id and one byte more per item while nothing is folded. */
export const encodeItemPage = ({ ids, folded }: ItemPage): Uint8Array => {
  const w = new ByteWriter(1024).varint(ids.length);
  for (const [i, id] of ids.entries()) {
    w.u8(id === undefined ? 0 : 1);
    if (id !== undefined) w.text(id).varint(folded[i] ?? 0);
  }
  return w.finish();
};

/** Unpacks a page. @throws {StateFormatError} where it is cut. */
export const decodeItemPage = (bytes: Uint8Array): ItemPage => {
  const r = new ByteReader(bytes);
  const ids: (string | undefined)[] = [];
  const folded: number[] = [];
  for (let left = r.varint(); left > 0; left--) {
    const present = r.u8() === 1;
    ids.push(present ? r.text() : undefined);
    folded.push(present ? r.varint() : 0);
  }
  return { ids, folded };
};
