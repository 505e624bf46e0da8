import { ByteReader, ByteWriter } from "@millrace/state";
import { type Serials, Successors } from "./successors.ts";

/** Rows are written one after the other into the same memory. */
const scratch = new ByteWriter(1 << 12);

/** The rules of the item in a slot as bytes: slot, serial, then slot, serial and weight of each consequent, as varints. */
export const encodeRuleRow = (slot: number, row: Successors, serials: Serials): Uint8Array => {
  const w = scratch
    .reset()
    .varint(slot)
    .varint(serials.data[slot] ?? 0);
  for (let i = 0; i < row.size; i++) {
    const to = row.slot(i, serials);
    if (to >= 0) w.varint(to).varint(row.serial(i)).varint(row.count(i));
  }
  return w.finish();
};

/** A reader's copy of one partition's sequential rules. Of two rows for a slot the one of the younger item stays. */
export class RuleReplica {
  readonly #rows: (Successors | undefined)[] = [];
  readonly #serials: number[] = [];

  /** Takes a row in. O(consequents). @throws {StateFormatError} when it cannot be read. */
  apply(bytes: Uint8Array): void {
    const r = new ByteReader(bytes);
    const slot = r.varint();
    const serial = r.varint();
    if (serial < (this.#serials[slot] ?? 0)) return;
    const row = new Successors();
    while (!r.done) row.append(r.varint(), r.varint(), r.varint());
    this.#rows[slot] = row;
    this.#serials[slot] = serial;
  }

  /** The consequents of the item in a slot, where it is still the one that they were said of. */
  row(slot: number, serials: Serials): Successors | undefined {
    return this.#serials[slot] === serials.data[slot] ? this.#rows[slot] : undefined;
  }
}
