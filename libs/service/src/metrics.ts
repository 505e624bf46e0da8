import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from "prom-client";

interface MetricSpec {
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
  readonly buckets?: readonly number[];
}

const latency = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Every metric there is. The page `docs/metrics.md` is generated from this; no label is ever an id. */
export const metricsCatalogue = {
  events_total: {
    type: "counter",
    labels: ["stream", "outcome"],
    help: "Records read, by what became of them; part of the snapshot, so a crash neither loses nor doubles any.",
  },
  dead_letters_total: { type: "counter", labels: ["stream", "reason"], help: "Dead letters by reason." },
  event_to_answer_seconds: {
    type: "histogram",
    labels: ["stream"],
    help: "From an event's arrival at the broker until the changed answer can be read by HTTP.",
    buckets: latency,
  },
  consumer_lag: {
    type: "gauge",
    labels: ["topic", "partition"],
    help: "Records of a partition that the answers do not reflect yet.",
  },
  uncommitted_events: {
    type: "gauge",
    labels: ["topic", "partition"],
    help: "Records absorbed since the last snapshot: what a crash would replay.",
  },
  partition_halted: {
    type: "gauge",
    labels: ["stream", "partition"],
    help: "1 where a partition stopped because its log or its events are not what they should be.",
  },
  partition_restoring: {
    type: "gauge",
    labels: ["stream", "partition"],
    help: "1 while a partition's state is being brought back: its answers stand still meanwhile.",
  },
  misplaced_records_total: {
    type: "counter",
    labels: ["stream", "partition"],
    help: "Records in another partition than their event's key names, since this process started.",
  },
  batch_size: {
    type: "histogram",
    labels: ["stream"],
    help: "Events made visible by one batch of answers.",
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000],
  },
  model_score: {
    type: "gauge",
    labels: ["stream", "model", "metric"],
    help: "Test-then-train score over the recent events.",
  },
  champion: { type: "gauge", labels: ["stream", "model"], help: "1 for the model that answers." },
  champion_rung: {
    type: "gauge",
    labels: ["stream"],
    help: "Place of the model that answers on its stream's ladder; 0 is the simplest.",
  },
  state_entries: { type: "gauge", labels: ["model"], help: "Entities held by a model, over all partitions." },
  state_entries_max: {
    type: "gauge",
    labels: ["model"],
    help: "Entities that a model may hold by the settings, over all partitions, where that is one number.",
  },
  state_bytes: { type: "gauge", labels: ["model"], help: "Bytes held by a model, over all partitions." },
  state_evictions_total: {
    type: "counter",
    labels: ["model", "reason"],
    help: "Entities that left a model because a bound was reached.",
  },
  snapshot_seconds: {
    type: "histogram",
    labels: ["stream"],
    help: "Time to store a snapshot and commit its offset.",
    buckets: latency,
  },
  restore_seconds: {
    type: "histogram",
    labels: ["stream"],
    help: "Time to bring a partition back.",
    buckets: latency,
  },
  clickhouse_rows_total: { type: "counter", labels: ["table"], help: "Rows written." },
  clickhouse_insert_retries_total: {
    type: "counter",
    labels: ["table"],
    help: "Inserts that failed for a passing reason and were tried again.",
  },
  clickhouse_rows_refused_total: {
    type: "counter",
    labels: ["table"],
    help: "Rows that ClickHouse refused for good: the partitions that wrote them stand still.",
  },
  clickhouse_insert_seconds: {
    type: "histogram",
    labels: ["table"],
    help: "Time of one insert.",
    buckets: latency,
  },
  http_request_duration_seconds: {
    type: "histogram",
    labels: ["route", "method", "status"],
    help: "Time to answer a request.",
    buckets: latency,
  },
  broker_away: {
    type: "gauge",
    labels: [],
    help: "1 while the query API cannot ask the broker where the topics end: lag is not known then.",
  },
  live_listeners: { type: "gauge", labels: [], help: "Live streams open now." },
  tensor_backend_info: {
    type: "gauge",
    labels: ["backend"],
    help: "1 for the tensor library that trains the networks.",
  },
} as const satisfies Record<string, MetricSpec>;

/** Name of a metric without the prefix. */
export type MetricName = keyof typeof metricsCatalogue;

/** What a process measured. */
export type MetricValues = MetricObjectWithValues<MetricValue<string>>[];

type Labels = Readonly<Record<string, string>>;

/** The process's metrics: one registry, made from the catalogue. */
export class Metrics {
  readonly registry = new Registry();
  readonly #metrics = new Map<string, Counter | Gauge | Histogram>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const [name, spec] of Object.entries<MetricSpec>(metricsCatalogue)) {
      const base = {
        name: `millrace_${name}`,
        help: spec.help,
        labelNames: [...spec.labels],
        registers: [this.registry],
      };
      if (spec.type === "counter") this.#metrics.set(name, new Counter(base));
      else if (spec.type === "gauge") this.#metrics.set(name, new Gauge(base));
      else this.#metrics.set(name, new Histogram({ ...base, buckets: [...(spec.buckets ?? latency)] }));
    }
  }

  /** Adds to a counter. */
  count(name: MetricName, labels: Labels, by = 1): void {
    const metric = this.#metrics.get(name);
    if (metric instanceof Counter) metric.inc(labels, by);
  }

  /** Sets a gauge. */
  set(name: MetricName, labels: Labels, value: number): void {
    const metric = this.#metrics.get(name);
    if (metric instanceof Gauge) metric.set(labels, value);
  }

  /** Sets a counter to a total that is counted elsewhere: in the snapshots. */
  total(name: MetricName, labels: Labels, value: number): void {
    const metric = this.#metrics.get(name);
    if (!(metric instanceof Counter)) return;
    metric.remove(labels);
    metric.inc(labels, value);
  }

  /** Adds an observation, `times` times, to a histogram. Seconds where the name says so. */
  observe(name: MetricName, labels: Labels, value: number, times = 1): void {
    const metric = this.#metrics.get(name);
    if (metric instanceof Histogram) for (let i = 0; i < times; i++) metric.observe(labels, value);
  }

  /** Forgets all values of a gauge, before it is set anew. */
  clear(name: MetricName): void {
    this.#metrics.get(name)?.reset();
  }

  /** All values, as another process of this installation may add them to its own. */
  values(): Promise<MetricValues> {
    return this.registry.getMetricsAsJSON();
  }

  /** All metrics as Prometheus reads them. @param beside values of other processes: what counts is added up */
  async text(beside: readonly MetricValues[] = []): Promise<string> {
    if (beside.length === 0) return this.registry.metrics();
    return AggregatorRegistry.aggregate([await this.values(), ...beside]).metrics();
  }
}

/** The page of all metrics, Markdown. */
export const metricsPage = (): string => {
  const rows = Object.entries<MetricSpec>(metricsCatalogue).map(
    ([name, s]) =>
      `| \`millrace_${name}\` | ${s.type} | ${s.labels.map((l) => `\`${l}\``).join(" ")} | ${s.help} |`,
  );
  return [
    "# Metrics",
    "",
    "At `GET /metrics`, for Prometheus. This page is generated: `npm run docs`.",
    "",
    "| name | type | labels | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
};
