import { createDecoder, type StreamName } from "@millrace/events";
import type { Processor, Progress, Topology } from "@millrace/pipeline";
import { MemoryJournal } from "@millrace/pipeline/memory";
import { type Config, Metrics, readConfig } from "@millrace/service";
import { clickTopology } from "@millrace/service-clickstream";
import { readingTopology } from "@millrace/service-readings";
import { recommenderTopology, reviewTopology } from "@millrace/service-reviews";
import { readYourWrites } from "../http/after.ts";
import { type App, openApp } from "../http/app.ts";
import { Keys } from "../http/keys.ts";
import { LiveFeed } from "../live.ts";
import { liveSources } from "../live-sources.ts";
import { type RouteParts, routes } from "../routes/routes.ts";
import { View } from "../view/view.ts";
import { openedWithCompilers } from "./compiled-once.ts";

/** Secrets of the keys that an API for tests has, by scope. */
export const secrets = {
  ingest: "ingest-secret-of-tests",
  read: "read-secret-of-the-tests",
  admin: "admin-secret-of-tests",
} as const;

const keysText = Object.entries(secrets)
  .map(([scope, secret]) => `${scope}-key:${scope}:${secret}`)
  .join(",");

/** A query API over a view that is fed by hand: no broker, no engine, nothing listens. */
export interface OpenedApi {
  readonly app: App;
  readonly view: View;
  readonly journal: MemoryJournal;
  readonly config: Config;
}

/** What a test may set otherwise. */
export interface ApiPlan {
  readonly env?: Readonly<Record<string, string>>;
  /** @default true */
  readonly keyed?: boolean;
  /** Milliseconds since 1970. @default the first moment of 2026 */
  readonly now?: () => number;
  /** In place of what reaches the broker or the engine, all of which is absent. */
  readonly parts?: Partial<RouteParts>;
  /** Called before the routes are put on. */
  readonly before?: (app: App) => void;
}

/** Opens one. */
export const openedApi = async ({
  env = {},
  keyed = true,
  now = () => Date.UTC(2026, 0, 1),
  parts = {},
  before,
}: ApiPlan = {}): Promise<OpenedApi> => {
  const config = readConfig({ MILLRACE_MIN_COUNT: "1", MILLRACE_FACTORS: "2", ...env });
  const journal = new MemoryJournal();
  const metrics = new Metrics();
  const read = Keys.parse(keysText);
  const keys = keyed && "keys" in read ? read.keys : undefined;
  // Other tests share the process and may hold it up.
  const app = await openedWithCompilers(() => openApp({ config, keys, metrics, journal, loopDelayMsMax: 0 }));
  const view = new View(config, now);
  readYourWrites(app, view.board, config.afterWaitMs, () => 4);
  before?.(app);
  const absent = async (): Promise<never> => {
    throw new Error("nothing is connected to this API");
  };
  routes(app, {
    config,
    view,
    history: {
      reviewById: async () => undefined,
      seriesHistory: async () => [],
      scoresHistory: absent,
      seriesAlarms: async () => [],
      deedsOf: async () => [],
    },
    feed: new LiveFeed(liveSources(view)),
    door: { publish: absent },
    deadLetters: { list: absent, replay: absent },
    store: { raiseGeneration: absent },
    forgetting: { forget: absent },
    audit: { list: absent },
    metrics,
    readiness: () => ({ status: "ready", reasons: [], partitions: [] }),
    metricsText: async () => ({ type: "text/plain", text: await metrics.text() }),
    ...parts,
  });
  return { app, view, journal, config };
};

/** Says that a partition got as far as `offset`. */
export const progressOf = (
  offset: number,
  status: Partial<Progress["status"]> = {},
  scores: readonly object[] = [],
): Progress => ({
  generation: 0,
  offset,
  highWatermark: offset + 1,
  eventTime: Date.UTC(2026, 0, 1) + offset,
  appended: [],
  outcomes: { applied: offset + 1 },
  deadLetters: {},
  status: { sizes: {}, weights: {}, globals: {}, ...status },
  scores,
  snapshotOffset: -1,
  publishedAt: 0,
});

/** Tells a view all that a processor has to say, as of `offset`. */
export const tell = (
  view: View,
  stream: string,
  processor: Pick<Processor<never>, "drain" | "status" | "scores">,
  offset: number,
): void => {
  for (const { entity, value } of processor.drain()) view.changed(stream, 0, entity, value);
  view.progressed(stream, 0, progressOf(offset, processor.status(), processor.scores()));
};

const absorbed = <E>(view: View, topology: Topology<E>, events: readonly object[]): void => {
  const processor = topology.open(0);
  const nowhere = { row: () => undefined, forward: () => undefined };
  for (const [offset, event] of events.entries()) {
    const value = Buffer.from(JSON.stringify(event));
    const decoded = topology.decode({
      offset,
      timestamp: Date.UTC(2026, 0, 2),
      key: null,
      value,
      headers: {},
    });
    if (!decoded.ok) throw new Error(decoded.detail);
    processor.absorb(decoded.event, { partition: 0, offset, appendedAt: Date.UTC(2026, 0, 2) }, nowhere);
  }
  tell(view, topology.stream, processor, events.length - 1);
};

/** Feeds a view with a few events of the streams of clicks, readings, reviews and ratings; baskets are for the caller. */
export const feed = (view: View): void => {
  const time = (n: number): number => Date.UTC(2026, 0, 1) + n * 60_000;
  const decoder = <S extends StreamName>(stream: S) => createDecoder(stream);
  const items = ["bread", "milk", "butter", "bread", "milk"];
  absorbed(
    view,
    clickTopology(decoder("clicks"), { itemsMax: 10, sessionsMax: 10, sessionIdleMs: 1e9 }),
    items.map((itemId, n) => ({ id: `c${n}`, time: time(n), sessionId: "s", itemId, action: "view" })),
  );
  absorbed(
    view,
    readingTopology(decoder("readings"), { seriesMax: 10, lags: 2 }),
    Array.from({ length: 20 }, (_, n) => ({ id: `m${n}`, time: time(n), seriesId: "wind", value: n % 4 })),
  );
  absorbed(view, reviewTopology(decoder("reviews"), { itemsMax: 10, reviewsMax: 10 }), [
    { id: "r0", time: time(0), userId: "u", itemId: "bread", rating: 5, text: "good bread" },
    { id: "r1", time: time(1), userId: "v", itemId: "milk", rating: 1 },
  ]);
  const rated = { from: "reviews", partition: 0, deleted: false };
  absorbed(view, recommenderTopology({ factors: 2, seed: 1 }), [
    { ...rated, offset: 0, time: time(0), userId: "u", itemId: "bread", rating: 5 },
    { ...rated, offset: 1, time: time(1), userId: "v", itemId: "milk", rating: 1 },
    { ...rated, offset: 2, time: time(2), userId: "v", itemId: "bread", rating: 4 },
  ]);
};
