import { type Marks, type PartitionLog, PartitionLost, type Seat, Trouble } from "@millrace/pipeline";
import type { KafkaConnection } from "./connect.ts";
import type { Membership } from "./membership.ts";
import { asTrouble, isNotAMember } from "./trouble.ts";

/** One assigned partition of a topic as its owner sees it. */
export class KafkaPartitionLog implements PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly #connection: KafkaConnection;
  readonly #membership: Membership;
  readonly #groupId: string;
  readonly #seat: Seat;
  #known: number | undefined;
  #epoch = 0;

  constructor(connection: KafkaConnection, membership: Membership, groupId: string, seat: Seat) {
    this.#connection = connection;
    this.#membership = membership;
    this.#groupId = groupId;
    this.#seat = seat;
    this.topic = seat.topic;
    this.partition = seat.partition;
  }

  /** The handler holds what the group's committed offset stands for, as of the assignment of now. */
  confirm(): void {
    this.#epoch = this.#membership.epoch;
  }

  /**
   * Whether the group would start from what this handler committed. If it never did, that cannot be told from a
   * topic made anew, so the answer is no.
   */
  async stillCommitted(): Promise<boolean> {
    return this.#known !== undefined && (await this.#fetchCommitted()) === this.#known;
  }

  /** @throws {Trouble} broker_unavailable */
  async marks(): Promise<Marks> {
    this.#seat.requireOurs();
    const all = await this.#connection.admin(`marks of ${this.topic}`, (admin) =>
      admin.fetchTopicOffsets(this.topic),
    );
    const found = all.find(({ partition }) => partition === this.partition);
    if (found === undefined) {
      const detail = `${this.topic} has no partition ${this.partition} now.`;
      throw new Trouble("broker_unavailable", detail, { retryable: true });
    }
    return { low: Number(found.low), high: Number(found.high) };
  }

  /** @throws {Trouble} broker_unavailable */
  async committed(): Promise<number | undefined> {
    this.#seat.requireOurs();
    this.#known = await this.#fetchCommitted();
    return this.#known;
  }

  /** @throws {PartitionLost} where the group has changed since the handler was opened or confirmed */
  async commit(offset: number): Promise<void> {
    this.#seat.requireOurs();
    if (this.#epoch !== this.#membership.epoch) throw new PartitionLost(this.topic, this.partition);
    let taken: boolean;
    try {
      taken = await this.#membership.commit(this.partition, offset);
    } catch (error) {
      if (isNotAMember(error)) throw new PartitionLost(this.topic, this.partition, error);
      throw asTrouble(error, `commit of ${this.topic} partition ${this.partition}`);
    }
    if (!taken) throw new PartitionLost(this.topic, this.partition);
    this.#known = offset;
  }

  seek(offset: number): void {
    this.#seat.next = offset;
  }

  /** Negative offsets are no commits: the client writes −2 where it resets by itself. */
  async #fetchCommitted(): Promise<number | undefined> {
    const groupId = this.#groupId;
    const topics = await this.#connection.admin(`committed offsets of ${groupId}`, (admin) =>
      admin.fetchOffsets({ groupId, topics: [this.topic] }),
    );
    const partitions = topics.find(({ topic }) => topic === this.topic)?.partitions;
    const offset = Number(partitions?.find(({ partition }) => partition === this.partition)?.offset ?? -1);
    return offset < 0 ? undefined : offset;
  }
}
