import type { Board } from "./boards.ts";
import type { Panel } from "./panel.ts";

const HEIGHT = 8;
const NUMBER_HEIGHT = 4;
const COLUMNS = 24;
const datasource = { type: "prometheus", uid: "prometheus" };

const thresholds = (red: number | undefined) => ({
  mode: "absolute",
  steps: [{ color: "green", value: null }, ...(red === undefined ? [] : [{ color: "red", value: red }])],
});

const options = (panel: Panel): object => {
  if (panel.kind === "stat")
    return { reduceOptions: { calcs: ["lastNotNull"] }, colorMode: "value", graphMode: "none" };
  if (panel.kind === "table") return { showHeader: true };
  return {
    legend: { displayMode: "table", placement: "right", calcs: ["lastNotNull"] },
    tooltip: { mode: "multi" },
  };
};

/** Panels from left to right, a new row where one does not fit. */
const placed = (panels: readonly Panel[]): readonly object[] => {
  let [x, y, tallest] = [0, 0, 0];
  return panels.map((panel, i) => {
    const h = panel.kind === "stat" ? NUMBER_HEIGHT : HEIGHT;
    if (x + panel.width > COLUMNS) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    const gridPos = { x, y, w: panel.width, h };
    x += panel.width;
    tallest = Math.max(tallest, h);
    return {
      id: i + 1,
      title: panel.title,
      type: panel.kind,
      ...(panel.about === undefined ? {} : { description: panel.about }),
      gridPos,
      datasource,
      fieldConfig: {
        defaults: { unit: panel.unit, min: 0, thresholds: thresholds(panel.red) },
        overrides: [],
      },
      options: options(panel),
      targets: panel.queries.map(({ expr, legend, instant = false }, n) => ({
        refId: String.fromCharCode(65 + n),
        datasource,
        expr,
        legendFormat: legend,
        instant,
        range: !instant,
        ...(panel.kind === "table" ? { format: "table" } : {}),
      })),
    };
  });
};

/** A board as Grafana reads it from a file. */
export const grafanaBoard = ({ name, title, panels }: Board): string =>
  `${JSON.stringify(
    {
      uid: `millrace-${name}`,
      title,
      tags: ["millrace"],
      timezone: "browser",
      schemaVersion: 41,
      version: 1,
      editable: false,
      refresh: "10s",
      time: { from: "now-1h", to: "now" },
      links: [
        { type: "dashboards", title: "Millrace", tags: ["millrace"], asDropdown: true, keepTime: true },
      ],
      panels: placed(panels),
    },
    null,
    2,
  )}\n`;
