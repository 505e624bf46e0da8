import { Trouble } from "./errors.ts";
import { type Forget, forgetOf } from "./forget.ts";
import type { PartitionState } from "./partition-state.ts";
import type { DeadLetter } from "./ports.ts";
import type { Position, SourceRecord } from "./record.ts";
import type { Emitter, Forward, Json, Row, Topology } from "./topology.ts";

/** Rows handed over together: those of a whole batch would live long enough to be copied by the garbage collector. */
const ROWS_AT_ONCE = 256;

/** What a batch leaves to be delivered; each row is stamped with the record that caused it. */
export class Effects implements Emitter {
  rows: Row[] = [];
  readonly forwards: Forward[] = [];
  readonly deadLetters: DeadLetter[] = [];
  /** Whom to take out of the store, as far as the offset of the request. */
  readonly erasures: { readonly whom: Forget; readonly upTo: number }[] = [];
  #at: Position = { partition: 0, offset: -1, appendedAt: 0 };
  #generation = 0;
  #eventTime = 0;

  /** Names the record that is being absorbed. */
  stamp(at: Position, generation: number, eventTime: number): void {
    this.#at = at;
    this.#generation = generation;
    this.#eventTime = eventTime;
  }

  /**
   * Adds the columns of the record to the row in place, one by one: a new object of them all took 5 µs, most of some
   * events' time, and to copy them from an object twice as long as this.
   */
  row(row: Row): void {
    const values: Record<string, Json> = row.values;
    const { partition, offset, appendedAt } = this.#at;
    values.partition = partition;
    values.offset = offset;
    values.generation = this.#generation;
    values.appended_at = appendedAt;
    values.event_time = this.#eventTime;
    this.rows.push(row);
  }

  /** Whether there are so many rows that they are to be handed over before the batch is done. */
  get many(): boolean {
    return this.rows.length >= ROWS_AT_ONCE;
  }

  /** The rows so far, to be handed over before the others. */
  takeRows(): readonly Row[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  forward(record: Forward): void {
    this.forwards.push(record);
  }
}

/** Nothing to deliver yet. */
export const noEffects = (): Effects => new Effects();

/**
 * One record to exactly one booked outcome: decode, drop repeated ids, hand to the models. The whole of an event's way
 * through a partition; everything around it is delivery.
 */
export const absorbRecord = <E>(
  topology: Topology<E>,
  state: PartitionState<E>,
  source: { readonly topic: string; readonly partition: number; readonly generation: number },
  record: SourceRecord,
  effects: Effects,
): void => {
  const { topic, partition, generation } = source;
  const whom = forgetOf(record);
  if (whom !== undefined) {
    const at: Position = { partition, offset: record.offset, appendedAt: record.timestamp };
    state.processor.forget?.(whom, at, effects);
    effects.erasures.push({ whom, upTo: record.offset });
    state.ledger.book(record.offset, "applied", 0);
    return;
  }
  const decoded = topology.decode(record);
  if (!decoded.ok) {
    const { reason, detail } = decoded;
    const { offset, timestamp, key, value, headers } = record;
    effects.deadLetters.push({
      stream: topology.stream,
      topic,
      partition,
      offset,
      timestamp,
      reason,
      detail,
      key,
      value,
      headers,
    });
    state.ledger.bookDeadLetter(offset, reason);
    return;
  }
  const { event } = decoded;
  const id = topology.idOf(event);
  if (id !== undefined && !state.ids.add(id)) {
    state.ledger.book(record.offset, "duplicate", 0);
    return;
  }
  const at: Position = { partition, offset: record.offset, appendedAt: record.timestamp };
  const time = topology.timeOf(event);
  effects.stamp(at, generation, time);
  state.ledger.book(at.offset, state.processor.absorb(event, at, effects), time);
};

/** Watches the share of unreadable events among the last ones. */
export class DeadLetterRatio {
  readonly #max: number;
  readonly #window: number;
  #seen = 0;
  #dead = 0;

  /** @param max share above which to halt; @param window events over which it is taken. */
  constructor(max: number, window: number) {
    this.#max = max;
    this.#window = window;
  }

  /** Notes a batch. @throws {Trouble} dead_letter_ratio once a full window is above the share. */
  note(events: number, dead: number): void {
    this.#seen += events;
    this.#dead += dead;
    if (this.#seen < this.#window) return;
    const ratio = this.#dead / this.#seen;
    this.#seen = 0;
    this.#dead = 0;
    if (ratio > this.#max) {
      throw new Trouble(
        "dead_letter_ratio",
        `${Math.round(ratio * 100)} % of the last ${this.#window} events.`,
        { retryable: false },
      );
    }
  }
}
