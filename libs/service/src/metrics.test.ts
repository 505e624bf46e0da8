import { expect, test } from "vitest";
import { Metrics, metricsCatalogue, metricsPage } from "./metrics.ts";

const names = Object.keys(metricsCatalogue);

test("every metric of the catalogue is in what Prometheus reads and on the page, under the same name", async () => {
  const text = await new Metrics().text();
  const page = metricsPage();
  for (const [name, { type, help, labels }] of Object.entries(metricsCatalogue)) {
    expect(text).toContain(`# HELP millrace_${name} ${help}\n# TYPE millrace_${name} ${type}\n`);
    const line = page.split("\n").find((one) => one.startsWith(`| \`millrace_${name}\` | ${type} |`)) ?? "";
    for (const part of [help, ...labels]) expect([name, line]).toEqual([name, expect.stringContaining(part)]);
  }
  expect(page.split("\n").filter((line) => line.startsWith("| `millrace_"))).toHaveLength(names.length);
});

test("no label is an id of anybody or anything: all take few values", () => {
  const few = [
    "stream",
    "outcome",
    "reason",
    "topic",
    "partition",
    "model",
    "metric",
    "table",
    "route",
    "method",
    "status",
    "backend",
  ];
  for (const { labels } of Object.values(metricsCatalogue))
    for (const label of labels) expect(few).toContain(label);
});

test("a total is what it was set to last, however often; counts add up; a cleared gauge is gone", async () => {
  const metrics = new Metrics();
  const labels = { stream: "clicks", outcome: "applied" };
  for (const value of [5, 5, 9]) metrics.total("events_total", labels, value);
  for (const rows of [2, 3]) metrics.count("clickhouse_rows_total", { table: "clicks" }, rows);
  metrics.set("champion", { stream: "clicks", model: "gru" }, 1);
  metrics.observe("batch_size", { stream: "clicks" }, 7, 3);
  const before = await metrics.text();
  expect(before).toContain('millrace_events_total{stream="clicks",outcome="applied"} 9\n');
  expect(before).toContain('millrace_clickhouse_rows_total{table="clicks"} 5\n');
  expect(before).toContain('millrace_champion{stream="clicks",model="gru"} 1\n');
  expect(before).toContain('millrace_batch_size_bucket{le="5",stream="clicks"} 0\n');
  expect(before).toContain('millrace_batch_size_bucket{le="10",stream="clicks"} 3\n');
  metrics.clear("champion");
  expect(await metrics.text()).not.toContain("millrace_champion{");
});
