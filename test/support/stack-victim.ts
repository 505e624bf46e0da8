import type { KafkaConnection } from "@millrace/kafka";
import { committedOffsets, readAnswers } from "./answers.ts";
import type { Victim } from "./killing.ts";
import { sumOf } from "./metrics.ts";
import { absorbedBy } from "./progress.ts";
import type { Stack } from "./stack.ts";
import { topicOf } from "./topologies.ts";

/** What a kill cost: records of one partition that had been absorbed and that no committed snapshot held. */
export interface Lost {
  readonly stream: string;
  readonly partition: number;
  /** As readers were told. */
  readonly absorbed: number;
  /** −1 where nothing was committed. */
  readonly committed: number;
}

/** A stack as a victim, with the proof that each kill cost work. */
export class StackVictim implements Victim {
  /** By kill that cost work. */
  readonly lost: (readonly Lost[])[] = [];
  readonly #stack: Stack;
  readonly #connection: KafkaConnection;
  readonly #streams: readonly string[];

  constructor(stack: Stack, connection: KafkaConnection, streams: readonly string[]) {
    this.#stack = stack;
    this.#connection = connection;
    this.#streams = streams;
  }

  async start(): Promise<void> {
    await this.#stack.start();
    await this.#stack.open(this.#streams);
  }

  absorbed(): Promise<number | undefined> {
    return absorbedBy(this.#stack, this.#streams);
  }

  async exposed(): Promise<number> {
    const samples = await this.#stack.metrics();
    return this.#streams.reduce(
      (sum, stream) =>
        sum +
        sumOf(samples, "millrace_uncommitted_events", { topic: this.#connection.name(topicOf(stream)) }),
      0,
    );
  }

  kill(): Promise<void> {
    return this.#stack.kill();
  }

  async buried(): Promise<boolean> {
    const known = await readAnswers(this.#connection);
    const lost: Lost[] = [];
    for (const stream of this.#streams) {
      const committed = await committedOffsets(this.#connection, stream);
      for (const [name, { progress }] of known) {
        const [of, partition] = name.split("/");
        if (of !== stream || progress === undefined) continue;
        const place = { stream, partition: Number(partition) };
        const kept = committed.get(place.partition) ?? -1;
        if (progress.offset > kept) lost.push({ ...place, absorbed: progress.offset, committed: kept });
      }
    }
    if (lost.length > 0) this.lost.push(lost);
    return lost.length > 0;
  }
}
