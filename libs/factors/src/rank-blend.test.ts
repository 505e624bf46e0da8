import { expect, test } from "vitest";
import { BLENDED, PreferenceModel, RankBlend } from "./index.ts";
import { uniform } from "./uniform.ts";

/** Choices among ten items by one source, seen at a scale of its own; the other sources are noise. */
const taught = (source: number, scale: number, n = 400): RankBlend => {
  const blend = new RankBlend();
  const random = uniform(5);
  for (let choice = 0; choice < n; choice++) {
    const x = Array.from({ length: 10 }, () =>
      Array.from({ length: BLENDED }, (_, s) => random() * (s === source ? scale : 1)),
    );
    const score = (item: readonly number[]): number =>
      item.reduce((sum, one, s) => sum + one * (blend.weights[s] ?? 0), 0);
    const odds = x.map((item) => Math.exp(score(item)));
    const all = odds.reduce((sum, one) => sum + one, 0);
    const best = x.reduce((a, b) => ((b[source] ?? 0) > (a[source] ?? 0) ? b : a));
    blend.learn(
      Float64Array.from({ length: BLENDED }, (_, s) =>
        x.reduce((sum, item, j) => sum - ((odds[j] ?? 0) / all) * (item[s] ?? 0), best[s] ?? 0),
      ),
    );
  }
  return blend;
};

test.each([
  [0, 1],
  [1, 0.05],
  [2, 1],
  [3, 0.3],
])(
  "the source %i that people follow comes to decide, also where its numbers are as small as %f",
  (source, scale) => {
    const { weights } = taught(source, scale);
    const worth = (s: number): number => (weights[s] ?? 0) * (s === source ? scale : 1);
    for (let s = 0; s < BLENDED; s++) if (s !== source) expect(worth(source)).toBeGreaterThan(1.5 * worth(s));
  },
);

test("two sources that say the same share one weight, and together are worth what one alone is", () => {
  const learned = (both: boolean): Float64Array => {
    const random = uniform(9);
    const blend = new RankBlend();
    for (let choice = 0; choice < 600; choice++) {
      const said = Array.from({ length: 10 }, () => random());
      const x = said.map((one) => [one, both ? one : 0, 0, 0]);
      const odds = x.map((item) =>
        Math.exp(item.reduce((sum, one, s) => sum + one * (blend.weights[s] ?? 0), 0)),
      );
      const all = odds.reduce((sum, one) => sum + one, 0);
      // Followed four times out of five: else weights would grow without end.
      const best = random() < 0.8 ? said.indexOf(Math.max(...said)) : Math.floor(random() * 10);
      const chosen = x[best] ?? [];
      blend.learn(
        Float64Array.from({ length: BLENDED }, (_, s) =>
          x.reduce((sum, item, j) => sum - ((odds[j] ?? 0) / all) * (item[s] ?? 0), chosen[s] ?? 0),
        ),
      );
    }
    return blend.weights.slice();
  };
  const [twice, once] = [learned(true), learned(false)];
  const [a = 0, b = 0] = twice;
  expect(Math.abs(a + b - (once[0] ?? 0))).toBeLessThan(0.25 * (once[0] ?? 0));
});

test("of somebody of whom nothing is known nothing is learned: that what everybody does counts for all", () => {
  const model = new PreferenceModel({ factors: 2, seed: 1 });
  for (let n = 0; n < 40; n++) model.learn({ userId: `u${n % 8}`, itemId: `i${n % 5}`, weight: 1, time: n });
  expect(model.ranks("nobody", "i1").slope).toBeUndefined();
  expect(model.ranks("nobody", "i1").blend).toBeLessThanOrEqual(5);
  model.learn({ userId: "known", itemId: "i0", weight: 1, time: 50 });
  expect(model.ranks("known", "i1").slope).toHaveLength(BLENDED);
});

test("weights come back from chunks to the byte, and go on the same", () => {
  const [blend, copy] = [taught(1, 0.2, 50), new RankBlend()];
  copy.restore(new Map([...blend.chunks()].map(({ name, bytes }) => [name, bytes()])));
  for (const one of [blend, copy]) one.learn(Float64Array.of(0.1, -0.2, 0.3, 0));
  expect([...copy.chunks()].map(({ bytes }) => bytes())).toEqual(
    [...blend.chunks()].map(({ bytes }) => bytes()),
  );
  expect(copy.choices).toBe(51);
});

test("an item that more people touched than its list keeps is not taken for one that nearly nobody wants", () => {
  const score = (itemUsersMax: number): number => {
    const model = new PreferenceModel({ factors: 2, seed: 1, itemUsersMax });
    for (let n = 0; n < 400; n++)
      for (const itemId of n % 2 === 0 ? ["hit", "also"] : ["hit", `rare ${n % 20}`])
        model.learn({ userId: `u${n % 200}`, itemId, weight: 1, time: n });
    for (let sweep = 0; sweep < 5; sweep++) model.sweep();
    return model.predict("u198", "hit");
  };
  const [whole, capped] = [score(256), score(16)];
  expect(whole).toBeGreaterThan(0.7);
  expect(capped).toBeGreaterThan(0.8 * whole);
});
