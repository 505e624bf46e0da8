import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KafkaConnection } from "@millrace/kafka";
import { Child } from "./child.ts";
import type { Victim } from "./killing.ts";
import { until } from "./until.ts";

/** What the naive service has counted, as far as it saved it. */
export interface NaiveCounts {
  readonly baskets: number;
  readonly items: ReadonlyMap<string, number>;
}

/** The naive service as a victim. It can be right: without kills it is. */
export class NaiveVictim implements Victim {
  readonly #connection: KafkaConnection;
  readonly #brokers: string;
  readonly #file: string;
  #child: Child | undefined;

  constructor(connection: KafkaConnection, brokers: string, folder: string) {
    this.#connection = connection;
    this.#brokers = brokers;
    this.#file = join(folder, "counts.json");
  }

  get #groupId(): string {
    return this.#connection.name("naive");
  }

  async start(): Promise<void> {
    const topic = this.#connection.name("baskets");
    this.#child = new Child("test/faults/naive.ts", [this.#brokers, topic, this.#groupId, this.#file]);
  }

  async absorbed(): Promise<number> {
    return (await this.counts()).baskets;
  }

  /** It keeps no track; while records flow there always are some. */
  async exposed(): Promise<number> {
    return 1;
  }

  async kill(): Promise<void> {
    this.#child?.signal("SIGKILL");
    await this.#child?.gone;
  }

  /** Lets it read to the end, and stops it cleanly. */
  async finish(): Promise<void> {
    const topic = this.#connection.name("baskets");
    await until("the naive service has read all", async () => {
      if (this.#child?.ended !== undefined) throw new Error(`it ended:\n${this.#child.said}`);
      const [ends, [group]] = await this.#connection.admin("progress", (admin) =>
        Promise.all([
          admin.fetchTopicOffsets(topic),
          admin.fetchOffsets({ groupId: this.#groupId, topics: [topic] }),
        ]),
      );
      const committed = new Map(group?.partitions.map((p) => [p.partition, Number(p.offset)]));
      return ends.every(({ partition, high }) => (committed.get(partition) ?? -1) >= Number(high));
    });
    this.#child?.signal("SIGTERM");
    await this.#child?.gone;
  }

  /** What it saved last. */
  async counts(): Promise<NaiveCounts> {
    const text = await readFile(this.#file, "utf8").catch(() => '{"baskets":0,"items":[]}');
    const { baskets, items }: { baskets: number; items: [string, number][] } = JSON.parse(text);
    return { baskets, items: new Map(items) };
  }
}
