/** One line: a value for each distance from the end, from 1 on. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [760, 400, 64, 20, 48];
/** Powers of ten that are shown. */
const [LEAST, MOST] = [-16, 8];
const COLOURS = ["#2b6cb0", "#dd6b20", "#c53030", "#2f855a", "#6b46c1"];
const LEGEND_LEFT = 270;

/** Curves over the distance from the end of a text, on a logarithmic scale, as an SVG document. */
export const gradientPlot = (curves: readonly Curve[]): string => {
  const words = Math.max(...curves.map(({ values }) => values.length));
  const x = (word: number): number => LEFT + ((word - 1) / (words - 1)) * (WIDTH - LEFT - 20);
  const y = (value: number): number => {
    const power = Math.min(MOST, Math.max(LEAST, Math.log10(Math.max(value, 1e-30))));
    return TOP + ((MOST - power) / (MOST - LEAST)) * (HEIGHT - TOP - BOTTOM);
  };
  const lines = curves.map(({ values }, n) => {
    const points = values.map((value, at) => `${x(at + 1).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    return `<polyline points="${points}" stroke="${COLOURS[n % COLOURS.length]}"/>`;
  });
  const legend = curves.map(({ name }, n) => {
    const at = TOP + 14 + n * 18;
    const colour = COLOURS[n % COLOURS.length];
    return `<polyline points="${LEGEND_LEFT},${at - 4} ${LEGEND_LEFT + 24},${at - 4}" stroke="${colour}"/><text x="${LEGEND_LEFT + 32}" y="${at}">${name}</text>`;
  });
  const powers = Array.from({ length: (MOST - LEAST) / 4 + 1 }, (_, i) => LEAST + 4 * i);
  const grid = powers.map((power) => {
    const at = y(10 ** power).toFixed(1);
    return `<line x1="${LEFT}" y1="${at}" x2="${WIDTH - 20}" y2="${at}"/><text class="t" x="${LEFT - 8}" y="${at}" text-anchor="end">1e${power}</text>`;
  });
  const ticks = [1, 10, 20, 30, 40, 50, 60]
    .filter((word) => word <= words)
    .map((word) => `<text class="t" x="${x(word)}" y="${HEIGHT - 26}" text-anchor="middle">${word}</text>`);
  const style =
    "text{font:13px sans-serif;fill:#222}.t{font-size:11px;fill:#555}line{stroke:#ddd}polyline{fill:none;stroke-width:2}";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Norm of gradients by distance from the end of a text">`,
    `<style>${style}</style><rect width="100%" height="100%" fill="#fff"/>`,
    ...grid,
    ...ticks,
    `<text class="t" x="${(WIDTH + LEFT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">words from the end of the text</text>`,
    ...lines,
    ...legend,
    "</svg>",
    "",
  ].join("\n");
};
