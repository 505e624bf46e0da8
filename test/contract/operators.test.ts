import { readdirSync, readFileSync } from "node:fs";
import { Metrics, metricsCatalogue } from "@millrace/service";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const files = (folder: string): readonly string[] => readdirSync(new URL(folder, root)).sort();

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
const { groups } = parse(read("infra/prometheus/rules/millrace.rules.yml")) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

interface Board {
  readonly uid: string;
  readonly panels: readonly {
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: readonly { readonly expr: string }[];
  }[];
}
const boards = files("infra/grafana/boards/").map(
  (file) => JSON.parse(read(`infra/grafana/boards/${file}`)) as Board,
);

/** What Prometheus makes itself. */
const builtIn = ["up", "ALERTS"];

/** Names that a query reads: ours, those of every Node process, and Prometheus' own. */
const namesIn = (expr: string): readonly string[] => {
  const bare = expr.replaceAll(/"[^"]*"/g, "").replaceAll(/\b(?:by|without|on) \([^)]*\)/g, "");
  return bare.match(/\b(?:millrace|nodejs|process)_\w+|\bup\b|\bALERTS\b/g) ?? [];
};

const exported = new Set(
  new Metrics().registry
    .getMetricsAsArray()
    .flatMap((metric) => {
      const { name } = metric;
      return String(Reflect.get(metric, "type")) === "histogram" || Reflect.has(metric, "upperBounds")
        ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]
        : [name];
    })
    .concat(builtIn),
);

/** Labels that a query asks for, in selectors and groupings. */
const labelsIn = (expr: string): readonly string[] => [
  ...[...expr.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = ""]) => label),
  ...[...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(",").map((l) => l.trim())),
];
const labels = new Set([
  ...Object.values(metricsCatalogue).flatMap((metric): readonly string[] => metric.labels),
  ...["le", "job", "instance", "alertstate"],
]);

test("every metric and label that an alert or a board asks for is one that is exported", () => {
  const queries = [
    ...rules.map(({ alert, expr }) => [alert, expr] as const),
    ...boards.flatMap(({ uid, panels }) =>
      panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [`${uid}: ${title}`, expr] as const)),
    ),
  ];
  expect(queries.length).toBeGreaterThan(80);
  const unknown = queries.flatMap(([where, expr]) => {
    const names = namesIn(expr);
    if (names.length === 0) return [`${where}: reads nothing`];
    const wrong = [
      ...names.filter((name) => !exported.has(name)),
      ...labelsIn(expr).filter((label) => !labels.has(label)),
    ];
    return wrong.map((name) => `${where}: ${name}`);
  });
  expect(unknown).toEqual([]);
});

test("every metric of the catalogue is on a board", () => {
  const shown = boards.flatMap(({ panels }) =>
    panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  );
  const unseen = Object.keys(metricsCatalogue).filter(
    (name) => !shown.some((expr) => expr.includes(`millrace_${name}`)),
  );
  expect(unseen).toEqual([]);
});

test("every alert has a page of its own that says what it means, where to look and what to do, and no page is left over", () => {
  const pages = files("docs/runbooks/").filter((file) => file !== "README.md");
  expect(pages).toEqual(rules.map(({ alert }) => `${alert}.md`).sort());
  for (const { alert, expr, annotations } of rules) {
    expect(annotations.runbook).toBe(`docs/runbooks/${alert}.md`);
    const page = read(annotations.runbook);
    for (const part of [`# ${alert}`, expr, "## What it means", "## Where to look", "## What to do"])
      expect(page).toContain(part);
    expect(read("docs/runbooks/README.md")).toContain(`(${alert}.md)`);
  }
});

test("every alert has a test in which it fires and one in which it does not", () => {
  const { tests } = parse(read("infra/prometheus/tests/millrace.test.yml")) as {
    readonly tests: readonly {
      readonly alert_rule_test: readonly {
        readonly alertname: string;
        readonly exp_alerts: readonly unknown[];
      }[];
    }[];
  };
  const cases = tests.flatMap((one) => one.alert_rule_test);
  for (const { alert } of rules) {
    const fired = cases
      .filter(({ alertname }) => alertname === alert)
      .map(({ exp_alerts }) => exp_alerts.length > 0);
    expect([alert, fired]).toEqual([alert, [true, false]]);
  }
});

test("the boards are one for the whole, one a stream, the models and the stores, and no panel covers another", () => {
  expect(boards.map(({ uid }) => uid)).toEqual(
    ["baskets", "clicks", "models", "overview", "readings", "reviews", "stores"].map(
      (name) => `millrace-${name}`,
    ),
  );
  for (const { uid, panels } of boards) {
    const cells = new Set<string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([uid, title, cells.has(`${x}/${y}`)]).toEqual([uid, title, false]);
          cells.add(`${x}/${y}`);
        }
    }
  }
});
