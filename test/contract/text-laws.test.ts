import {
  type AspectSaid,
  BagOfWords,
  ItemAspects,
  LanguageModel,
  LinearSvm,
  LogisticRegression,
  NaiveBayes,
  RatingEstimate,
  sentimentLabel,
  tfIdf,
} from "@millrace/text";
import fc from "fast-check";
import { modelLaws } from "./model-laws.ts";

const BUCKETS = 300;
const features = fc.array(fc.nat(BUCKETS - 1), { maxLength: 8 });
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const word = fc.constantFrom("the", "sound", "is", "great", "awful", "case");
const bounded = (entries: number, bytes: number) => ({ bounds: { entries, bytes } });

/** Every feature is as rare as any other. */
const none = new NaiveBayes({ buckets: BUCKETS }).counts;
const labelled = fc.record({ features, positive: fc.boolean() });

modelLaws("LogisticRegression", {
  events: labelled,
  open: () => new LogisticRegression({ buckets: BUCKETS }),
  learn: (model, { features: f, positive }) => model.learn(tfIdf(none, f), positive),
  ask: (model, { features: f }) => [model.predict(tfIdf(none, f)), model.bias, model.texts],
  size: (model) => model.size,
  ...bounded(BUCKETS, 5_000),
  others: [() => new LogisticRegression({ buckets: BUCKETS + 1 })],
});

modelLaws("LinearSvm", {
  events: labelled,
  open: () => new LinearSvm({ buckets: BUCKETS }),
  learn: (model, { features: f, positive }) => model.learn(tfIdf(none, f), positive),
  ask: (model, { features: f }) => [model.predict(tfIdf(none, f)), model.bias, model.slope, model.texts],
  size: (model) => model.size,
  ...bounded(BUCKETS, 5_000),
  others: [() => new LinearSvm({ buckets: BUCKETS + 1 })],
});

modelLaws("BagOfWords", {
  events: fc.record({
    features,
    tokens: fc.array(word),
    positive: fc.option(fc.boolean(), { nil: undefined }),
  }),
  open: () => new BagOfWords({ buckets: BUCKETS }),
  learn: (model, { positive, ...text }) => model.read(text, positive),
  ask: (model, { tokens, features: f }) => [
    model.read({ tokens, features: f }),
    model.globals,
    model.encodeBlock(1),
  ],
  size: (model) => model.bayes.size,
  ...bounded(BUCKETS, 5_000),
  others: [() => new BagOfWords({ buckets: BUCKETS + 1 })],
});

modelLaws("LanguageModel", {
  events: fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { maxLength: 2 }),
  open: () => new LanguageModel(12),
  learn: (model, sentences) => model.learn(sentences),
  ask: (model, sentences) => [model.expect(sentences), model.encodeBlock(0), model.texts],
  size: (model) => model.size,
  ...bounded(12, 30_000),
});

const said: fc.Arbitrary<AspectSaid[]> = fc
  .uniqueArray(
    fc.record({
      aspect: fc.constantFrom("case", "sound", "box", "price", "strap"),
      entity: fc.boolean(),
      score: unit,
    }),
    { maxLength: 3, selector: ({ aspect }) => aspect },
  )
  .map((list) => list.map((one) => ({ ...one, label: sentimentLabel(one.score) })));
modelLaws("ItemAspects", {
  events: fc.record({
    itemId: fc.constantFrom("a", "b", "c", "d"),
    review: fc.constantFrom("r", "s"),
    said,
    back: fc.boolean(),
  }),
  open: () => new ItemAspects(3, 3),
  learn: (model, { itemId, review, said: list, back }) =>
    back
      ? model.undo(itemId, review, list)
      : model.add(
          itemId,
          review,
          list,
          list.map(({ aspect }) => `The ${aspect}.`),
        ),
  ask: (model, { itemId }) => model.rows(itemId),
  size: (model) => model.size,
  ...bounded(3, 10_000),
});

modelLaws("RatingEstimate", {
  events: fc.record({ probability: unit, stars: fc.constantFrom(1, 2, 3.5, 5) }),
  open: () => new RatingEstimate(),
  learn: (model, { probability, stars }) => model.learn(probability, stars),
  ask: (model, { probability }) => model.of(probability),
  size: () => ({ entries: 0, bytes: 504, evictions: 0 }),
  ...bounded(0, 504),
});
