import type { Marks, PartitionHandler, PartitionLog, Source } from "../ports.ts";
import { Seat } from "../seat.ts";
import { requireInRange } from "../start.ts";
import type { MemoryBroker } from "./broker.ts";

/** What a memory source reads. */
export interface MemorySourcePlan {
  readonly broker: MemoryBroker;
  readonly stream: string;
  readonly topic: string;
  readonly groupId: string;
  /** Most records handed over at once. @default 100 */
  readonly batchRecordsMax?: number;
  /** Told when a partition halts. */
  readonly onHalt?: (stream: string, partition: number, error: unknown) => void;
}

/** A member of a consumer group of {@link MemoryBroker}. Reads at once, without timers; `tick` is called by hand. */
export class MemorySource implements Source {
  readonly topic: string;
  readonly #plan: MemorySourcePlan;
  readonly #seats = new Map<number, { readonly seat: Seat; readonly log: MemoryLog }>();
  readonly #leaving = new Map<number, Promise<void>>();
  readonly #reading = new Set<Seat>();
  #open: ((log: PartitionLog) => Promise<PartitionHandler>) | undefined;

  constructor(plan: MemorySourcePlan) {
    this.#plan = plan;
    this.topic = plan.topic;
  }

  async start(open: (log: PartitionLog) => Promise<PartitionHandler>): Promise<void> {
    this.#open = open;
    this.#plan.broker.join(this.#plan.groupId, this);
    await Promise.all([...this.#seats.values()].map(({ seat }) => seat.settled));
  }

  async stop(): Promise<void> {
    this.#open = undefined;
    await Promise.all([...this.#seats.values()].map(({ seat }) => seat.finish()));
    this.#plan.broker.leave(this.#plan.groupId, this);
    await this.#release([...this.#seats.keys()]);
  }

  /** What a crash does: nothing is finished, the group notices. */
  async crash(): Promise<void> {
    this.#open = undefined;
    const gone = this.#release([...this.#seats.keys()]);
    this.#plan.broker.leave(this.#plan.groupId, this);
    await gone;
  }

  /** Lets every open handler do what is due. */
  async tick(): Promise<void> {
    await Promise.all([...this.#seats.values()].map(({ seat }) => seat.tick()));
  }

  /** Resolves when every partition that can be read has been read to its end. */
  async settled(): Promise<void> {
    for (;;) {
      const seats = [...this.#seats.values()];
      await Promise.all(seats.map(({ seat }) => seat.settled));
      const busy = seats.some(
        ({ seat, log }) =>
          seat.state === "opening" || (seat.state === "open" && (seat.next ?? 0) < log.marksNow.high),
      );
      if (!busy && this.#reading.size === 0) return;
    }
  }

  assign(partitions: readonly number[]): void {
    void this.#release([...this.#seats.keys()].filter((partition) => !partitions.includes(partition)));
    for (const partition of partitions) {
      const held = this.#seats.get(partition);
      if (held === undefined) this.#take(partition);
      else this.#keep(held.seat, held.log);
    }
  }

  wake(): void {
    for (const { seat, log } of this.#seats.values()) void this.#read(seat, log);
  }

  #take(partition: number): void {
    const { stream, onHalt } = this.#plan;
    const after = this.#leaving.get(partition) ?? Promise.resolve();
    const seat = new Seat(this.topic, partition, after, (error) => onHalt?.(stream, partition, error));
    const log = new MemoryLog(this.#plan, seat);
    this.#seats.set(partition, { seat, log });
    this.#openSeat(seat, log);
  }

  #keep(seat: Seat, log: MemoryLog): void {
    if (seat.state === "void" || (seat.state === "open" && !log.stillCommitted)) this.#openSeat(seat, log);
    else void this.#read(seat, log);
  }

  #openSeat(seat: Seat, log: MemoryLog): void {
    const open = this.#open;
    if (open === undefined) return;
    void seat.open(() => open(log)).then(() => this.#read(seat, log));
  }

  async #read(seat: Seat, log: MemoryLog): Promise<void> {
    const { broker, batchRecordsMax = 100 } = this.#plan;
    if (this.#reading.has(seat)) return;
    this.#reading.add(seat);
    while (seat.state === "open" && this.#open !== undefined) {
      const next = seat.next ?? 0;
      const marks = log.marksNow;
      if (next !== marks.high)
        await seat.check(async () => requireInRange(this.topic, log.partition, next, marks));
      const records = broker.partition(this.topic, log.partition).read(next, batchRecordsMax);
      const last = records.at(-1);
      if (last === undefined) break;
      seat.next = last.offset + 1;
      const { topic, partition } = log;
      await seat.process({ topic, partition, records, highWatermark: marks.high });
    }
    this.#reading.delete(seat);
  }

  async #release(partitions: readonly number[]): Promise<void> {
    const closing = partitions.map((partition) => {
      const held = this.#seats.get(partition);
      this.#seats.delete(partition);
      const gone = held?.seat.leave() ?? Promise.resolve();
      this.#leaving.set(partition, gone);
      return gone;
    });
    await Promise.all(closing);
  }
}

class MemoryLog implements PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly #plan: MemorySourcePlan;
  readonly #seat: Seat;
  #known: number | undefined;

  constructor(plan: MemorySourcePlan, seat: Seat) {
    this.#plan = plan;
    this.#seat = seat;
    this.topic = seat.topic;
    this.partition = seat.partition;
  }

  get marksNow(): Marks {
    return this.#plan.broker.partition(this.topic, this.partition).marks;
  }

  /** Whether what this handler committed is still what the group would start from. */
  get stillCommitted(): boolean {
    const { broker, groupId } = this.#plan;
    return this.#known !== undefined && broker.committed(groupId, this.topic, this.partition) === this.#known;
  }

  async marks(): Promise<Marks> {
    this.#seat.requireOurs();
    return this.marksNow;
  }

  async committed(): Promise<number | undefined> {
    this.#seat.requireOurs();
    this.#known = this.#plan.broker.committed(this.#plan.groupId, this.topic, this.partition);
    return this.#known;
  }

  async commit(offset: number): Promise<void> {
    this.#seat.requireOurs();
    this.#plan.broker.commit(this.#plan.groupId, this.topic, this.partition, offset);
    this.#known = offset;
  }

  seek(offset: number): void {
    this.#seat.next = offset;
  }
}
