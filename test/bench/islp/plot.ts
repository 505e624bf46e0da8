import { autocorrelations } from "@millrace/sequences";

const WIDTH = 760;
const PANEL = 170;
const LEFT = 56;
const LAGS = 37;

/** Bars of the autocorrelation of each series at lags 0 to 36, one panel a series, as an SVG document. */
export const autocorrelationPlot = (series: ReadonlyMap<string, readonly number[]>): string => {
  const step = (WIDTH - LEFT - 20) / LAGS;
  const panels = [...series].map(([name, values], n) => {
    const top = 30 + n * PANEL;
    const zero = top + PANEL - 50;
    const height = PANEL - 70;
    const bars = [...autocorrelations(values, LAGS - 1)].map((r, lag) => {
      const x = LEFT + lag * step;
      const y = Math.min(zero, zero - r * height);
      return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(step * 0.55).toFixed(1)}" height="${Math.max(0.5, Math.abs(r) * height).toFixed(1)}"/>`;
    });
    const ticks = [0, 0.5, 1].map(
      (r) =>
        `<text class="t" x="${LEFT - 10}" y="${(zero - r * height + 4).toFixed(1)}" text-anchor="end">${r}</text>`,
    );
    const lags = [0, 6, 12, 18, 24, 30, 36].map(
      (lag) =>
        `<text class="t" x="${(LEFT + lag * step + step * 0.28).toFixed(1)}" y="${zero + 18}" text-anchor="middle">${lag}</text>`,
    );
    const line = `<line x1="${LEFT - 4}" y1="${zero}" x2="${WIDTH - 20}" y2="${zero}"/>`;
    return `<text x="${LEFT}" y="${top - 6}">${name}</text>${ticks.join("")}${lags.join("")}${line}<g class="b">${bars.join("")}</g>`;
  });
  const height = 30 + series.size * PANEL;
  const style =
    "text{font:14px sans-serif;fill:#222}.t{font-size:11px;fill:#555}line{stroke:#888}.b rect{fill:#2b6cb0}";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Autocorrelation by lag in trading days">`,
    `<style>${style}</style><rect width="100%" height="100%" fill="#fff"/>`,
    ...panels,
    "</svg>",
    "",
  ].join("\n");
};
