import { ByteReader, ByteWriter, type Chunk, requireChunk, type Stateful } from "@millrace/state";
import { noOutcomes, type Outcome, type OutcomeCounts, outcomes } from "./outcome.ts";

/** Weights that a partition took into use, and after which offset: a replay must swap at the same place. */
export interface Swap {
  readonly kind: string;
  readonly version: string;
  /** The last record absorbed with the weights before. */
  readonly offset: number;
}

/** Swaps remembered; older ones are of no use to anybody. */
const SWAPS_MAX = 100;

/**
 * What a partition has absorbed: the last offset, how many records ended in each outcome and which reasons the dead
 * letters had. Part of the snapshot, so that the counters survive a crash and count no record twice.
 */
export class Ledger implements Stateful {
  #offset = -1;
  #eventTime = 0;
  #revision = 0;
  readonly #outcomes: OutcomeCounts = noOutcomes();
  readonly #reasons = new Map<string, number>();
  readonly #swaps: Swap[] = [];

  /** Offset of the last record absorbed; −1 before the first. */
  get offset(): number {
    return this.#offset;
  }

  /** Greatest event time absorbed, ms since 1970. */
  get eventTime(): number {
    return this.#eventTime;
  }

  /** Records by outcome. */
  get outcomes(): Readonly<OutcomeCounts> {
    return this.#outcomes;
  }

  /** Dead letters by reason. */
  get deadLetters(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#reasons);
  }

  /** Swaps of weights, oldest first. */
  get swaps(): readonly Swap[] {
    return this.#swaps;
  }

  /** Books that weights were taken into use after the last record absorbed. */
  bookSwap(kind: string, version: string): void {
    this.#swaps.push({ kind, version, offset: this.#offset });
    if (this.#swaps.length > SWAPS_MAX) this.#swaps.shift();
    this.#revision++;
  }

  /** Books a record under its outcome. Offsets must grow: anything else is broken code. */
  book(offset: number, outcome: Outcome, eventTime: number): void {
    if (offset <= this.#offset) throw new Error(`offset ${offset} was absorbed before (${this.#offset})`);
    this.#offset = offset;
    this.#outcomes[outcome]++;
    if (outcome === "applied" && eventTime > this.#eventTime) this.#eventTime = eventTime;
    this.#revision++;
  }

  /** Books a dead letter under its reason too. */
  bookDeadLetter(offset: number, reason: string): void {
    this.book(offset, "dead_letter", 0);
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "ledger", revision: this.#revision, bytes: () => this.#bytes() };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "ledger"));
    this.#offset = r.zigzag();
    this.#eventTime = r.f64();
    for (const outcome of outcomes) this.#outcomes[outcome] = r.varint();
    for (let left = r.varint(); left > 0; left--) this.#reasons.set(r.text(), r.varint());
    for (let left = r.varint(); left > 0; left--) {
      this.#swaps.push({ kind: r.text(), version: r.text(), offset: r.zigzag() });
    }
  }

  #bytes(): Uint8Array {
    const w = new ByteWriter().zigzag(this.#offset).f64(this.#eventTime);
    for (const outcome of outcomes) w.varint(this.#outcomes[outcome]);
    w.varint(this.#reasons.size);
    for (const [reason, count] of [...this.#reasons].sort(([a], [b]) => (a < b ? -1 : 1)))
      w.text(reason).varint(count);
    w.varint(this.#swaps.length);
    for (const { kind, version, offset } of this.#swaps) w.text(kind).text(version).zigzag(offset);
    return w.finish();
  }
}
