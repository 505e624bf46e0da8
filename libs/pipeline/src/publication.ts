import { AppendTimes } from "./append-times.ts";
import type { PartitionState } from "./partition-state.ts";
import type { AnswerPublisher, Clock } from "./ports.ts";
import type { Answer } from "./topology.ts";

/** Whose answers are published, and where to. */
export interface PublicationPlan<E> {
  readonly stream: string;
  readonly partition: number;
  readonly generation: number;
  readonly state: PartitionState<E>;
  readonly answers: AnswerPublisher;
  readonly clock: Clock;
  /** Longest time between two publications while events keep coming. */
  readonly everyMs: number;
}

/** Shortest time between two publications of what is large and changes with every event. */
const HEAVY_EVERY_MS = 1_000;
/** Who is so many records behind works through a full topic: each answer is old already, and catching up comes first. */
const FAR_BEHIND_RECORDS = 5_000;
/** So many times as long a time lies between two publications then: what changes again and again is told more seldom. */
const PATIENCE = 8;

/** What readers do not know yet of one partition, and telling them: every entity once, with its newest value. */
export class Publication<E> {
  readonly #plan: PublicationPlan<E>;
  readonly #appended = new AppendTimes();
  readonly #unpublished = new Map<string, Answer>();
  #publishedAt = 0;
  #publishedOffset = -2;
  #heavyAt = 0;
  #heavyOffset = -2;
  #withScores = true;
  #scoredOffset = -2;
  #highWatermark = 0;

  constructor(plan: PublicationPlan<E>) {
    this.#plan = plan;
  }

  /** Notes how far the log reached when the newest batch was fetched. */
  reached(highWatermark: number): void {
    this.#highWatermark = highWatermark;
  }

  /** Notes an absorbed event by its append time, ms since 1970. */
  absorbed(appendedAt: number): void {
    this.#appended.add(appendedAt);
  }

  /** Adds what changed since the last call to what is published next. @param heavy whether what is large too. */
  collect(heavy: boolean): void {
    const { state, clock } = this.#plan;
    this.add(state.processor.drain(heavy));
    this.#withScores ||= heavy;
    if (!heavy) return;
    this.#heavyAt = clock.now();
    this.#heavyOffset = state.ledger.offset;
  }

  /** Adds answers to what is published next. */
  add(answers: Iterable<Answer>): void {
    for (const answer of answers) this.#unpublished.set(answer.entity, answer);
  }

  /** Whether what is large was left out of late, and its time has come. */
  get heavyDue(): boolean {
    const { state, clock } = this.#plan;
    const lags = this.#heavyOffset !== state.ledger.offset || state.processor.lags === true;
    return lags && clock.now() - this.#heavyAt >= HEAVY_EVERY_MS * this.#patience;
  }

  /** Whether readers lag behind what was absorbed. */
  get behind(): boolean {
    const { offset } = this.#plan.state.ledger;
    if (this.#withScores && this.#scoredOffset !== offset) return true;
    return this.#unpublished.size > 0 || this.#publishedOffset !== offset;
  }

  /** Whether to publish now: all that was known to be in the log is absorbed, or the last time is long ago. */
  get due(): boolean {
    const { clock, everyMs } = this.#plan;
    return this.#left <= 0 || clock.now() - this.#publishedAt >= everyMs * this.#patience;
  }

  /** Records of the log, as far as it is known, that are not absorbed yet. */
  get #left(): number {
    return this.#highWatermark - this.#plan.state.ledger.offset - 1;
  }

  get #patience(): number {
    return this.#left > FAR_BEHIND_RECORDS ? PATIENCE : 1;
  }

  /** Publishes what was collected; it stays collected until the broker has it. */
  async publish(snapshotOffset: number): Promise<void> {
    const { stream, partition, generation, state, answers, clock } = this.#plan;
    const { ledger, processor } = state;
    const now = clock.now();
    // What is told again without a further event may be the last for long, and all that the log keeps.
    const withScores = this.#withScores || this.#publishedOffset === ledger.offset;
    await answers.publish(stream, partition, [...this.#unpublished.values()], {
      generation,
      offset: ledger.offset,
      highWatermark: Math.max(this.#highWatermark, ledger.offset + 1),
      eventTime: ledger.eventTime,
      appended: this.#appended.pairs,
      outcomes: ledger.outcomes,
      deadLetters: ledger.deadLetters,
      status: processor.status(),
      ...(withScores ? { scores: processor.scores() } : {}),
      snapshotOffset,
      publishedAt: now,
    });
    this.#unpublished.clear();
    if (withScores) this.#scoredOffset = ledger.offset;
    this.#withScores = false;
    this.#appended.clear();
    this.#publishedAt = now;
    this.#publishedOffset = ledger.offset;
  }
}
