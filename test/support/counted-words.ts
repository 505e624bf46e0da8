import { createTopics, type KafkaConnection, KafkaSource } from "@millrace/kafka";
import { type PartitionHandler, PartitionRunner, pipelineDefaults, Trouble } from "@millrace/pipeline";
import {
  countingTopology,
  MemorySnapshotStore,
  memoryDigest,
  memoryPorts,
  textOf,
} from "@millrace/pipeline/memory";
import { machineClock } from "./kafka.ts";

/** The counting topology over a topic of a real broker; snapshots, rows and answers in memory. */
export class CountedWords {
  readonly topic: string;
  readonly ports = { ...memoryPorts(new MemorySnapshotStore(memoryDigest)), clock: machineClock };
  /** Partition and code of each halt, in order of partition. */
  readonly halts: (readonly [partition: number | undefined, code: string, said: string])[] = [];
  /** Partitions opened so far, again and again. */
  readonly opened: number[] = [];
  /** Batches handed over so far, those under way too. */
  entered = 0;
  readonly #connection: KafkaConnection;
  #waiting: (() => void)[] = [];

  private constructor(connection: KafkaConnection) {
    this.#connection = connection;
    this.topic = connection.name("words");
  }

  /** With its topic, of four partitions. @param config by Kafka's names. */
  static async create(
    connection: KafkaConnection,
    config: Readonly<Record<string, string>> = {},
  ): Promise<CountedWords> {
    const words = new CountedWords(connection);
    await words.createTopic(config);
    return words;
  }

  async createTopic(config: Readonly<Record<string, string>> = {}): Promise<void> {
    const all = { "message.timestamp.type": "LogAppendTime", ...config };
    await createTopics(this.#connection, [{ topic: this.topic, partitions: 4, config: all }]);
  }

  /** Deletes all records below an offset, as retention does. */
  async cut(partition: number, offset: number): Promise<void> {
    const partitions = [{ partition, offset: String(offset) }];
    await this.#connection.admin("cut", (admin) =>
      admin.deleteTopicRecords({ topic: this.topic, partitions }),
    );
  }

  async append(partition: number, values: readonly string[]): Promise<void> {
    const producer = await this.#connection.producer();
    await producer.send({ topic: this.topic, messages: values.map((value) => ({ partition, value })) });
  }

  /** Starts a member. @param hold awaited before each batch. */
  async start(hold?: Promise<void>): Promise<KafkaSource> {
    const source = new KafkaSource(this.#connection, {
      stream: "words",
      generation: 0,
      onHalt: (_stream, partition, error) => {
        const code = error instanceof Trouble ? error.code : "broken_code";
        this.halts.push([partition, code, String(error)]);
        this.halts.sort(([a], [b]) => (a ?? -1) - (b ?? -1));
        this.#changed();
      },
    });
    await source.start(async (log): Promise<PartitionHandler> => {
      const runner = await PartitionRunner.open(countingTopology(), log, this.ports, pipelineDefaults, 0);
      this.opened.push(log.partition);
      this.#changed();
      return {
        process: async (batch, beat) => {
          this.entered++;
          this.#changed();
          await hold;
          await runner.process(batch, beat);
          this.#changed();
        },
        tick: (beat) => runner.tick(beat),
        settle: () => runner.settle(),
        close: (clean) => runner.close(clean),
      };
    });
    return source;
  }

  /** How often a word was counted, as readers see it. */
  count(partition: number, word: string): number {
    const value = this.ports.answers.value("words", partition, `word/${word}`);
    return value === undefined ? 0 : Number(textOf(value).split(" ")[0]);
  }

  /** Codes of the halts by partition. */
  get haltCodes(): readonly (readonly [number | undefined, string])[] {
    return this.halts.map(([partition, code]) => [partition, code]);
  }

  /** Resolves as soon as something happened after which `fact` holds. */
  async until(fact: () => boolean): Promise<void> {
    while (!fact()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
