import { rowsOf, type Scores } from "@millrace/evaluation";
import { createDecoder, type StreamName } from "@millrace/events";
import type { Weights } from "@millrace/pipeline";
import { Metrics, openJournal, readConfig } from "@millrace/service";
import { basketTopology } from "@millrace/service-baskets";
import { clickTopology } from "@millrace/service-clickstream";
import { readingTopology } from "@millrace/service-readings";
import { recommenderTopology, reviewTopology } from "@millrace/service-reviews";
import type { DeadLetterAnswer } from "../../services/query-api/src/dead-letters.ts";
import { readYourWrites } from "../../services/query-api/src/http/after.ts";
import { type App, openApp } from "../../services/query-api/src/http/app.ts";
import { Keys } from "../../services/query-api/src/http/keys.ts";
import { LiveFeed } from "../../services/query-api/src/live.ts";
import { liveSources } from "../../services/query-api/src/live-sources.ts";
import { LogEnds } from "../../services/query-api/src/log-ends.ts";
import { routes } from "../../services/query-api/src/routes/routes.ts";
import { reportBatch, reportProgress } from "../../services/query-api/src/view/report.ts";
import { View } from "../../services/query-api/src/view/view.ts";
import { DemoStream } from "./demo-stream.ts";

/** Keys of a demo API that has some: `name:scope:secret`. */
export const demoSecrets = {
  read: "a-read-secret-for-the-page",
  admin: "an-admin-secret-for-the-page",
} as const;

/** Scores are written down this often. */
const SNAPSHOT_MS = 10_000;

/**
 * The query API as it is, over the streams' real models, in this process and without a broker or an engine: what is
 * published is in the answers before the next request. It can be closed and opened again on the same port, as a server that
 * was restarted: its view stays.
 */
export class DemoApi {
  readonly #config = readConfig({ MILLRACE_MIN_COUNT: "3", MILLRACE_FACTORS: "8" });
  readonly #metrics = new Metrics();
  readonly #view = new View(this.#config, Date.now);
  readonly #feed = new LiveFeed(liveSources(this.#view));
  readonly #streams: ReadonlyMap<string, DemoStream>;
  readonly #letters: DeadLetterAnswer[] = [];
  readonly #scores: {
    stream: string;
    partition: number;
    model: string;
    metrics: Record<string, number>;
    at: number;
  }[] = [];
  readonly #told = new Map<string, number>();
  readonly #keyed: boolean;
  #app: App | undefined;
  #port = 0;
  #items = -1;

  /** @param keyed whether every call needs a key. */
  constructor(keyed = false) {
    this.#keyed = keyed;
    const topologies = [
      DemoStream.of(
        clickTopology(createDecoder("clicks"), {
          itemsMax: 20_000,
          sessionsMax: 5_000,
          sessionIdleMs: 1_800_000,
        }),
      ),
      DemoStream.of(
        basketTopology(createDecoder("baskets"), {
          scope: { kind: "landmark" },
          itemsMax: 20_000,
          basketsMax: 100_000,
          minCount: 3,
          minSupport: 0.001,
          maxLength: 4,
        }),
      ),
      DemoStream.of(reviewTopology(createDecoder("reviews"), { itemsMax: 20_000, reviewsMax: 20_000 })),
      DemoStream.of(readingTopology(createDecoder("readings"), { seriesMax: 1_000, lags: 8 })),
      DemoStream.of(recommenderTopology({ factors: 8, seed: 1 })),
    ];
    this.#streams = new Map(topologies.map((one) => [one.stream, one]));
    this.#view.onBatch((stream, _, progress, changed) => {
      reportBatch(this.#metrics, stream, progress, Date.now());
      this.#feed.changed(stream, changed);
    });
  }

  /** Address of the page. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Opens the door, on the same port as before if it was open. */
  async open(): Promise<void> {
    const keys = Keys.parse(
      Object.entries(demoSecrets)
        .map(([scope, secret]) => `${scope}-key:${scope}:${secret}`)
        .join(","),
    );
    const app = await openApp({
      config: this.#config,
      keys: this.#keyed && "keys" in keys ? keys.keys : undefined,
      metrics: this.#metrics,
      journal: openJournal("silent", "demo"),
      loopDelayMsMax: 0,
    });
    readYourWrites(app, this.#view.board, 2_000);
    const ends = new LogEnds(new Map());
    routes(app, {
      config: this.#config,
      view: this.#view,
      history: {
        reviewById: async () => undefined,
        seriesHistory: async (seriesId, from, to, limit) => this.#history(seriesId, from, to).slice(-limit),
        scoresHistory: async (stream) =>
          this.#scores.filter((row) => stream === undefined || row.stream === stream),
        seriesAlarms: async () => [],
        deedsOf: async () => [],
      },
      feed: this.#feed,
      door: {
        publish: async (stream, values) => {
          const places = values.map((value) => ({
            stream,
            partition: 0,
            offset: this.#publish(stream, value),
          }));
          this.tell();
          return { places, rejected: [] };
        },
      },
      deadLetters: {
        list: async (stream, limit) =>
          this.#letters.filter((letter) => stream === undefined || letter.stream === stream).slice(0, limit),
        replay: async () => this.#letters.splice(0).length,
      },
      store: { raiseGeneration: async () => 1 },
      forgetting: { forget: async () => Promise.reject(new Error("nobody is forgotten here")) },
      audit: { list: async () => [] },
      metrics: this.#metrics,
      readiness: () => ({ status: "ready", reasons: [], partitions: [] }),
      metricsText: async () => {
        reportProgress(this.#metrics, this.#view.board, ends, (stream) => `millrace.${stream}`);
        return { type: this.#metrics.registry.contentType, text: await this.#metrics.text() };
      },
    });
    const address = await app.listen({ host: "127.0.0.1", port: this.#port });
    this.#port = Number(new URL(address).port);
    this.#app = app;
  }

  /** Shuts the door; whoever is connected is cut off. */
  async close(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }

  /** Takes events in; `tell` makes them visible. */
  feed(stream: StreamName, events: Iterable<object>): void {
    for (const event of events) this.#publish(stream, Buffer.from(JSON.stringify(event)));
  }

  /** Takes records in as they are. */
  feedRaw(stream: StreamName, values: Iterable<string>): void {
    for (const value of values) this.#publish(stream, Buffer.from(value));
  }

  /** Takes what a trainer published into use. */
  adopt(stream: string, weights: Weights): void {
    this.#view.networks.add(weights.kind, weights.version, weights.bytes);
    this.#of(stream).adopt(weights);
  }

  /** Makes everything visible. @param at what the scoreboard's history calls this moment, ms since 1970. */
  tell(at = Date.now()): void {
    for (const one of this.#streams.values()) one.tell(this.#view, Date.now());
    for (const stream of this.#view.board.streams) {
      if (at - (this.#told.get(stream) ?? 0) < SNAPSHOT_MS) continue;
      this.#told.set(stream, at);
      for (const progress of this.#view.board.partitions(stream).values())
        for (const board of (progress.scores ?? []) as readonly Scores[])
          for (const { model, recent, stream: of } of rowsOf(board))
            this.#scores.push({ stream: of, partition: 0, model, metrics: { ...recent }, at });
    }
  }

  #publish(stream: StreamName, value: Uint8Array): number {
    if (stream === "items") {
      const decoded = createDecoder("items").decode({ key: null, value, headers: {}, timestamp: Date.now() });
      if (decoded.ok) this.#view.catalogue.apply(decoded.event);
      this.#view.board.read("items", 0, ++this.#items);
      return this.#items;
    }
    const now = Date.now();
    const absorbed = this.#of(stream).take(value, now, (record) =>
      this.#of("ratings").take(record.value, now),
    );
    if (!absorbed.ok) {
      const { offset, reason, detail } = absorbed;
      const letter = { stream, topic: `millrace.${stream}`, partition: 0, offset, reason, detail, key: null };
      this.#letters.unshift({
        ...letter,
        value: Buffer.from(value).toString("base64"),
        arrivedAt: new Date(now).toISOString(),
      });
    }
    return absorbed.offset;
  }

  #of(stream: string): DemoStream {
    const found = this.#streams.get(stream);
    if (found === undefined) throw new Error(`no stream ${stream}`);
    return found;
  }

  #history(seriesId: string, from: number, to: number) {
    return this.#of("readings")
      .rows.filter(
        ({ row, eventTime }) => row.values.series_id === seriesId && eventTime >= from && eventTime < to,
      )
      .map(({ row: { values }, eventTime }) => {
        const number = (name: string): number | null =>
          typeof values[name] === "number" ? values[name] : null;
        const rung = typeof values.rung === "string" ? values.rung : null;
        return {
          eventTime,
          value: number("value") ?? 0,
          predicted: number("predicted"),
          lower: number("lower"),
          upper: number("upper"),
          rung,
          rungs: {},
        };
      });
  }
}
