import { AppendTimes } from "./append-times.ts";
import type { PartitionState } from "./partition-state.ts";
import type { AnswerPublisher, Clock } from "./ports.ts";
import type { Answer, Topology } from "./topology.ts";

/** What a publication is about. */
interface Subject<E> {
  readonly topology: Topology<E>;
  readonly state: PartitionState<E>;
  readonly partition: number;
  readonly generation: number;
}

/**
 * Collects a partition's changed answers, each entity once, and publishes them as one batch with the progress that
 * makes them visible. What could not be published stays collected.
 */
export class Publication<E> {
  readonly #subject: Subject<E>;
  readonly #answers: AnswerPublisher;
  readonly #clock: Clock;
  readonly #unpublished = new Map<string, Answer>();
  readonly #appended = new AppendTimes();
  #publishedAt = 0;
  #highWatermark = 0;
  #snapshotOffset = -1;

  constructor(subject: Subject<E>, answers: AnswerPublisher, clock: Clock) {
    this.#subject = subject;
    this.#answers = answers;
    this.#clock = clock;
  }

  /** Whether anything is collected that readers do not know. */
  get pending(): boolean {
    return this.#unpublished.size > 0;
  }

  /** Whether it is time: nothing more to read, or `everyMs` since the last one. */
  due(everyMs: number): boolean {
    const caughtUp = this.#subject.state.ledger.offset + 1 >= this.#highWatermark;
    return caughtUp || this.#clock.now() - this.#publishedAt >= everyMs;
  }

  /** Notes that an event was absorbed. @param appendedAt ms since 1970. */
  absorbed(appendedAt: number): void {
    this.#appended.add(appendedAt);
  }

  /** Notes where the log and the last snapshot end. */
  reached(highWatermark: number, snapshotOffset: number): void {
    this.#highWatermark = highWatermark;
    this.#snapshotOffset = snapshotOffset;
  }

  /** Collects what changed since the last time. */
  collectChanged(): void {
    for (const answer of this.#subject.state.processor.drain()) this.#unpublished.set(answer.entity, answer);
  }

  /** Collects every entity: after a swap of weights all answers are new. */
  collectEverything(): void {
    for (const answer of this.#subject.state.processor.everything())
      this.#unpublished.set(answer.entity, answer);
  }

  /** Publishes what was collected. */
  async publish(): Promise<void> {
    const { topology, state, partition, generation } = this.#subject;
    const { ledger, processor } = state;
    const now = this.#clock.now();
    await this.#answers.publish(topology.stream, partition, [...this.#unpublished.values()], {
      generation,
      offset: ledger.offset,
      highWatermark: Math.max(this.#highWatermark, ledger.offset + 1),
      eventTime: ledger.eventTime,
      appended: this.#appended.pairs,
      outcomes: ledger.outcomes,
      deadLetters: ledger.deadLetters,
      status: processor.status(),
      snapshotOffset: this.#snapshotOffset,
      publishedAt: now,
    });
    this.#unpublished.clear();
    this.#appended.clear();
    this.#publishedAt = now;
  }
}
