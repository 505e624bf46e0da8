import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";

/** A rating of an item, as kept in a user's row. */
export interface ItemRating {
  readonly itemId: string;
  /** 0.5..5. */
  readonly rating: number;
}

/** What is published of a user. */
export interface UserRow {
  /** Vector u, then bias b: `[k + 1]`. */
  readonly row: Float32Array;
  /** Bias of the rung without factors. */
  readonly plainBias: number;
  /** Momentary level beside the factors, and beside the biases alone. */
  readonly drift: readonly [number, number];
  /** Ratings ever, without those withdrawn. */
  readonly count: number;
  /** Retained ratings, oldest first. */
  readonly ratings: readonly ItemRating[];
}

/** What is published of an item. */
export interface ItemRow {
  /** Vector v, then bias c: `[k + 1]`. */
  readonly row: Float32Array;
  /** Bias of the rung without factors. */
  readonly plainBias: number;
  /** Ratings ever, without those withdrawn. */
  readonly count: number;
  /** Their sum. */
  readonly sum: number;
}

/** Rows are many and small: all are written in one place and copied out of it, which takes half the time. */
const scratch = new ByteWriter(4_096);

const start = (row: Float32Array, plainBias: number): ByteWriter =>
  scratch.reset().varint(row.length).floats(row).f32(plainBias);

const readRow = (r: ByteReader, factors: number): Float32Array => {
  const width = r.varint();
  if (width !== factors + 1) throw new StateFormatError(`row has ${width - 1} factors, ${factors} expected`);
  const row = new Float32Array(width);
  r.floats(row);
  return row;
};

/** 4 (k + 4) bytes, and for each retained rating its item's id and 5 more. */
export const encodeUserRow = (user: UserRow): Uint8Array => {
  const w = start(user.row, user.plainBias).f32(user.drift[0]).f32(user.drift[1]).varint(user.count);
  w.varint(user.ratings.length);
  for (const { itemId, rating } of user.ratings) w.text(itemId).f32(rating);
  return w.finish();
};

/** @throws {StateFormatError} when the bytes end too early or have another number of factors. */
export const decodeUserRow = (bytes: Uint8Array, factors: number): UserRow => {
  const r = new ByteReader(bytes);
  const row = readRow(r, factors);
  const plainBias = r.f32();
  const drift: readonly [number, number] = [r.f32(), r.f32()];
  const count = r.varint();
  const ratings: ItemRating[] = [];
  for (let left = r.varint(); left > 0; left--) ratings.push({ itemId: r.text(), rating: r.f32() });
  return { row, plainBias, drift, count, ratings };
};

/** 4 (k + 2) + 8 bytes and a count. */
export const encodeItemRow = (item: ItemRow): Uint8Array =>
  start(item.row, item.plainBias).varint(item.count).f64(item.sum).finish();

/** @throws {StateFormatError} when the bytes end too early or have another number of factors. */
export const decodeItemRow = (bytes: Uint8Array, factors: number): ItemRow => {
  const r = new ByteReader(bytes);
  return { row: readRow(r, factors), plainBias: r.f32(), count: r.varint(), sum: r.f64() };
};
