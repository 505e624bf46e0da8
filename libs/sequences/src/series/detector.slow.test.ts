import { describe, expect, test } from "vitest";
import { SeriesModel } from "./series-model.ts";

const MINUTE = 60_000;

/** Seeded standard normal numbers (a linear congruential generator, twelve uniforms each). */
const normals = (seed: number): (() => number) => {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, 0) - 6;
};

const play = (values: readonly number[], timeOf = (i: number): number => i * MINUTE): SeriesModel => {
  const model = new SeriesModel();
  for (const [i, value] of values.entries())
    model.learn("s", timeOf(i), value, model.predict("s", timeOf(i)));
  return model;
};

const calm = (length: number, seed = 1): number[] => {
  const next = normals(seed);
  return Array.from({ length }, () => 20 + next());
};
const alarms = (model: SeriesModel, from = 0) =>
  model.alarms("s").filter(({ time, score }) => score >= 0.9 && time >= from * MINUTE);

describe("alarms", () => {
  test("are few on noise alone", () => {
    const found = [1, 2, 3].flatMap((seed) => alarms(play(calm(2_000, seed)), 200));
    expect(found.length).toBeLessThan(12);
  });

  test("are rare in young series of noise, where records fall often", () => {
    const found = Array.from({ length: 20 }, (_, n) => alarms(play(calm(500, n + 1))));
    expect(found.flat().length).toBeLessThan(10);
  });

  test("do not come of a season that goes on as ever, while what is watched has no past", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const next = normals(seed);
      const waves = Array.from(
        { length: 900 },
        (_, i) => 10 + 5 * Math.sin((2 * Math.PI * i) / 24) + 0.4 * next(),
      );
      const model = play(waves);
      expect(alarms(model).length).toBeLessThan(2);
      expect(model.alarms("s").filter(({ time }) => time < 400 * MINUTE)).toEqual([]);
    }
  });

  test("name a spike, once, with what had been expected", () => {
    const values = calm(1_000);
    values[900] = 35;
    const found = alarms(play(values), 890);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ time: 900 * MINUTE, value: 35, kind: "spike" });
    expect(Math.abs((found[0]?.expected ?? 0) - 20)).toBeLessThan(2);
    expect(found[0]?.score).toBeGreaterThan(0.99);
  });

  test("tell a shift of the level from a spike once it has stayed", () => {
    const values = calm(1_000).map((v, i) => (i < 900 ? v : v + 15));
    expect(alarms(play(values.slice(0, 903)), 890)[0]?.kind).toBe("spike");
    expect(alarms(play(values), 890)[0]).toMatchObject({ time: 900 * MINUTE, kind: "shift" });
  });

  test("name a sensor that is stuck, but not one that only ever says few values", () => {
    const stuck = calm(1_000).map((v, i) => (i < 900 ? v : 20.5));
    expect(alarms(play(stuck), 890).map(({ kind }) => kind)).toContain("stuck");
    const stepped = Array.from({ length: 1_000 }, (_, i) => Math.floor(i / 30) % 2);
    expect(alarms(play(stepped), 200).map(({ kind }) => kind)).not.toContain("stuck");
  });

  test("name a sensor that was silent when it speaks again", () => {
    const found = alarms(
      play(calm(1_000), (i) => (i < 900 ? i : i + 60) * MINUTE),
      890,
    );
    expect(found[0]).toMatchObject({ time: 960 * MINUTE, kind: "silent" });
  });

  test("name noise that has grown", () => {
    const values = calm(1_000).map((v, i) => (i < 900 ? v : 20 + 2.2 * (v - 20)));
    expect(alarms(play(values), 900).length).toBeGreaterThan(0);
  });
});

describe("an alarm about covariates that do not fit together", () => {
  const next = normals(11);
  /** A plant: pressure follows the temperature, the value follows both, humidity is its own. */
  const readings = Array.from({ length: 1_200 }, () => {
    const temperature = 60 + 5 * next();
    const pressure = 3 + 0.04 * (temperature - 60) + 0.02 * next();
    const value = 0.5 * temperature + 20 * pressure + 0.5 * next();
    return { value, covariates: { temperature, pressure, humidity: 40 + 8 * next() } };
  });
  /** The kinds of alarm over the readings, the last of them changed. */
  const kindsOf = (last: Partial<Record<"temperature" | "pressure" | "humidity", number>>) => {
    const model = new SeriesModel();
    for (const [i, { value, covariates }] of readings.entries()) {
      const changed = i + 1 < readings.length ? covariates : { ...covariates, ...last };
      model.learn("s", i * MINUTE, value, model.predict("s", i * MINUTE), changed);
    }
    const found = model.alarms("s").filter(({ score }) => score >= 0.9);
    return found.map(({ kind, time }) =>
      time === (readings.length - 1) * MINUTE ? kind : `before: ${kind}`,
    );
  };
  const relations = (kinds: readonly string[]) => kinds.filter((kind) => kind.endsWith("relation"));

  test("comes when two that go together part, each well within its own range", () => {
    // Both have often been there: one standard deviation above and one below.
    expect(relations(kindsOf({ temperature: 65, pressure: 2.8 }))).toEqual(["relation"]);
  });

  test("does not come for values within range that fit, nor for a covariate that goes with nothing", () => {
    expect(relations(kindsOf({}))).toEqual([]);
    expect(relations(kindsOf({ humidity: 24 }))).toEqual([]);
  });
});
