import type { KafkaConnection } from "@millrace/kafka";
import type { Clock, Journal } from "@millrace/pipeline";

const LOOK_EVERY_MS = 1_000;

/** Where each partition of the streams' topics ends, looked at every second: what lag is measured against. */
export class LogEnds {
  readonly #topics: ReadonlyMap<string, string>;
  readonly #ends = new Map<string, Map<number, number>>();
  #stopped = false;
  #away = false;

  /** @param topics full name of each stream's topic. */
  constructor(topics: ReadonlyMap<string, string>) {
    this.#topics = topics;
  }

  /** Whether the last look failed: nobody knows how far the answers lag. */
  get away(): boolean {
    return this.#away;
  }

  /** Streams that were looked at. */
  get streams(): readonly string[] {
    return [...this.#ends.keys()];
  }

  /** Offset that the next record of each partition will get. */
  of(stream: string): ReadonlyMap<number, number> {
    return this.#ends.get(stream) ?? new Map();
  }

  /** Looks once. @throws {Trouble} */
  async look(kafka: KafkaConnection): Promise<void> {
    for (const [stream, topic] of this.#topics) {
      const offsets = await kafka.admin(`ends of ${topic}`, (admin) => admin.fetchTopicOffsets(topic));
      this.#ends.set(stream, new Map(offsets.map((o) => [o.partition, Number(o.high)])));
    }
  }

  /** Looks every second until stopped; what fails is tried again. */
  async follow(kafka: KafkaConnection, clock: Clock, journal: Journal): Promise<void> {
    while (!this.#stopped) {
      await this.look(kafka).then(
        () => {
          this.#away = false;
        },
        (error: unknown) => {
          this.#away = true;
          journal.warn("ends_unknown", { error: String(error) });
        },
      );
      await clock.sleep(LOOK_EVERY_MS);
    }
  }

  /** Ends `follow`. */
  stop(): void {
    this.#stopped = true;
  }
}
