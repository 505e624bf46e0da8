import { retry, Trouble } from "@millrace/pipeline";
import type { Consumer, EachBatchPayload } from "kafkajs";
import type { KafkaConnection } from "./connect.ts";
import { asTrouble } from "./trouble.ts";

/** Who consumes what. */
export interface MembershipPlan {
  readonly groupId: string;
  readonly topic: string;
  /** Largest share of one partition in a fetch. */
  readonly bytesPerPartitionMax: number;
}

/** What a member is told. `joined` comes at every change in the group, before anything is fetched under it. */
export interface MemberEvents {
  joined(partitions: readonly number[]): void;
  batch(payload: EachBatchPayload): Promise<void>;
  /** Records up to `lastOffset` hold nothing to read: transaction markers, aborted or compacted records. */
  skipped(partition: number, lastOffset: number): void;
  /** The client cannot go on, and trying again will not help. */
  failed(trouble: Trouble): void;
}

/** The broker takes no shorter session by default; longer ones keep a dead member's partitions waiting. */
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 1_500;
const REBALANCE_MS = 20_000;
/** A fetch with nothing to read ends after this long; one with something ends at once. */
const FETCH_WAIT_MS = 100;
const RESTART = { baseMs: 100, capMs: 2_000 };

/**
 * One member of a consumer group, for as long as it is wanted: whenever the client's consumer crashes, a new one takes
 * its place. The client's own restarts are off: it gives up on errors that pass, and stays alive and idle then.
 */
export class Membership {
  readonly #connection: KafkaConnection;
  readonly #plan: MembershipPlan;
  readonly #events: MemberEvents;
  #consumer: Consumer | undefined;
  #joins = 0;
  #stopped = false;
  #working = false;

  constructor(connection: KafkaConnection, plan: MembershipPlan, events: MemberEvents) {
    this.#connection = connection;
    this.#plan = plan;
    this.#events = events;
  }

  get groupId(): string {
    return this.#plan.groupId;
  }

  /** Grows with every change in the group, and when this member falls out of it. */
  get epoch(): number {
    return this.#joins;
  }

  /** Whether the group has us at work now. */
  get joined(): boolean {
    return this.#working;
  }

  /** Joins; resolves when that has worked. Goes on trying while the broker is away. @throws {Trouble} */
  async start(): Promise<void> {
    const { clock, journal } = this.#connection;
    const report = (error: unknown, tries: number): void => {
      if (this.#stopped) throw new Trouble("broker_unavailable", "Stopped.", { retryable: false });
      const detail = error instanceof Error ? error.message : String(error);
      journal.warn("consumer_restarting", { group: this.#plan.groupId, tries, error: detail });
    };
    await retry(
      () => this.#run(),
      RESTART,
      clock,
      async () => undefined,
      report,
    );
  }

  /** Leaves the group. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#working = false;
    this.#joins++;
    const consumer = this.#consumer;
    this.#consumer = undefined;
    await consumer?.disconnect();
  }

  /** Moves the fetch position and lets the partition be fetched. */
  resumeAt(partition: number, offset: number): void {
    const { topic } = this.#plan;
    // Between two consumers there is nothing to move: the next one asks again when it has joined.
    if (this.#consumer === undefined) return;
    this.#consumer.seek({ topic, partition, offset: String(offset) });
    this.#consumer.resume([{ topic, partitions: [partition] }]);
  }

  /** Lets a partition be fetched again from where it is. */
  resume(partition: number): void {
    this.#consumer?.resume([{ topic: this.#plan.topic, partitions: [partition] }]);
  }

  /** Stops fetching a partition; what was fetched and not handed over is dropped. */
  pause(partition: number): void {
    this.#consumer?.pause([{ topic: this.#plan.topic, partitions: [partition] }]);
  }

  /** Commits an offset. Returns whether the broker has taken it: the client says nothing where it did not even ask. */
  async commit(partition: number, offset: number): Promise<boolean> {
    const consumer = this.#consumer;
    if (consumer === undefined) return false;
    const { topic } = this.#plan;
    let taken = false;
    const forget = consumer.on(consumer.events.COMMIT_OFFSETS, ({ payload }) => {
      for (const { partitions } of payload.topics)
        for (const p of partitions)
          if (p.partition === partition && String(p.offset) === String(offset)) taken = true;
    });
    try {
      await consumer.commitOffsets([{ topic, partition, offset: String(offset) }]);
    } finally {
      forget();
    }
    return taken;
  }

  async #run(): Promise<void> {
    const { topic, groupId } = this.#plan;
    const consumer = this.#connection.consumer({
      groupId,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_MS,
      maxBytesPerPartition: this.#plan.bytesPerPartitionMax,
      maxBytes: this.#plan.bytesPerPartitionMax * 8,
      minBytes: 1,
      maxWaitTimeInMs: FETCH_WAIT_MS,
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await this.#joined(consumer);
    } catch (error) {
      if (this.#consumer === consumer) this.#consumer = undefined;
      void consumer.disconnect().catch(() => undefined);
      throw asTrouble(error, `group ${groupId}`);
    }
  }

  /** Runs the consumer until it has joined; from then on a crash makes a new one. */
  async #joined(consumer: Consumer): Promise<void> {
    const { topic } = this.#plan;
    let settled = false;
    this.#consumer = consumer;
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        if (this.#consumer !== consumer) return;
        this.#joins++;
        this.#working = true;
        this.#events.joined(payload.memberAssignment[topic] ?? []);
        settled = true;
        resolve();
      });
      consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
        if (payload.batchSize === 0) this.#events.skipped(payload.partition, Number(payload.lastOffset));
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (settled) this.#crashed(consumer, payload.error);
        else reject(payload.error);
      });
      consumer
        .run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: 4,
          eachBatch: (payload) => this.#events.batch(payload),
        })
        .catch(reject);
    });
  }

  #crashed(consumer: Consumer, error: unknown): void {
    if (this.#consumer !== consumer || this.#stopped) return;
    this.#consumer = undefined;
    this.#working = false;
    this.#joins++;
    const trouble = asTrouble(error, `group ${this.#plan.groupId}`);
    const { journal } = this.#connection;
    journal.warn("consumer_crashed", { group: this.#plan.groupId, error: trouble.message });
    if (trouble instanceof Trouble && !trouble.retryable) {
      this.#events.failed(trouble);
      return;
    }
    this.start().catch((failure) => {
      const last = asTrouble(failure, `group ${this.#plan.groupId}`);
      if (!this.#stopped && last instanceof Trouble) this.#events.failed(last);
    });
  }
}
