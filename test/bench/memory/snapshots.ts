import { createHash } from "node:crypto";
import { ClickHouseSnapshotStore, type Engine, migrate, openEngine } from "@millrace/clickhouse";
import { type Manifest, PartitionState, snapshotFormat } from "@millrace/pipeline";
import { systemClock } from "@millrace/service";
import { Snapshotter } from "../../../libs/pipeline/src/snapshotter.ts";
import { zipfBaskets } from "../load/baskets.ts";
import { sizes } from "../load/streams.ts";
import type { Program } from "../program.ts";
import { basketSubject } from "../subjects.ts";
import { timed } from "../timer.ts";

const TOPIC = "baskets";
const IDS_MAX = 100_000;
const ITEMS = { items: sizes.basketItems, meanSize: sizes.basketMeanSize };
const LOOK_EVERY = 500;
/** Baskets that come between two snapshots: so few that they touch 1 % of a million entries, and ten times as many. */
const BETWEEN = [280, 2_800] as const;

/** A partition's baskets in memory. */
class Held {
  readonly state = new PartitionState(basketSubject(), 0, IDS_MAX);
  readonly #drawn = zipfBaskets({ seed: 1, ...ITEMS });
  #absorbed = 0;

  /** Items and baskets held. */
  get entries(): number {
    return this.state.processor.status().sizes.baskets?.entries ?? 0;
  }

  /** Absorbs the next baskets. */
  absorb(count: number): void {
    const emit = { row: () => undefined, forward: () => undefined };
    for (let n = 0; n < count; n++) {
      const { id, time, userId, items } = this.#drawn.next().value;
      const offset = this.#absorbed++;
      this.state.ids.add(id);
      const event = { id, time, userId, items: items.map((itemId) => ({ itemId, quantity: 1 })) };
      this.state.processor.absorb(event, { partition: 0, offset, appendedAt: time }, emit);
      this.state.ledger.book(offset, "applied", time);
    }
    for (const _ of this.state.processor.drain());
  }

  /** What a snapshot taken now is called. */
  get head(): Omit<Manifest, "chunks"> {
    return {
      stream: "baskets",
      topic: TOPIC,
      partition: 0,
      generation: 0,
      last: { offset: this.state.ledger.offset, timestamp: 0, digest: "" },
      format: snapshotFormat,
      createdAt: Date.now(),
      weights: {},
    };
  }
}

/** One snapshot. */
export interface Saved {
  readonly ms: number;
  /** Of all chunks, and of those that were written because they had changed. */
  readonly bytes: number;
  readonly writtenBytes: number;
}

/** What the saving process found. */
export interface SaveOutput {
  readonly entries: number;
  readonly all: Saved;
  /** After some more baskets. */
  readonly some: readonly (Saved & { readonly baskets: number })[];
  /** After nothing more. */
  readonly none: Saved;
  /** Of the state at the end. */
  readonly digest: string;
}

/** What the restoring process found. */
export interface RestoreOutput {
  readonly entries: number;
  readonly loadMs: number;
  readonly restoreMs: number;
  readonly digest: string;
  /** Resident memory before, and after with garbage collected; the engine's part is in both. */
  readonly residentBefore: number;
  readonly residentAfter: number;
  /** What the models say they hold. */
  readonly stateBytes: number;
}

const withEngine = async <T>(dataDir: string, use: (engine: Engine) => Promise<T>): Promise<T> => {
  const engine = await openEngine({ database: "millrace", dataDir });
  try {
    await migrate(engine);
    return await use(engine);
  } finally {
    await engine.close();
  }
};

const digestOf = (state: Held["state"]): string => {
  const hash = createHash("sha256");
  for (const chunk of state.chunks()) hash.update(chunk.name).update(chunk.bytes());
  return hash.digest("hex");
};

/** Makes a partition with so many items and pairs and stores it: whole, after some more baskets, after none. */
export const saveProgram: Program<{ readonly dataDir: string; readonly entries: number }, SaveOutput> = ({
  dataDir,
  entries,
}) =>
  withEngine(dataDir, async (engine) => {
    const held = new Held();
    while (held.entries < entries) held.absorb(LOOK_EVERY);
    const full = held.entries;
    const snapshotter = new Snapshotter(new ClickHouseSnapshotStore(engine), systemClock);
    let known: ReadonlySet<string> = new Set();
    const save = async (): Promise<Saved> => {
      const { ms, value: manifest } = await timed(async () =>
        snapshotter.save(await snapshotter.take(held.state), held.head),
      );
      const sum = (chunks: Manifest["chunks"]): number => chunks.reduce((bytes, { size }) => bytes + size, 0);
      const writtenBytes = sum(manifest.chunks.filter(({ hash }) => !known.has(hash)));
      known = new Set(manifest.chunks.map(({ hash }) => hash));
      return { ms, bytes: sum(manifest.chunks), writtenBytes };
    };
    const all = await save();
    const some: (Saved & { baskets: number })[] = [];
    for (const baskets of BETWEEN) {
      held.absorb(baskets);
      some.push({ baskets, ...(await save()) });
    }
    const none = await save();
    return { entries: full, all, some, none, digest: digestOf(held.state) };
  });

/** Brings the newest snapshot of another process back. Wants `--expose-gc`. */
export const restoreProgram: Program<{ readonly dataDir: string }, RestoreOutput> = ({ dataDir }) =>
  withEngine(dataDir, async (engine) => {
    const store = new ClickHouseSnapshotStore(engine);
    const [manifest] = await store.list("baskets", TOPIC, 0, 0);
    if (manifest === undefined) throw new Error("there is no snapshot");
    globalThis.gc?.();
    const residentBefore = process.memoryUsage.rss();
    const held = new Held();
    const loaded = await timed(() => store.load(manifest));
    const restored = await timed(() => held.state.restore(loaded.value));
    const { entries, state } = held;
    const digest = digestOf(state);
    globalThis.gc?.();
    return {
      entries,
      loadMs: loaded.ms,
      restoreMs: restored.ms,
      digest,
      residentBefore,
      residentAfter: process.memoryUsage.rss(),
      stateBytes: state.processor.status().sizes.baskets?.bytes ?? 0,
    };
  });
