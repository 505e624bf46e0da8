import type { HistoryReader, KeptDeadLetter } from "@millrace/clickhouse";
import type { KafkaEventProducer } from "@millrace/kafka";

/** A dead letter as it is answered. */
export interface DeadLetterAnswer extends Omit<KeptDeadLetter, "appendedAt" | "headers"> {
  readonly arrivedAt: string;
}

/** What was refused and why, from the table that the services write; and another try. */
export class DeadLetters {
  readonly #history: HistoryReader;
  readonly #producer: KafkaEventProducer;

  constructor(history: HistoryReader, producer: KafkaEventProducer) {
    this.#history = history;
    this.#producer = producer;
  }

  /** Newest first. @throws {Trouble} */
  async list(stream: string | undefined, limit: number): Promise<DeadLetterAnswer[]> {
    const letters = await this.#history.deadLetters({ stream, limit });
    return letters.map(({ appendedAt, headers, ...letter }) => ({
      ...letter,
      arrivedAt: new Date(appendedAt).toISOString(),
    }));
  }

  /** Publishes the newest letters again, oldest first, on the streams they came from. Returns how many. @throws {Trouble} */
  async replay(stream: string | undefined, reason: string | undefined, limit: number): Promise<number> {
    const letters = (await this.#history.deadLetters({ stream, limit }))
      .filter((letter) => reason === undefined || letter.reason === reason)
      .toReversed();
    let replayed = 0;
    for (const letter of letters) {
      if (letter.value === null) continue;
      const key = letter.key === null ? null : Buffer.from(letter.key, "base64").toString("utf8");
      const [sent] = await this.#producer.send(letter.stream, [
        { key, value: Buffer.from(letter.value, "base64") },
      ]);
      if (sent?.ok === true) replayed++;
    }
    return replayed;
  }
}
