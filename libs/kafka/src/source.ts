import {
  type PartitionHandler,
  type PartitionLog,
  requireInRange,
  retry,
  Seat,
  type SeatState,
  type Source,
  Trouble,
} from "@millrace/pipeline";
import type { EachBatchPayload } from "kafkajs";
import { fetchedOffset } from "./batch.ts";
import type { KafkaConnection } from "./connect.ts";
import { Membership } from "./membership.ts";
import { KafkaPartitionLog } from "./partition-log.ts";
import { recordOf } from "./record.ts";
import type { KafkaSourcePlan } from "./source-plan.ts";
import { within } from "./within.ts";

/** A batch that takes longer is waited for outside the client's loop, so that other partitions go on. */
const INLINE_MS = 500;
const TICK_MS = 1_000;
/**
 * Least time between two batches of a partition at the end of its log. The first record after a quiet time is taken at
 * once; of a steady flow those that come meanwhile are taken together, at a fraction of the cost for each.
 */
const HEAD_GAP_MS = 30;
/** Together less than the 20 s in which a process must be gone. */
const FINISH_MS = 14_000;
const LEAVE_MS = 4_000;
const MARKS_RETRY = { baseMs: 100, capMs: 2_000 };

interface Held {
  readonly seat: Seat;
  readonly log: KafkaPartitionLog;
}

/**
 * A topic through a consumer group. A partition is fetched only while its handler is open, from where the handler
 * sought to; whatever else the client hands over (it resets in silence what is out of range) is never processed.
 */
export class KafkaSource implements Source {
  readonly topic: string;
  readonly groupId: string;
  readonly #connection: KafkaConnection;
  readonly #plan: KafkaSourcePlan;
  readonly #membership: Membership;
  readonly #held = new Map<number, Held>();
  readonly #leaving = new Map<number, Promise<void>>();
  #open: ((log: PartitionLog) => Promise<PartitionHandler>) | undefined;
  #ticking: NodeJS.Timeout | undefined;

  constructor(connection: KafkaConnection, plan: KafkaSourcePlan) {
    this.#connection = connection;
    this.#plan = plan;
    this.topic = plan.topic ?? connection.name(plan.stream);
    this.groupId = connection.name(`${plan.stream}.g${plan.generation}`);
    const { bytesPerPartitionMax = 1 << 20 } = plan;
    const member = { groupId: this.groupId, topic: this.topic, bytesPerPartitionMax };
    this.#membership = new Membership(connection, member, {
      joined: (partitions) => this.#joined(partitions),
      batch: (payload) => this.#take(payload),
      skipped: (partition, lastOffset) => this.#skipped(partition, lastOffset),
      failed: (trouble) => this.#failed(trouble),
    });
  }

  /** Joins the group and goes on trying while the broker is away. @throws {Trouble} where that cannot help */
  async start(open: (log: PartitionLog) => Promise<PartitionHandler>): Promise<void> {
    this.#open = open;
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#ticking.unref();
    await this.#membership.start();
  }

  /** Takes at most 18 s: what could not be finished by then is left for the next owner, who absorbs it again. */
  async stop(): Promise<void> {
    this.#open = undefined;
    clearInterval(this.#ticking);
    const held = [...this.#held.values()];
    for (const { seat } of held) this.#membership.pause(seat.partition);
    const { journal } = this.#connection;
    const facts = { stream: this.#plan.stream };
    const finished = Promise.all(held.map(({ seat }) => seat.finish()));
    if (!(await within(FINISH_MS, finished))) journal.warn("stop_unfinished", facts);
    const left = Promise.all(held.map(({ seat }) => this.#release(seat.partition)));
    if (!(await within(LEAVE_MS, this.#membership.stop()))) journal.warn("group_not_left", facts);
    await within(LEAVE_MS, left);
  }

  /** Where each assigned partition stands. */
  get partitions(): readonly { readonly partition: number; readonly state: SeatState }[] {
    return [...this.#held].map(([partition, { seat }]) => ({ partition, state: seat.state }));
  }

  #joined(partitions: readonly number[]): void {
    for (const partition of [...this.#held.keys()])
      if (!partitions.includes(partition)) void this.#release(partition);
    for (const partition of partitions) {
      this.#membership.pause(partition);
      const held = this.#held.get(partition);
      if (held === undefined) this.#openSeat(this.#seatFor(partition));
      else this.#keep(held);
    }
  }

  #seatFor(partition: number): Held {
    const after = this.#leaving.get(partition) ?? Promise.resolve();
    const seat = new Seat(this.topic, partition, after, (error) => this.#halted(partition, error));
    const log = new KafkaPartitionLog(this.#connection, this.#membership, this.groupId, seat);
    const held = { seat, log };
    this.#held.set(partition, held);
    return held;
  }

  /** After a rebalance: the handler stays where nobody absorbed and committed in between. */
  #keep(held: Held): void {
    const { seat, log } = held;
    if (seat.state !== "open") {
      this.#openSeat(held);
      return;
    }
    const { epoch } = this.#membership;
    let same = false;
    const check = seat.check(async () => {
      same = await this.#persistently(held, () => log.stillCommitted());
    });
    void check.then(() => {
      if (epoch !== this.#membership.epoch) return;
      if (seat.state !== "open" || !same || seat.next === undefined) {
        this.#openSeat(held);
        return;
      }
      log.confirm();
      this.#membership.resumeAt(seat.partition, seat.next);
    });
  }

  #openSeat({ seat, log }: Held): void {
    const open = this.#open;
    if (open === undefined) return;
    log.confirm();
    void seat
      .open(() => open(log))
      .then(() => {
        if (seat.state === "open" && seat.next !== undefined)
          this.#membership.resumeAt(seat.partition, seat.next);
      });
  }

  async #take({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages, highWatermark } = batch;
    const held = this.#held.get(partition);
    const last = messages.at(-1);
    if (this.#open === undefined || held === undefined || held.seat.state !== "open" || last === undefined) {
      this.#membership.pause(partition);
      return;
    }
    const { seat } = held;
    const { clock } = this.#connection;
    const began = clock.now();
    if (fetchedOffset(batch) !== seat.next) {
      this.#displaced(held);
      return;
    }
    seat.next = Number(batch.lastOffset()) + 1;
    resolveOffset(last.offset);
    const records = messages.map(recordOf);
    const done = seat.process({ topic, partition, records, highWatermark: Number(highWatermark) });
    if (await within(INLINE_MS, done)) {
      const left = began + HEAD_GAP_MS - clock.now();
      if (left > 0 && seat.next >= Number(highWatermark)) await clock.sleep(left);
      return;
    }
    const { epoch } = this.#membership;
    this.#membership.pause(partition);
    void done.then(() => {
      if (epoch === this.#membership.epoch && seat.state === "open") this.#membership.resume(partition);
    });
    // The client's own loop tells of a rebalance; here it only must not be forgotten.
    await heartbeat().catch(() => undefined);
  }

  #skipped(partition: number, lastOffset: number): void {
    const seat = this.#held.get(partition)?.seat;
    if (seat?.next !== undefined && lastOffset >= seat.next) seat.next = lastOffset + 1;
  }

  /** The client fetched from elsewhere than it was told: it found the position out of range. */
  #displaced(held: Held): void {
    const { seat, log } = held;
    this.#membership.pause(seat.partition);
    const next = seat.next ?? 0;
    const check = seat.check(async () => {
      const marks = await this.#persistently(held, () => log.marks());
      requireInRange(this.topic, seat.partition, next, marks);
    });
    void check.then(() => {
      if (seat.state === "open") this.#openSeat(held);
    });
  }

  #persistently<T>({ seat }: Held, attempt: () => Promise<T>): Promise<T> {
    const { clock, journal } = this.#connection;
    const facts = { stream: this.#plan.stream, partition: seat.partition };
    const report = (error: unknown, tries: number): void =>
      journal.warn("retrying", { ...facts, tries, error: String(error) });
    return retry(attempt, MARKS_RETRY, clock, async () => seat.requireOurs(), report);
  }

  #tick(): void {
    for (const { seat } of this.#held.values()) if (seat.idle) void seat.tick();
  }

  #halted(partition: number, error: unknown): void {
    const { stream, onHalt } = this.#plan;
    this.#membership.pause(partition);
    const code = error instanceof Trouble ? error.code : "broken_code";
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const facts = { stream, partition, code };
    const said = error instanceof Trouble ? error.message : detail;
    this.#connection.journal.error("stream_halted", { ...facts, detail: said });
    onHalt(stream, partition, error);
  }

  #failed(trouble: Trouble): void {
    if (this.#held.size === 0) {
      const { stream, onHalt } = this.#plan;
      const facts = { stream, code: trouble.code, detail: trouble.message };
      this.#connection.journal.error("stream_halted", facts);
      onHalt(stream, undefined, trouble);
    }
    for (const { seat } of this.#held.values()) void seat.halt(trouble);
  }

  #release(partition: number): Promise<void> {
    const held = this.#held.get(partition);
    this.#held.delete(partition);
    const gone = held?.seat.leave() ?? Promise.resolve();
    this.#leaving.set(partition, gone);
    return gone;
  }
}
