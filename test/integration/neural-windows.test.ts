import { ARCHITECTURES, WINDOW, WindowNet } from "@millrace/neural";
import { loadTensors, trainWindows } from "@millrace/neural/training";
import { describe, expect, test } from "vitest";
import { windowModel, windowWeights } from "../../libs/neural/src/training/windows.ts";

/** A wave with a little irregularity, newest value last. */
const wave = (length: number, level: number): number[] =>
  Array.from({ length }, (_, i) => level + 3 * Math.sin((2 * Math.PI * i) / 24) + ((i * 7919) % 17) / 30);

describe.each(ARCHITECTURES)("the window network %s", (architecture) => {
  test("serves in plain JavaScript what the tensor library says", async () => {
    const { tf } = await loadTensors();
    const model = windowModel(tf, architecture, 5, 3);
    const net = new WindowNet(windowWeights(model, architecture));
    const values = wave(WINDOW, 10);
    const recent = values.toReversed();
    const path = net.path(recent, WINDOW, WINDOW) ?? expect.fail("a window is enough");
    const last = recent[0] ?? 0;
    const mean = values.reduce((sum, v) => sum + v / WINDOW, 0);
    const unit = values.reduce((sum, v) => sum + Math.abs(v - mean) / WINDOW, 0);
    const scaled = values.map((v) => (v - last) / unit);
    const input =
      architecture === "feedforward" ? tf.tensor2d([scaled]) : tf.tensor3d([scaled.map((v) => [v])]);
    const out = model.predict(input);
    const said = [...((Array.isArray(out) ? out[0] : out)?.dataSync() ?? [])];
    expect(said).toHaveLength(WINDOW);
    for (const [h, value] of path.entries())
      expect((value - last) / unit).toBeCloseTo(said[h] ?? Number.NaN, 4);
    model.dispose();
  });
});

test("training learns a season, whatever the level and the unit of a series", async () => {
  const series = [1, 10, 1_000].map((unit) => ({ values: wave(600, 5).map((v) => v * unit) }));
  const networks = await trainWindows(series, { budgetMs: 8_000 });
  expect(networks.map(({ architecture }) => architecture)).toEqual([...ARCHITECTURES]);
  const [feedforward] = networks;
  if (feedforward === undefined) return;
  const values = wave(648, 5);
  const path = new WindowNet(feedforward).path(values.slice(0, 624).reverse(), 624, 24) ?? [];
  const error = [...path].reduce((sum, value, h) => sum + Math.abs(value - (values[624 + h] ?? 0)) / 24, 0);
  const persistence = values.slice(624).reduce((sum, v) => sum + Math.abs(v - (values[623] ?? 0)) / 24, 0);
  expect(error).toBeLessThan(0.5 * persistence);
  expect(await trainWindows([{ values: [1, 2, 3] }], { budgetMs: 100 })).toEqual([]);
}, 60_000);
