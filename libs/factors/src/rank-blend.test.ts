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
