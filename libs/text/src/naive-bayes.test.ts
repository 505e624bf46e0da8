import { StateFormatError } from "@millrace/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { featuresOf, NaiveBayes, NaiveBayesReplica } from "./index.ts";

const BUCKETS = 600;
const features = fc.array(fc.oneof(fc.nat(9), fc.nat(BUCKETS - 1)), { maxLength: 12 });
const lesson = fc.record({ features, positive: fc.boolean() });
const lessons = fc.array(lesson, { maxLength: 130 });
type Lesson = typeof lesson extends fc.Arbitrary<infer T> ? T : never;

const taught = (list: readonly Lesson[], model = new NaiveBayes({ buckets: BUCKETS })): NaiveBayes => {
  for (const { features: f, positive } of list) model.learn(f, positive);
  return model;
};
const snapshot = (model: NaiveBayes): Map<string, Uint8Array> =>
  new Map([...model.chunks()].map((c) => [c.name, c.bytes()]));
const publish = (model: NaiveBayes, replica: NaiveBayesReplica, partition: number): void => {
  for (const block of model.changedBlocks()) replica.apply(partition, block, model.encodeBlock(block));
  replica.applyTexts(partition, model.texts);
};
/** Seeded uniform numbers in [0, 1). */
const random = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 4294967296;
  };
};

describe("NaiveBayes", () => {
  test("predicts as the formula does over the texts learned", () => {
    fc.assert(
      fc.property(lessons, features, (list, query) => {
        const model = taught(list);
        const side = (positive: boolean) => list.filter((l) => l.positive === positive);
        const words = (positive: boolean) => side(positive).reduce((sum, l) => sum + l.features.length, 0);
        const [n, p, wn, wp] = [side(false).length, side(true).length, words(false), words(true)];
        let logit = Math.log((p + 1) / (n + 1));
        if (wn > 0 && wp > 0 && query.length > 0) {
          const alpha = (own: number) => (2 * own) / Math.min(wn, wp);
          const distinct = [...new Set(query)];
          const sum = distinct.reduce((total, f) => {
            const count = (positive: boolean) =>
              side(positive)
                .flatMap((l) => l.features)
                .filter((other) => other === f).length;
            const likely = (positive: boolean, own: number) => Math.log((count(positive) + alpha(own)) / own);
            return total + likely(true, wp) - likely(false, wn);
          }, 0);
          logit += sum * Math.min(1, 2 / Math.sqrt(distinct.length));
        }
        expect(model.predict(query)).toBeCloseTo(1 / (1 + Math.exp(-logit)), 9);
        expect(model.prior()).toBeCloseTo((p + 1) / (n + p + 2), 12);
      }),
      { numRuns: 50 },
    );
  });

  test("hears nothing from words never seen, however unequal the classes", () => {
    const list = Array.from({ length: 100 }, (_, i) => ({ features: [i, i + 1], positive: i % 20 > 0 }));
    const model = taught(list);
    expect(model.predict([500, 501, 502])).toBeCloseTo(96 / 102, 9);
  });

  test("loses less than the prior on long texts of unequal classes, and is not too sure", () => {
    const next = random(7);
    const model = new NaiveBayes();
    let [loss, priorLoss, scored] = [0, 0, 0];
    for (let i = 0; i < 1_000; i++) {
      const positive = next() < 0.92;
      // Words with a long tail, of which one in fifteen leans to a class; each comes in two pairs as well.
      const words = Array.from({ length: 80 }, () =>
        next() < 1 / 15
          ? `${positive === next() < 0.8 ? "good" : "bad"}${Math.floor(next() * 5)}`
          : `w${Math.floor(2 ** (next() * 12))}`,
      );
      const f = featuresOf(words);
      if (i >= 200) {
        const truth = (p: number) => (positive ? p : 1 - p);
        loss -= Math.log(truth(model.predict(f)));
        priorLoss -= Math.log(truth(model.prior()));
        scored++;
      }
      model.learn(f, positive);
    }
    expect(priorLoss / scored).toBeGreaterThan(0.2);
    expect(loss).toBeLessThan(priorLoss * 0.95);
  });

  test("continues after a restore as the original does, to the byte, and predicting changes nothing", () => {
    fc.assert(
      fc.property(lessons, lessons, (before, after) => {
        const original = taught(before);
        const copy = new NaiveBayes({ buckets: BUCKETS });
        copy.restore(snapshot(original));
        original.changedBlocks();
        for (const one of after) {
          expect(copy.predict(one.features)).toBe(original.predict(one.features));
          taught([one], original);
          taught([one], copy);
        }
        expect(snapshot(copy)).toEqual(snapshot(original));
        const blocks = original.changedBlocks();
        expect(copy.changedBlocks()).toEqual(expect.arrayContaining([...blocks]));
        for (const b of blocks) expect(copy.encodeBlock(b)).toEqual(original.encodeBlock(b));
      }),
      { numRuns: 40 },
    );
  });

  test("moves a chunk's revision whenever its bytes change", () => {
    fc.assert(
      fc.property(fc.array(lesson, { maxLength: 20 }), (list) => {
        const model = new NaiveBayes({ buckets: BUCKETS });
        for (const one of list) {
          const before = new Map([...model.chunks()].map((c) => [c.name, [c.revision, c.bytes()] as const]));
          taught([one], model);
          for (const c of model.chunks()) {
            const [revision, bytes] = before.get(c.name) ?? [-1, new Uint8Array()];
            if (c.revision === revision) expect(c.bytes()).toEqual(bytes);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test("refuses counts of other buckets", () => {
    expect(() => new NaiveBayes({ buckets: 7 }).restore(snapshot(taught([])))).toThrow(StateFormatError);
  });
});

describe("NaiveBayesReplica", () => {
  test("of several partitions predicts as one model that saw every text, also when partitions leave and come", () => {
    fc.assert(
      fc.property(
        fc.array(lessons, { minLength: 1, maxLength: 3 }),
        features,
        fc.nat(2),
        (parts, query, gone) => {
          const models = parts.map(() => new NaiveBayes({ buckets: BUCKETS }));
          const replica = new NaiveBayesReplica({ buckets: BUCKETS });
          for (const [p, list] of parts.entries()) {
            for (const [i, one] of list.entries()) {
              const model = models[p];
              if (model === undefined) continue;
              taught([one], model);
              if (i % 7 === p) publish(model, replica, p);
            }
          }
          const blocks = Array.from({ length: Math.ceil(BUCKETS / 64) }, (_, b) => b);
          for (const [p, model] of models.entries()) {
            publish(model, replica, p);
            if (p !== gone) continue;
            replica.remove(p);
            for (const b of blocks) replica.apply(p, b, model.encodeBlock(b));
            replica.applyTexts(p, model.texts);
          }
          const whole = taught(parts.flat());
          expect(replica.predict(query)).toBe(whole.predict(query));
          expect(replica.prior()).toBe(whole.prior());
          expect(replica.texts).toEqual(whole.texts);
          for (const p of models.keys()) replica.remove(p);
          expect(replica.predict(query)).toBe(0.5);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("refuses what is no block, and then has not changed", () => {
    const replica = new NaiveBayesReplica({ buckets: BUCKETS });
    expect(() => replica.apply(0, 10, new Uint8Array())).toThrow(StateFormatError);
    expect(() => replica.apply(0, -1, new Uint8Array())).toThrow(StateFormatError);
    expect(() => replica.apply(0, 9, Uint8Array.of(1, 5, 5, 60, 1, 1, 1))).toThrow(StateFormatError);
    expect(replica.predict([577])).toBe(0.5);
  });
});
