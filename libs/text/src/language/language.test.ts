import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LanguageModel, LanguageReplica, Mixture, natsOf, sentencesOf } from "../index.ts";
import { probability } from "./kneser-ney.ts";
import { PairIndex } from "./pair-index.ts";
import { BEGIN, END } from "./vocabulary.ts";

const words = ["the", "sound", "is", "great", "not", "good"];
const sentence = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 });
const sentences = fc.array(sentence, { maxLength: 12 });
const learned = (list: readonly (readonly string[])[], max = 1_000): LanguageModel => {
  const model = new LanguageModel(max);
  for (const one of list) model.learn([one]);
  return model;
};

/** Every count that smoothing needs, by going through all trigrams. */
const countedByHand = (list: readonly (readonly string[])[]) => {
  const trigrams = new Map<string, number>();
  for (const one of list)
    for (let i = 0, padded = ["<", "<", ...one, ">"]; i + 2 < padded.length; i++) {
      const key = padded.slice(i, i + 3).join(" ");
      trigrams.set(key, (trigrams.get(key) ?? 0) + 1);
    }
  const pairs = new Map<string, number>();
  for (const key of trigrams.keys()) {
    const pair = key.slice(key.indexOf(" ") + 1);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return { trigrams, pairs };
};

describe("the language model", () => {
  test("keeps the counts of distinct neighbours that going through all trigrams gives", () => {
    fc.assert(
      fc.property(sentences, (list) => {
        const { counts } = learned(list);
        const { trigrams, pairs } = countedByHand(list);
        expect(counts.size).toBe(trigrams.size);
        expect(counts.below.pairTypes).toBe(pairs.size);
        const id = (word: string): number =>
          word === "<" ? BEGIN : word === ">" ? END : counts.vocabulary.find(word);
        for (const [key, count] of trigrams) {
          const [a = "", b = "", c = ""] = key.split(" ");
          expect(counts.countAt(counts.find(id(a), id(b), id(c)))).toBe(count);
        }
        for (const [key, before] of pairs) {
          const [a = "", b = ""] = key.split(" ");
          expect(counts.below.before(counts.below.find(id(a), id(b)))).toBe(before);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("gives probabilities that add up to at most one over all words, and to nearly one where much is known", () => {
    fc.assert(
      fc.property(sentences, sentence, (list, [a = "", b = ""]) => {
        const { counts } = learned(list);
        const known = [END, ...words.map((word) => counts.vocabulary.find(word)).filter((id) => id >= 0)];
        const [first, second] = [counts.vocabulary.find(a), counts.vocabulary.find(b)];
        const all = known.reduce((sum, id) => sum + probability(counts, first, second, id), 0);
        expect(all).toBeGreaterThan(0);
        expect(all).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  test("expects what it has learned more than what it has not, and more than by words alone", () => {
    const list = Array.from({ length: 50 }, () => ["the", "sound", "is", "great"]);
    const model = learned(list);
    const known = model.expect([["the", "sound", "is", "great"]]);
    const unknown = model.expect([["great", "is", "sound", "the"]]);
    expect(known.kneserNey).toHaveLength(5);
    expect(natsOf(known.kneserNey) / 5).toBeLessThan(0.3);
    expect(natsOf(known.kneserNey)).toBeLessThan(natsOf(known.unigram));
    expect(natsOf(unknown.kneserNey)).toBeGreaterThan(natsOf(known.kneserNey) * 5);
  });

  test("is mixed with a network by how often each knew better, and stays a probability", () => {
    const mixture = new Mixture();
    const [sure, vague] = [Float64Array.of(0.5, 0.4, 0), Float64Array.of(0.01, 0.02, 0.001)];
    const before = mixture.judge(sure, vague);
    expect(before.mixed[0]).toBeCloseTo(0.255, 9);
    expect(before.network[2]).toBeCloseTo(0.0001, 9);
    for (let i = 0; i < 400; i++) mixture.judge(sure, vague);
    expect(mixture.share).toBeGreaterThan(0.6);
    const other = new Mixture();
    for (let i = 0; i < 2_000; i++)
      other.judge(
        vague,
        sure.map((p) => p + 0.01),
      );
    expect(other.share).toBeLessThan(0.05);
    const copy = new Mixture();
    copy.restore(new Map([...other.chunks()].map(({ name, bytes }) => [name, bytes()])));
    expect(copy.share).toBe(other.share);
    // Over a whole vocabulary both sum up to 1, so the mixture does.
    const [a, b] = [Float64Array.of(0.7, 0.2, 0.1, 0), Float64Array.of(0.1, 0.1, 0.3, 0.5)];
    const each = [0, 1, 2, 3].map((i) => new Mixture().judge(a.slice(i, i + 1), b.slice(i, i + 1)));
    expect(each.reduce((sum, { mixed }) => sum + (mixed[0] ?? 0), 0)).toBeCloseTo(1, 9);
    expect(each.reduce((sum, { network }) => sum + (network[0] ?? 0), 0)).toBeCloseTo(1, 9);
  });

  test("lets another model say which next word is likeliest, among the words that are known", () => {
    const model = learned([
      ["the", "sound", "is"],
      ["the", "sound", "is"],
      ["the", "great", "sound"],
    ]);
    const replica = new LanguageReplica();
    for (const block of model.changedBlocks()) replica.apply(0, block, model.encodeBlock(block));
    const asked: string[][] = [];
    const other = {
      share: 0.9,
      after: (sentence: readonly string[]) => {
        asked.push([...sentence]);
        return {
          probability: (word: string) => (word === "great" ? 0.9 : 0),
          top: () => ["great", "</s>", "never said"],
        };
      },
    };
    expect(replica.complete("the ", 1)[0]?.text).toBe("the sound is");
    expect(replica.complete("the ", 2, other).map(({ text }) => text)[0]).toBe("the great sound");
    expect(replica.complete("is ", 3, other)[0]?.text).toBe("is great");
    expect(asked).toEqual([["the"], ["is"]]);
  });

  test("stays within its trigrams, forgets words with their last trigram, and keeps what comes again", () => {
    const model = new LanguageModel(40);
    for (let i = 0; i < 300; i++) {
      model.learn([["the", "sound", "is", "great"]]);
      model.learn([[`once${i}`, `only${i}`]]);
    }
    expect(model.size.entries).toBe(40);
    expect(model.size.evictions).toBeGreaterThan(500);
    expect(model.counts.vocabulary.size).toBeLessThan(40);
    expect(model.counts.vocabulary.find("once0")).toBe(-1);
    expect(model.counts.vocabulary.find("sound")).toBeGreaterThan(0);
  });

  test("of several partitions is read as one that learned all, also when blocks change and partitions leave", () => {
    fc.assert(
      fc.property(fc.array(sentences, { minLength: 1, maxLength: 3 }), sentences, (parts, more) => {
        const replica = new LanguageReplica();
        const publish = (model: LanguageModel, partition: number): void => {
          for (const block of model.changedBlocks())
            replica.apply(partition, block, model.encodeBlock(block));
        };
        const models = parts.map((list) => learned(list));
        models.forEach(publish);
        for (const one of more) models[0]?.learn([one]);
        models.forEach(publish);
        const whole = learned([...parts.flat(), ...more]);
        const text = "the sound is great";
        const each = whole.expect(sentencesOf(text)).kneserNey;
        expect(replica.perplexity(text)).toBeCloseTo(Math.exp(natsOf(each) / each.length), 6);
        expect(replica.trigrams).toBe(whole.size.entries);
        for (const partition of models.keys()) replica.remove(partition);
        expect([replica.trigrams, replica.words]).toEqual([0, 0]);
      }),
      { numRuns: 30 },
    );
  });

  test("is read right also while trigrams leave and the ids of their words are used again", () => {
    const said = fc.array(fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }), {
      minLength: 5,
      maxLength: 40,
      size: "max",
    });
    fc.assert(
      fc.property(said, fc.integer({ min: 1, max: 7 }), (list, every) => {
        const [models, replica] = [[new LanguageModel(12), new LanguageModel(80)], new LanguageReplica()];
        for (const [n, one] of list.entries()) {
          models[n % 2]?.learn([one.map((word) => `w${word}`)]);
          if (n % every !== 0 && n < list.length - 1) continue;
          for (const [partition, model] of models.entries())
            for (const block of model.changedBlocks())
              replica.apply(partition, block, model.encodeBlock(block));
        }
        const fresh = new LanguageReplica();
        for (const [partition, { counts }] of models.entries())
          for (let block = 0; block * 64 < counts.slotCount; block++)
            fresh.apply(partition, block, models[partition]?.encodeBlock(block) ?? new Uint8Array());
        expect([replica.trigrams, replica.words]).toEqual([fresh.trigrams, fresh.words]);
        for (const text of ["w1 w2", "w3 w4 w5 w6", "w7"])
          expect(replica.perplexity(text)).toBeCloseTo(fresh.perplexity(text), 9);
      }),
      { numRuns: 40 },
    );
  });
});

describe("completion", () => {
  const replica = new LanguageReplica();
  const model = learned([
    ...Array.from({ length: 6 }, () => ["the", "sound", "quality", "is", "great"]),
    ...Array.from({ length: 3 }, () => ["the", "sound", "is", "not", "good"]),
    ["a", "soundproof", "box"],
  ]);
  for (const block of model.changedBlocks()) replica.apply(0, block, model.encodeBlock(block));
  const texts = (query: string): string[] => replica.complete(query, 5).map(({ text }) => text);

  test("goes on with whole words, within a word, and only along what was said", () => {
    expect(texts("The sound ")).toEqual(["the sound quality is great", "the sound is not good"]);
    expect(texts("the sound q")).toEqual(["the sound quality is great"]);
    expect(texts("the sound")).toEqual([
      "the sound quality is great",
      "the sound is not good",
      "the soundproof",
    ]);
    expect(texts("It broke. the sound is")).toEqual(["the sound is not good", "the sound is great"]);
    expect(texts("xyzzy ")).toEqual([]);
  });

  test("puts what it adds behind what was written", () => {
    for (const query of ["the", "the ", "the sou", "THE SOUND is n", ""])
      for (const { text, completion, probability: p } of replica.complete(query, 9)) {
        expect((query.toLowerCase() + completion).trim()).toBe(text);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
      }
  });
});

test("sentences are words in small letters; numbers, marks and addresses end them; nothing throws", () => {
  expect(sentencesOf("<b>It's</b> GREAT, really! 5 stars. See http://a.b/c or me@x.org: don't")).toEqual([
    ["it's", "great", "really"],
    ["stars"],
    ["see", "http"],
    ["a"],
    ["or"],
    ["org"],
    ["don't"],
  ]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      for (const one of sentencesOf(text).flat()) expect(one).toMatch(/^\p{L}/u);
    }),
    { numRuns: 50 },
  );
});

test("a pair index holds what a map would, whatever is put in and taken out", () => {
  const step = fc.record({ a: fc.nat(9), b: fc.nat(9), put: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
      const index = new PairIndex();
      const map = new Map<string, number>();
      for (const [slot, { a, b, put }] of steps.entries()) {
        const key = `${a} ${b}`;
        if (!put) {
          index.delete(a, b);
          map.delete(key);
        } else if (!map.has(key)) {
          index.set(a, b, slot);
          map.set(key, slot);
        }
      }
      expect(index.size).toBe(map.size);
      const places = Array.from({ length: 100 }, (_, n) => [n % 10, Math.floor(n / 10)] as const);
      expect(places.map(([a, b]) => index.get(a, b))).toEqual(
        places.map(([a, b]) => map.get(`${a} ${b}`) ?? -1),
      );
    }),
    { numRuns: 30 },
  );
});
