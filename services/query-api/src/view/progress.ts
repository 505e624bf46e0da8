import { mergeScores, rowsOf, type ScoreRow, type Scores } from "@millrace/evaluation";
import type { Progress } from "@millrace/pipeline";

/** A record's place, as an `after` token names it. */
export interface Place {
  readonly stream: string;
  readonly partition: number;
  readonly offset: number;
}

/** What must reflect events beside the answers of their own stream. */
export interface Reach {
  /** What was forwarded to the recommender must be in its answers. @default true */
  readonly recommender?: boolean;
  /** The scoreboards, which are told once a second, must reflect them. @default false */
  readonly scores?: boolean;
}

interface Waiter {
  readonly reach: Reach;
  readonly places: readonly Place[];
  readonly resolve: (reached: boolean) => void;
}

/** Streams whose events reach the recommender by way of its own log. */
const forwarded = new Set(["reviews", "clicks", "baskets"]);
/** Name of the recommender's stream. */
const recommender = "ratings";

/** How far the answers of each partition have come, and what its service says of itself. */
export class ProgressBoard {
  readonly #partitions = new Map<string, Map<number, Progress>>();
  /** The newest that came with scoreboards. */
  readonly #scored = new Map<string, Map<number, Progress>>();
  readonly #waiters = new Set<Waiter>();
  /** Last offset read of topics that are looked up as they are, by `stream/partition`. */
  readonly #read = new Map<string, number>();
  readonly #scores = new Map<string, readonly ScoreRow[]>();

  /** Takes a partition's newest progress and wakes who waited for it. */
  progressed(stream: string, partition: number, progress: Progress): void {
    const { scores = this.#scored.get(stream)?.get(partition)?.scores } = progress;
    const told = scores === undefined ? progress : { ...progress, scores };
    keep(this.#partitions, stream, partition, told);
    if (progress.scores !== undefined) {
      keep(this.#scored, stream, partition, told);
      this.#scores.delete(stream);
    }
    this.#wake();
  }

  /** Notes how far a topic was read that no service makes answers of, and wakes who waited for it. */
  read(stream: string, partition: number, offset: number): void {
    this.#read.set(`${stream}/${partition}`, offset);
    this.#wake();
  }

  /** Streams that have published anything. */
  get streams(): readonly string[] {
    return [...this.#partitions.keys()];
  }

  /** Newest progress of each partition of a stream. */
  partitions(stream: string): ReadonlyMap<number, Progress> {
    return this.#partitions.get(stream) ?? new Map();
  }

  /** Newest event time that the answers of these streams reflect, ms since 1970; undefined before the first event. */
  eventTime(...streams: readonly string[]): number | undefined {
    const times = streams.flatMap((stream) => [...this.partitions(stream).values()].map((p) => p.eventTime));
    const newest = Math.max(0, ...times);
    return newest === 0 ? undefined : newest;
  }

  /** Where the answers of these streams stand: changes with every batch. */
  version(...streams: readonly string[]): string {
    const newest = streams.flatMap((stream) => [...this.partitions(stream).values()]);
    const generation = Math.max(0, ...newest.map((p) => p.generation));
    return `${generation}.${newest.reduce((sum, p) => sum + p.offset + 1, 0)}`;
  }

  /**
   * The model that answers for a stream, by the scores of all its partitions; empty before the first.
   * @param ladder which of the stream's ladders. @default its first
   */
  champion(stream: string, ladder?: string): string {
    const isAsked = (row: ScoreRow): boolean => ladder === undefined || row.stream === ladder;
    return this.scores(stream).find((row) => row.champion && isAsked(row))?.model ?? "";
  }

  /** Scoreboards of a stream, merged over its partitions. Kept until the next come. */
  scores(stream: string): readonly ScoreRow[] {
    const known = this.#scores.get(stream);
    if (known !== undefined) return known;
    const rows = this.#merge(stream);
    this.#scores.set(stream, rows);
    return rows;
  }

  #merge(stream: string): readonly ScoreRow[] {
    const byLadder = new Map<string, Scores[]>();
    for (const progress of this.partitions(stream).values()) {
      for (const board of (progress.scores ?? []) as readonly Scores[]) {
        const same = byLadder.get(board.stream) ?? [];
        same.push(board);
        byLadder.set(board.stream, same);
      }
    }
    return [...byLadder.values()].flatMap((boards) => rowsOf(mergeScores(boards)));
  }

  /** Bytes held by the models of a stream, over its partitions. */
  stateBytes(stream: string): number {
    let sum = 0;
    for (const { status } of this.partitions(stream).values()) {
      for (const size of Object.values(status.sizes)) sum += size.bytes;
    }
    return sum;
  }

  /** Entities that the models of a stream let go for want of room, over its partitions. */
  evictions(stream: string): number {
    let sum = 0;
    for (const { status } of this.partitions(stream).values())
      for (const size of Object.values(status.sizes)) sum += size.evictions;
    return sum;
  }

  /**
   * Resolves true once the answers reflect all places, false when that takes longer than `ms`.
   */
  async reach(places: readonly Place[], ms: number, reach: Reach = {}): Promise<boolean> {
    if (this.#reached(places, reach)) return true;
    let timer: NodeJS.Timeout | undefined;
    const reached = await new Promise<boolean>((resolve) => {
      const waiter: Waiter = { places, reach, resolve };
      this.#waiters.add(waiter);
      timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        resolve(false);
      }, ms);
    });
    clearTimeout(timer);
    return reached;
  }

  #wake(): void {
    for (const waiter of this.#waiters) {
      if (!this.#reached(waiter.places, waiter.reach)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(true);
    }
  }

  #reached(
    places: readonly Place[],
    { recommender: withRecommender = true, scores = false }: Reach,
  ): boolean {
    const known = scores ? this.#scored : this.#partitions;
    const ofRecommender = known.get(recommender) ?? new Map<number, Progress>();
    return places.every(({ stream, partition, offset }) => {
      const progress = known.get(stream)?.get(partition);
      const read = this.#read.get(`${stream}/${partition}`);
      if ((progress?.offset ?? read ?? -1) < offset) return false;
      if (!withRecommender || !forwarded.has(stream)) return true;
      // What counted for nothing was not forwarded: then it is the last before it that the recommender must know.
      const told = progress?.status.globals.forwarded;
      if (told === undefined && ofRecommender.size === 0) return true;
      const source = `${stream}/${partition}`;
      if (typeof told !== "object")
        return watermark(ofRecommender, source) >= Math.min(offset, Number(told ?? offset));
      // Users are divided among several partitions: each must know the last that it was told.
      return Object.entries(told ?? {}).every(
        ([owner, last]) => watermark(ofRecommender, source, Number(owner)) >= Math.min(offset, Number(last)),
      );
    });
  }
}

const keep = (
  all: Map<string, Map<number, Progress>>,
  stream: string,
  partition: number,
  progress: Progress,
): void => {
  const partitions = all.get(stream) ?? new Map<number, Progress>();
  all.set(stream, partitions.set(partition, progress));
};

/** Offset of a source partition up to which a partition of the recommender, or any, has absorbed what was forwarded to it. */
const watermark = (ofRecommender: ReadonlyMap<number, Progress>, source: string, owner?: number): number => {
  let greatest = -1;
  for (const [partition, progress] of ofRecommender) {
    const marks = progress.status.globals.watermarks;
    if (typeof marks !== "object" || marks === null) continue;
    const mark = (marks as Record<string, unknown>)[source];
    if (typeof mark === "number" && (owner === undefined || owner === partition))
      greatest = Math.max(greatest, mark);
  }
  return greatest;
};
