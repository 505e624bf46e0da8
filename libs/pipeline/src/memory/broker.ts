import type { Marks } from "../ports.ts";
import type { SourceRecord } from "../record.ts";

/** A record to be appended; what is missing is null or empty. */
export interface MemoryRecord {
  readonly key?: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: Readonly<Record<string, Uint8Array>>;
  /** Append time, ms since 1970. @default the offset */
  readonly timestamp?: number;
}

/** One partition's records. */
export class MemoryPartition {
  #records: SourceRecord[] = [];
  #low = 0;

  get marks(): Marks {
    return { low: this.#low, high: this.#low + this.#records.length };
  }

  /** Appends one record and returns its offset. */
  append({ key = null, value, headers = {}, timestamp }: MemoryRecord): number {
    const offset = this.marks.high;
    this.#records.push({ offset, timestamp: timestamp ?? offset, key, value, headers });
    return offset;
  }

  /** At most `max` records from `offset` on. */
  read(offset: number, max: number): readonly SourceRecord[] {
    const from = Math.max(0, offset - this.#low);
    return this.#records.slice(from, from + max);
  }

  /** Retention: forgets the records below `offset`. */
  truncate(offset: number): void {
    const gone = Math.min(Math.max(0, offset - this.#low), this.#records.length);
    this.#records = this.#records.slice(gone);
    this.#low += gone;
  }
}

/** A member of a consumer group as the broker sees it. */
export interface MemoryMember {
  readonly topic: string;
  /** Told its whole assignment, at every change in the group. */
  assign(partitions: readonly number[]): void;
  /** Told that records have come. */
  wake(): void;
}

interface Group {
  readonly members: MemoryMember[];
  readonly committed: Map<string, number>;
}

/** Topics and consumer groups in memory: what Kafka does, as far as the pipeline can tell. */
export class MemoryBroker {
  readonly #topics = new Map<string, readonly MemoryPartition[]>();
  readonly #groups = new Map<string, Group>();

  /** The partitions of a topic, made where it is missing. */
  topic(name: string, partitions = 4): readonly MemoryPartition[] {
    const found = this.#topics.get(name) ?? Array.from({ length: partitions }, () => new MemoryPartition());
    this.#topics.set(name, found);
    return found;
  }

  /** One partition of a topic. */
  partition(topic: string, partition: number): MemoryPartition {
    const found = this.topic(topic)[partition];
    if (found === undefined) throw new Error(`${topic} has no partition ${partition}`);
    return found;
  }

  /** Appends records and wakes whoever reads the topic. Returns the offset of the last one. */
  append(topic: string, partition: number, records: readonly MemoryRecord[]): number {
    let last = -1;
    for (const record of records) last = this.partition(topic, partition).append(record);
    for (const { members } of this.#groups.values())
      for (const member of members) if (member.topic === topic) member.wake();
    return last;
  }

  /** Deletes a topic with all that groups committed on it, and makes it anew, empty. */
  recreate(topic: string): void {
    const partitions = this.topic(topic).length;
    this.#topics.delete(topic);
    this.topic(topic, partitions);
    for (const [id, group] of this.#groups) {
      for (const at of group.committed.keys()) if (at.startsWith(`${topic}/`)) group.committed.delete(at);
      this.#rebalance(id);
    }
  }

  /** Adds a member to a group; its partitions come by `assign` before this returns. */
  join(groupId: string, member: MemoryMember): void {
    this.#group(groupId).members.push(member);
    this.#rebalance(groupId);
  }

  /** Takes a member out of its group. */
  leave(groupId: string, member: MemoryMember): void {
    const { members } = this.#group(groupId);
    const at = members.indexOf(member);
    if (at < 0) return;
    members.splice(at, 1);
    this.#rebalance(groupId);
  }

  /** Offset that a group committed, if any. */
  committed(groupId: string, topic: string, partition: number): number | undefined {
    return this.#group(groupId).committed.get(`${topic}/${partition}`);
  }

  /** Commits an offset for a group. */
  commit(groupId: string, topic: string, partition: number, offset: number): void {
    this.#group(groupId).committed.set(`${topic}/${partition}`, offset);
  }

  #group(id: string): Group {
    const group = this.#groups.get(id) ?? { members: [], committed: new Map() };
    this.#groups.set(id, group);
    return group;
  }

  #rebalance(id: string): void {
    const { members } = this.#group(id);
    members.forEach((member, seat) => {
      const all = this.topic(member.topic).map((_, partition) => partition);
      member.assign(all.filter((partition) => partition % members.length === seat));
    });
  }
}
