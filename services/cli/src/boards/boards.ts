import { m, number, overTime, type Panel, perSecond, quantile } from "./panel.ts";

/** A board: its file's name, its title and its panels, row by row. */
export interface Board {
  readonly name: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const overview: Board = {
  name: "overview",
  title: "Millrace: overview",
  panels: [
    number("Services that answer", "none", 'count(up{job=~"millrace.*"} == 1)'),
    number("Partitions halted", "none", `sum(${m("partition_halted")}) or vector(0)`, { red: 1 }),
    number("Partitions coming back", "none", `sum(${m("partition_restoring")}) or vector(0)`),
    number("Alerts firing", "none", 'count(ALERTS{alertstate="firing"}) or vector(0)', { red: 1 }),
    number("Events a second", "ops", `sum(rate(${m("events_total")}[5m]))`),
    number("Event to answer, p99", "s", quantile(0.99, "event_to_answer_seconds", ""), { red: 1 }),
    overTime("Events a second by stream", "ops", [[perSecond("events_total", "stream"), "{{stream}}"]]),
    overTime("Event to answer, p99 by stream", "s", [
      [quantile(0.99, "event_to_answer_seconds", "stream"), "{{stream}}"],
    ]),
    overTime("Lag by topic", "none", [[`sum by (topic) (${m("consumer_lag")})`, "{{topic}}"]]),
    overTime("Dead letters a second by reason", "ops", [
      [perSecond("dead_letters_total", "stream, reason"), "{{stream}} {{reason}}"],
    ]),
    overTime("Requests a second by status", "reqps", [
      [`sum by (status) (rate(${m("http_request_duration_seconds")}_count[5m]))`, "{{status}}"],
    ]),
    overTime("Time to answer a request, p99 by route", "s", [
      [quantile(0.99, "http_request_duration_seconds", "route", '{route!="/v1/live"}'), "{{route}}"],
    ]),
    overTime("Memory of each process", "bytes", [
      ['process_resident_memory_bytes{job=~"millrace.*"}', "{{instance}}"],
    ]),
    overTime("Processor time of each process", "percentunit", [
      ['rate(process_cpu_seconds_total{job=~"millrace.*"}[5m])', "{{instance}}"],
    ]),
    overTime("Event loop held up, p99", "s", [
      ['nodejs_eventloop_lag_p99_seconds{job=~"millrace.*"}', "{{instance}}"],
    ]),
    overTime("Live streams open", "none", [[m("live_listeners"), "{{instance}}"]]),
  ],
};

/** Streams with a board of their own, and the ladders that score them. */
const streams: Readonly<Record<string, string>> = {
  baskets: "baskets",
  clicks: "clicks",
  reviews: "reviews|ratings",
  readings: "readings",
};

const boardOf = (stream: string, ladders: string): Board => {
  const own = `{stream="${stream}"}`;
  const topic =
    stream === "reviews" ? `{topic=~".*\\\\.(reviews|interactions)"}` : `{topic=~".*\\\\.${stream}"}`;
  const scored = `{stream=~"${ladders}"}`;
  return {
    name: stream,
    title: `Millrace: ${stream}`,
    panels: [
      number("Events a second", "ops", `sum(rate(${m("events_total")}${own}[5m]))`, { width: 6 }),
      number("Event to answer, p99", "s", quantile(0.99, "event_to_answer_seconds", "", own), {
        width: 6,
        red: 1,
      }),
      number("Lag", "none", `sum(${m("consumer_lag")}${topic})`, { width: 6 }),
      number("Partitions halted", "none", `sum(${m("partition_halted")}${own}) or vector(0)`, {
        width: 6,
        red: 1,
      }),
      overTime("Events a second by outcome", "ops", [
        [perSecond("events_total", "outcome", own), "{{outcome}}"],
      ]),
      overTime("Event to answer", "s", [
        [quantile(0.5, "event_to_answer_seconds", "", own), "p50"],
        [quantile(0.99, "event_to_answer_seconds", "", own), "p99"],
      ]),
      overTime("Lag by partition", "none", [[`${m("consumer_lag")}${topic}`, "{{topic}} {{partition}}"]]),
      overTime(
        "In no snapshot yet",
        "none",
        [[`${m("uncommitted_events")}${topic}`, "{{topic}} {{partition}}"]],
        { about: "What a crash would read again." },
      ),
      overTime("Scores over the recent events", "none", [
        [`${m("model_score")}${scored}`, "{{model}} {{metric}}"],
      ]),
      overTime("Which model answers", "none", [[`${m("champion")}${scored} == 1`, "{{stream}} {{model}}"]]),
      overTime("Dead letters a second by reason", "ops", [
        [perSecond("dead_letters_total", "reason", own), "{{reason}}"],
      ]),
      overTime("Records in another partition than their key's, a second", "ops", [
        [perSecond("misplaced_records_total", "partition", own), "{{partition}}"],
      ]),
      overTime("Events made visible at once, median", "none", [
        [quantile(0.5, "batch_size", "", own), "events"],
      ]),
      overTime("Time of snapshots and restores, p99", "s", [
        [quantile(0.99, "snapshot_seconds", "", own), "snapshot"],
        [quantile(0.99, "restore_seconds", "", own), "restore"],
      ]),
      overTime("Rows written a second", "ops", [
        [perSecond("clickhouse_rows_total", "table", `{table="${stream}"}`), "{{table}}"],
      ]),
      overTime("Partitions coming back", "none", [[`${m("partition_restoring")}${own}`, "{{partition}}"]]),
    ],
  };
};

const models: Board = {
  name: "models",
  title: "Millrace: models",
  panels: [
    {
      title: "Which model answers",
      kind: "table",
      unit: "none",
      width: 12,
      queries: [{ expr: `${m("champion")} == 1`, legend: "{{stream}} {{model}}", instant: true }],
    },
    overTime("Rung that answers", "none", [[m("champion_rung"), "{{stream}}"]], {
      about: "0 is the simplest of the ladder.",
    }),
    overTime(
      "Scores over the recent events",
      "none",
      [[m("model_score"), "{{stream}} {{model}} {{metric}}"]],
      { width: 24 },
    ),
    overTime("Entities held", "none", [[m("state_entries"), "{{model}}"]]),
    overTime("Share of the bound", "percentunit", [
      [`${m("state_entries")} / ${m("state_entries_max")}`, "{{model}}"],
    ]),
    overTime("Bytes held", "bytes", [[m("state_bytes"), "{{model}}"]]),
    overTime("Bytes per entity", "bytes", [
      [`${m("state_bytes")} / (${m("state_entries")} > 0)`, "{{model}}"],
    ]),
    overTime("Let go because of a bound, a second", "ops", [
      [perSecond("state_evictions_total", "model, reason"), "{{model}} {{reason}}"],
    ]),
    overTime("Tensor library of the newest weights", "none", [[m("tensor_backend_info"), "{{backend}}"]]),
  ],
};

const stores: Board = {
  name: "stores",
  title: "Millrace: ClickHouse and Kafka",
  panels: [
    number("Broker away", "none", `max(${m("broker_away")})`, { width: 6, red: 1 }),
    number("Rows refused", "none", `sum(${m("clickhouse_rows_refused_total")}) or vector(0)`, {
      width: 6,
      red: 1,
    }),
    number(
      "Inserts tried again, last hour",
      "none",
      `sum(increase(${m("clickhouse_insert_retries_total")}[1h])) or vector(0)`,
      {
        width: 6,
      },
    ),
    number("Rows a second", "ops", `sum(rate(${m("clickhouse_rows_total")}[5m]))`, { width: 6 }),
    overTime("Rows written a second by table", "ops", [
      [perSecond("clickhouse_rows_total", "table"), "{{table}}"],
    ]),
    overTime("Time of an insert, p99 by table", "s", [
      [quantile(0.99, "clickhouse_insert_seconds", "table"), "{{table}}"],
    ]),
    overTime("Inserts tried again a second", "ops", [
      [perSecond("clickhouse_insert_retries_total", "instance, table"), "{{instance}} {{table}}"],
    ]),
    overTime("Time of a snapshot, p99 by stream", "s", [
      [quantile(0.99, "snapshot_seconds", "stream"), "{{stream}}"],
    ]),
    overTime("Lag by topic and partition", "none", [[m("consumer_lag"), "{{topic}} {{partition}}"]]),
    overTime("In no snapshot yet", "none", [[`sum by (topic) (${m("uncommitted_events")})`, "{{topic}}"]]),
    overTime("Records in another partition than their key's, a second", "ops", [
      [perSecond("misplaced_records_total", "stream, partition"), "{{stream}} {{partition}}"],
    ]),
    overTime("Restores, p99 by stream", "s", [[quantile(0.99, "restore_seconds", "stream"), "{{stream}}"]]),
  ],
};

/** Every board that compose provisions. */
export const boards: readonly Board[] = [
  overview,
  ...Object.entries(streams).map(([stream, ladders]) => boardOf(stream, ladders)),
  models,
  stores,
];
