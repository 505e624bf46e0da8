import type { MetricName } from "@millrace/service";

/** How a panel shows its queries. */
export type PanelKind = "timeseries" | "stat" | "bargauge" | "state-timeline" | "table";

/** One query with the text of its legend. */
export interface Query {
  readonly expr: string;
  /** With `{{label}}` in place of labels. */
  readonly legend: string;
  /** Only the newest value counts. */
  readonly instant?: boolean;
}

/** One panel of a board. */
export interface Panel {
  readonly title: string;
  readonly kind: PanelKind;
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  /** Said beside the title. */
  readonly about?: string;
  /** Value from which on it is shown in red. */
  readonly red?: number;
}

/** Full name of a metric of the catalogue. */
export const m = (name: MetricName): string => `millrace_${name}`;

/** Buckets of a histogram of the catalogue. */
export const buckets = (name: MetricName): string => `${m(name)}_bucket`;

/** A quantile over five minutes of a histogram, by some labels. */
export const quantile = (q: number, name: MetricName, by: string, where = ""): string =>
  `histogram_quantile(${q}, sum by (${by === "" ? "le" : `${by}, le`}) (rate(${buckets(name)}${where}[5m])))`;

/** Growth of a counter per second over five minutes, by some labels. */
export const perSecond = (name: MetricName, by: string, where = ""): string =>
  `sum by (${by}) (rate(${m(name)}${where}[5m]))`;

/** A panel over time. */
export const overTime = (
  title: string,
  unit: string,
  queries: readonly (readonly [expr: string, legend: string])[],
  more: Partial<Pick<Panel, "width" | "about" | "red">> = {},
): Panel => ({
  title,
  unit,
  kind: "timeseries",
  width: 12,
  queries: queries.map(([expr, legend]) => ({ expr, legend })),
  ...more,
});

/** A panel with one number. */
export const number = (
  title: string,
  unit: string,
  expr: string,
  more: Partial<Pick<Panel, "width" | "about" | "red">> = {},
): Panel => ({
  title,
  unit,
  kind: "stat",
  width: 4,
  queries: [{ expr, legend: title, instant: true }],
  ...more,
});
