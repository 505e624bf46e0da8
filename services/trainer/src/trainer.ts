import type { EventRecord } from "@millrace/events";
import type { Clock, Journal } from "@millrace/pipeline";
import { NO_TRAINING } from "@millrace/service";
import type { Course, TaughtBy } from "./course.ts";
import { type Publish, trainEdition } from "./edition.ts";
import { Schedule } from "./schedule.ts";

/** Limits of training. */
export interface TrainerSettings {
  readonly eventsMin: number;
  readonly everyMs: number;
  readonly budgetMs: number;
}

/** What a trainer needs from the world. */
export interface TrainerPorts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly publish: Publish;
}

/** Versions of one kind left on the topic: snapshots hold the weights that they name themselves. */
const VERSIONS_KEPT = 2;
/** How often the schedule is looked at. */
const LOOK_EVERY_MS = 500;

interface Desk {
  readonly course: Course;
  readonly schedule: Schedule;
  /** Greatest offset read, by `topic/partition`. */
  readonly upTo: Map<string, number>;
  readonly published: (readonly string[])[];
}

/** A course may do with fewer events than the settings ask for, but where nothing is to be trained, it is not trained either. */
const eventsMinOf = ({ eventsMin: own }: Course, { eventsMin }: TrainerSettings): number =>
  eventsMin >= NO_TRAINING ? Number.POSITIVE_INFINITY : Math.min(own ?? eventsMin, eventsMin);

/** Reads the streams, trains each network when enough has flowed, and publishes what came out with its model card. */
export class Trainer {
  readonly #desks: readonly Desk[];
  readonly #settings: TrainerSettings;
  readonly #ports: TrainerPorts;

  constructor(courses: readonly Course[], settings: TrainerSettings, ports: TrainerPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#desks = courses.map((course) => ({
      course,
      schedule: new Schedule(eventsMinOf(course, settings), settings.everyMs),
      upTo: new Map(),
      published: [],
    }));
  }

  /** Takes records of one partition, in order. */
  read(
    stream: TaughtBy,
    topic: string,
    partition: number,
    records: readonly (EventRecord & { readonly offset: number })[],
  ): void {
    for (const { course, schedule, upTo } of this.#desks) {
      if (course.stream !== stream) continue;
      for (const record of records) {
        course.read(record);
        schedule.saw();
        upTo.set(`${topic}/${partition}`, record.offset);
      }
    }
  }

  /**
   * Trains whatever is due, one network after the other, until told to stop: what was never trained first, in the order
   * of the courses, then what was trained longest ago.
   */
  async run(stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      const next = this.#nextDue();
      if (next === undefined) await this.#ports.clock.sleep(LOOK_EVERY_MS);
      else await this.#fit(next);
    }
  }

  #nextDue(): Desk | undefined {
    const now = this.#ports.clock.now();
    return this.#desks
      .filter(({ schedule }) => schedule.due(now))
      .reduce<Desk | undefined>(
        (first, desk) =>
          first === undefined || desk.schedule.fittedAt < first.schedule.fittedAt ? desk : first,
        undefined,
      );
  }

  async #fit(desk: Desk): Promise<void> {
    const { clock, journal } = this.#ports;
    const { kind } = desk.course;
    const created = new Date(clock.now()).toISOString();
    const dataRange = Object.fromEntries(desk.upTo);
    try {
      const { version, card, parts } = await trainEdition(desk.course, {
        created,
        dataRange,
        timeBudgetMs: this.#settings.budgetMs,
        onProgress: ({ epoch, trainingLoss, validationLoss, gradientNorm, clippedNorm }) =>
          journal.info("epoch_trained", {
            kind,
            epoch,
            trainingLoss,
            validationLoss,
            gradientNorm,
            clippedNorm,
          }),
      });
      await this.#ports.publish(parts);
      await this.#withdrawOld(
        desk,
        parts.map((part) => part.key),
      );
      journal.info("network_trained", {
        kind,
        version,
        seconds: Math.round(card.seconds),
        examples: card.trainingExamples,
        validation: card.validation,
      });
    } catch (error) {
      journal.error("training_failed", {
        kind,
        error: error instanceof Error ? error.message : String(error),
      });
    }
    desk.schedule.fitted(clock.now());
  }

  async #withdrawOld(desk: Desk, keys: readonly string[]): Promise<void> {
    desk.published.push(keys);
    if (desk.published.length <= VERSIONS_KEPT) return;
    const old = desk.published.shift() ?? [];
    await this.#ports.publish(old.map((key) => ({ key, value: null })));
  }
}
