import { randomUUID } from "node:crypto";
import { type Marks, retry, type SourceBatch, Trouble } from "@millrace/pipeline";
import type { EachBatchPayload } from "kafkajs";
import { fetchedOffset } from "./batch.ts";
import type { KafkaConnection } from "./connect.ts";
import { Membership } from "./membership.ts";
import { recordOf } from "./record.ts";

/** What is read, and from where to where. */
export interface ReaderPlan {
  /** Full name. */
  readonly topic: string;
  /** One partition only. @default all */
  readonly partition?: number;
  /** First offset, in every partition that is read. */
  readonly from: "beginning" | "end" | number;
  /** Offset at which reading ends, itself not read. @default goes on */
  readonly to?: number | "now";
  /** Time after a batch at the end of the log in which further records gather. @default 0 */
  readonly gapMs?: number;
  /** Called one batch at a time. What it throws ends the reading. */
  readonly onBatch: (batch: SourceBatch) => void | Promise<void>;
  /** Called once, when everything has been read that was there at the start. */
  readonly onCaughtUp: () => void;
  /** Called when reading cannot go on. */
  readonly onFailed: (error: unknown) => void;
}

const RETRY = { baseMs: 100, capMs: 2_000 };
const BYTES_PER_PARTITION_MAX = 1 << 20;
/** The cleaner may have taken the very last records: after this long without any, nothing more is there. */
const QUIET_MS = 2_000;

/**
 * Reads a topic without leaving a trace: in a group of its own, which commits nothing and vanishes with it. Goes on
 * where it was when a broker comes back, and from the beginning when the topic was made anew.
 */
export class TopicReader {
  readonly #connection: KafkaConnection;
  readonly #plan: ReaderPlan;
  readonly #membership: Membership;
  /** Next offset to read, by partition. */
  readonly #next = new Map<number, number>();
  /** Offset that has to be reached to be caught up, by partition. */
  readonly #goals = new Map<number, number>();
  #lane: Promise<void> = Promise.resolve();
  #caughtUp = false;
  #over = false;
  #quiet: NodeJS.Timeout | undefined;
  #quietRounds = 0;
  #busy = false;

  constructor(connection: KafkaConnection, plan: ReaderPlan) {
    this.#connection = connection;
    this.#plan = plan;
    const groupId = connection.name(`reader.${randomUUID()}`);
    const member = { groupId, topic: plan.topic, bytesPerPartitionMax: BYTES_PER_PARTITION_MAX };
    this.#membership = new Membership(connection, member, {
      joined: (partitions) => this.#joined(partitions),
      batch: (payload) => this.#take(payload),
      skipped: (partition, lastOffset) => this.#moveTo(partition, lastOffset + 1),
      failed: (trouble) => this.#fail(trouble),
    });
  }

  /** Starts reading; resolves when the first fetch is under way. @throws {Trouble} */
  async start(): Promise<void> {
    const { from, to, partition: only } = this.#plan;
    for (const [partition, { low, high }] of await this.#marks()) {
      if (only !== undefined && partition !== only) continue;
      const start = from === "beginning" ? low : from === "end" ? high : from;
      this.#next.set(partition, Math.min(Math.max(start, low), high));
      this.#goals.set(partition, typeof to === "number" ? Math.min(to, high) : high);
    }
    this.#check();
    if (!this.#over) await this.#membership.start();
  }

  /** Ends reading after the batch under way. */
  async stop(): Promise<void> {
    this.#over = true;
    clearTimeout(this.#quiet);
    await this.#membership.stop();
    await this.#lane;
    // A broker keeps an empty group for a while; that it could not be asked is of no consequence.
    const groups = [this.#membership.groupId];
    await this.#connection
      .admin("removal of a group", (admin) => admin.deleteGroups(groups))
      .catch(() => undefined);
  }

  #joined(partitions: readonly number[]): void {
    this.#wait();
    for (const partition of partitions) {
      if (this.#plan.partition !== undefined && partition !== this.#plan.partition)
        this.#membership.pause(partition);
      else this.#membership.resumeAt(partition, this.#next.get(partition) ?? 0);
    }
  }

  async #take({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages, highWatermark } = batch;
    const last = messages.at(-1);
    if (this.#over || last === undefined) return;
    if (fetchedOffset(batch) !== (this.#next.get(partition) ?? 0)) return this.#displaced(partition);
    const { to } = this.#plan;
    const end = to === undefined ? Infinity : (this.#goals.get(partition) ?? Infinity);
    const records = messages.map(recordOf).filter(({ offset }) => offset < end);
    const work = this.#lane.then(async () => {
      if (this.#over || records.length === 0) return;
      await this.#plan.onBatch({ topic, partition, records, highWatermark: Number(highWatermark) });
    });
    this.#busy = true;
    this.#lane = work.catch((error) => this.#fail(error));
    await this.#lane;
    this.#busy = false;
    if (this.#over) return;
    resolveOffset(last.offset);
    this.#moveTo(partition, Number(batch.lastOffset()) + 1);
    // The client's own loop tells of a rebalance; here it only must not be forgotten.
    await heartbeat().catch(() => undefined);
    const { gapMs = 0 } = this.#plan;
    if (gapMs > 0 && (this.#next.get(partition) ?? 0) >= Number(highWatermark))
      await this.#connection.clock.sleep(gapMs);
  }

  #moveTo(partition: number, next: number): void {
    this.#next.set(partition, Math.max(next, this.#next.get(partition) ?? 0));
    this.#wait();
    this.#check();
  }

  /** The position was out of range: retention passed it, or the topic is another one. */
  async #displaced(partition: number): Promise<void> {
    const { journal } = this.#connection;
    const next = this.#next.get(partition) ?? 0;
    const { low, high } = (await this.#marks()).get(partition) ?? { low: 0, high: 0 };
    if (next < low || next > high) {
      journal.warn("reader_displaced", { topic: this.#plan.topic, partition, from: next, to: low });
      this.#next.set(partition, low);
    }
    this.#membership.resumeAt(partition, this.#next.get(partition) ?? 0);
  }

  #check(): void {
    if (this.#caughtUp) return;
    for (const [partition, goal] of this.#goals) if ((this.#next.get(partition) ?? 0) < goal) return;
    this.#reached();
  }

  #reached(): void {
    if (this.#caughtUp || this.#over) return;
    this.#caughtUp = true;
    clearTimeout(this.#quiet);
    if (this.#plan.to !== undefined) this.#over = true;
    this.#plan.onCaughtUp();
  }

  #wait(): void {
    clearTimeout(this.#quiet);
    this.#quietRounds = 0;
    if (!this.#caughtUp && !this.#over) this.#quiet = setTimeout(() => this.#listen(), QUIET_MS);
  }

  /** Twice in a row nothing came although the group stands and the broker answers: then there is nothing. */
  async #listen(): Promise<void> {
    const quiet = await this.#connection
      .admin(`marks of ${this.#plan.topic}`, (admin) => admin.fetchTopicOffsets(this.#plan.topic))
      .then(() => this.#membership.joined && !this.#busy)
      .catch(() => false);
    this.#quietRounds = quiet ? this.#quietRounds + 1 : 0;
    if (this.#quietRounds > 1) this.#reached();
    else if (!this.#caughtUp && !this.#over) this.#quiet = setTimeout(() => this.#listen(), QUIET_MS);
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#quiet);
    this.#plan.onFailed(error);
  }

  async #marks(): Promise<ReadonlyMap<number, Marks>> {
    const { topic } = this.#plan;
    const { clock, journal } = this.#connection;
    const attempt = () =>
      this.#connection.admin(`marks of ${topic}`, (admin) => admin.fetchTopicOffsets(topic));
    const report = (error: unknown, tries: number): void => {
      if (this.#over) throw new Trouble("broker_unavailable", "Stopped.", { retryable: false });
      journal.warn("retrying", { topic, tries, error: String(error) });
    };
    const all = await retry(attempt, RETRY, clock, async () => undefined, report);
    return new Map(
      all.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
    );
  }
}
