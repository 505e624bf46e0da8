import type { ByteReader, ByteWriter } from "@millrace/state";
import { ageMaxMs, type Scope } from "./scope.ts";

/** Entries kept apart; beyond, the two oldest are told as one. */
const ENTRIES_MAX = 32;

/** Baskets that had to leave although the scope still holds them: by so many, counts may be too low. */
export class DroppedEarly {
  #entries: { maxTime: number; baskets: number }[] = [];

  /** Notes baskets of which the newest is of `maxTime`. */
  note(maxTime: number, baskets: number): void {
    this.#entries.push({ maxTime, baskets });
    const [first, second] = this.#entries;
    if (this.#entries.length <= ENTRIES_MAX || first === undefined || second === undefined) return;
    const merged = {
      maxTime: Math.max(first.maxTime, second.maxTime),
      baskets: first.baskets + second.baskets,
    };
    this.#entries.splice(0, 2, merged);
  }

  /** Forgets what has left the scope since, by the newest time and the number of baskets that are retained. */
  pass(scope: Scope, newestTime: number): void {
    if (this.#entries.length === 0) return;
    const age = ageMaxMs(scope);
    this.#entries = this.#entries.filter(({ maxTime }) => newestTime - maxTime < age);
  }

  /** How many baskets a count may lack. @param retained baskets held now. */
  missing(scope: Scope, retained: number): number {
    let sum = 0;
    for (const { baskets } of this.#entries) sum += baskets;
    return scope.kind === "window" ? Math.min(sum, Math.max(0, scope.baskets - retained)) : sum;
  }

  write(w: ByteWriter): void {
    w.varint(this.#entries.length);
    for (const { maxTime, baskets } of this.#entries) w.zigzag(maxTime).varint(baskets);
  }

  read(r: ByteReader): void {
    for (let left = r.varint(); left > 0; left--)
      this.#entries.push({ maxTime: r.zigzag(), baskets: r.varint() });
  }
}
