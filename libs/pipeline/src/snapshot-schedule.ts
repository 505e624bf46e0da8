import type { Clock } from "./ports.ts";
import type { PipelineSettings } from "./settings.ts";

/** When a partition's next snapshot is due: by time or by the number of records since the last one. */
export class SnapshotSchedule {
  readonly #clock: Clock;
  readonly #settings: PipelineSettings;
  #begunAt: number;
  #begunOffset: number;
  #offset: number;

  /** @param offset that the newest snapshot stands for, −1 before the first. */
  constructor(clock: Clock, settings: PipelineSettings, offset: number) {
    this.#clock = clock;
    this.#settings = settings;
    // Partitions that were opened together need not store together ever after.
    this.#begunAt = clock.now() - clock.random() * settings.snapshotEveryMs;
    this.#begunOffset = offset;
    this.#offset = offset;
  }

  /** Offset that the newest snapshot stands for, −1 before the first. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether it is time to begin one, with the state at `offset`. */
  due(offset: number): boolean {
    if (offset - this.#begunOffset >= this.#settings.snapshotEveryEvents) return true;
    return this.#clock.now() - this.#begunAt >= this.#settings.snapshotEveryMs;
  }

  /** Notes that one was begun with the state at `offset`, or that there was nothing to store. */
  begun(offset: number): void {
    this.#begunAt = this.#clock.now();
    this.#begunOffset = offset;
  }

  /** Notes that one is stored and committed. */
  stored(offset: number): void {
    this.#offset = offset;
  }
}
