import { type Column, Table } from "@millrace/state";
import { reachOf, type ScoredRows } from "./top-n.ts";
import { decodeItemRow, decodeUserRow, type ItemRow, type UserRow } from "./wire.ts";

const OUT = Number.NEGATIVE_INFINITY;

/** Published rows of items, by slot. Bytes an item: 4 (k + 5) + 8 and the id. */
export class ReplicaItems {
  readonly table: Table;
  readonly rows: Column<Float32Array>;
  readonly plainBias: Column<Float32Array>;
  readonly count: Column<Int32Array>;
  readonly sum: Column<Float64Array>;
  /** Length of the vector, as {@link reachOf} tells it. */
  readonly reach: Column<Float32Array>;
  /** Partition whose row is held. */
  readonly #from: Column<Int32Array>;

  constructor(itemsMax: number, factors: number) {
    this.table = new Table(itemsMax);
    this.rows = this.table.f32(factors + 1);
    this.plainBias = this.table.f32();
    this.count = this.table.i32();
    this.sum = this.table.f64();
    this.reach = this.table.f32();
    this.#from = this.table.i32();
  }

  /** What is ranked. */
  get scored(): ScoredRows {
    const { data, width } = this.rows;
    return { data, width, reach: this.reach };
  }

  /**
   * Puts a row in the place of the item's former one. Partitions that learn of the same item say nearly the same of it: of two
   * partitions' rows the one that knows more ratings is held. @throws {StateFormatError} for bytes of another format.
   */
  apply(itemId: string, bytes: Uint8Array, from: number): void {
    const item: ItemRow = decodeItemRow(bytes, this.rows.width - 1);
    const known = this.table.find(itemId);
    if (known >= 0 && this.#from.data[known] !== from && item.count < (this.count.data[known] ?? 0)) return;
    const slot = this.table.claim(itemId);
    this.#from.data[slot] = from;
    this.rows.data.set(item.row, slot * this.rows.width);
    this.reach.data[slot] = reachOf(item.row, 0, this.rows.width - 1);
    this.plainBias.data[slot] = item.plainBias;
    this.count.data[slot] = item.count;
    this.sum.data[slot] = item.sum;
  }

  /** Lets an item go where it is this partition's row that is held; whether it was. */
  remove(itemId: string, from: number): boolean {
    const slot = this.table.find(itemId);
    if (slot < 0 || this.#from.data[slot] !== from) return false;
    // The slot may stay empty: nothing may recommend what is in it.
    this.rows.data[(slot + 1) * this.rows.width - 1] = OUT;
    this.count.data[slot] = 0;
    return this.table.delete(itemId);
  }
}

/** Published rows of users as they came: they are read when somebody asks. */
export class ReplicaUsers {
  readonly table: Table;
  readonly #factors: number;
  readonly #rows: (Uint8Array | undefined)[] = [];
  readonly #from: number[] = [];
  #bytes = 0;

  constructor(usersMax: number, factors: number) {
    this.table = new Table(usersMax);
    this.#factors = factors;
  }

  /** Partition that a user belongs to; −1 for an unknown one. */
  partitionOf(userId: string): number {
    return this.#from[this.table.find(userId)] ?? -1;
  }

  /** Bytes of the rows and their keys. */
  get bytes(): number {
    return this.#bytes + this.table.bytes;
  }

  /** Puts a row in the place of the user's former one; at the bound, the user changed longest ago leaves. */
  apply(userId: string, bytes: Uint8Array, from: number): void {
    const known = this.table.find(userId);
    if (known < 0 && this.table.size >= this.table.capacity) this.#drop(this.table.oldest);
    const slot = this.table.claim(userId);
    this.#drop(slot);
    this.#rows[slot] = bytes.slice();
    this.#from[slot] = from;
    this.#bytes += bytes.length;
  }

  /** Whether the user was there. */
  remove(userId: string): boolean {
    this.#drop(this.table.find(userId));
    return this.table.delete(userId);
  }

  /** @throws {StateFormatError} for bytes of another format. */
  get(userId: string): UserRow | undefined {
    const bytes = this.#rows[this.table.find(userId)];
    return bytes === undefined ? undefined : decodeUserRow(bytes, this.#factors);
  }

  /** Bytes of the row in a slot: the longer, the more ratings it holds. 0 where there is none. */
  lengthAt(slot: number): number {
    return this.#rows[slot]?.length ?? 0;
  }

  #drop(slot: number): void {
    const bytes = this.#rows[slot];
    if (bytes === undefined) return;
    this.#bytes -= bytes.length;
    this.#rows[slot] = undefined;
  }
}
