import { fileURLToPath } from "node:url";
import { TaggerNet } from "@millrace/neural";
import { networkTagger, winkTagger } from "@millrace/service-reviews";
import { TaggedLog, trainTags } from "@millrace/service-trainer";
import { aspectsOf, type Tagger } from "@millrace/text";
import type { Bench, Findings } from "../report.ts";
import { labelledTexts, textsWithStars } from "../sentiment/texts.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const TEXTS = { short: 1_500, long: 4_000 };
const BUDGET_MS = { short: 60_000, long: 300_000 };
const TIMED = 300;

/** How well a tagger of our own does what wink-nlp does, and whether its aspects are the same. */
export const tagger: Bench = {
  name: "tagger",
  about: "token accuracy of the BiLSTM tagger on held-out sentences, its cost, and the aspects that it finds",
  run: async ({ long }, say): Promise<Findings> => {
    if (labelledTexts("music", FOLDER) === undefined)
      return { figures: {}, tables: [], notes: [`music: its files are not at hand (${FOLDER}).`] };
    const length = long ? "long" : "short";
    const all = textsWithStars(FOLDER);
    const log = new TaggedLog();
    for (const [n, { text }] of all.slice(0, TEXTS[length]).entries())
      log.add({ id: `r${n}`, time: n, userId: "u", itemId: "i", text, deleted: false });
    const sentences = log.sentences();
    say(`training on ${sentences.length} sentences`);
    const { weights, card } = await trainTags(sentences, [], {
      created: new Date().toISOString(),
      dataRange: { origin: "bench" },
      timeBudgetMs: BUDGET_MS[length],
    });
    const own = networkTagger(new TaggerNet(weights));
    const later = all.slice(-TIMED).map(({ text }) => text);
    const words = later.flatMap((text) => winkTagger(text).flat()).length;
    const microseconds = (by: Tagger): number => {
      const began = performance.now();
      for (const text of later) by(text);
      return ((performance.now() - began) * 1000) / words;
    };
    const aspects = (by: Tagger): readonly ReadonlySet<string>[] =>
      later.map((text) => new Set(aspectsOf(text, by).map(({ aspect }) => aspect)));
    const [theirs, ours] = [aspects(winkTagger), aspects(own)];
    const shared = theirs.reduce(
      (sum, set, n) => sum + [...set].filter((one) => ours[n]?.has(one)).length,
      0,
    );
    const found = theirs.reduce((sum, set) => sum + set.size, 0);
    const { accuracy = 0 } = card.validation;
    return {
      figures: { ...card.validation, words: card.validationExamples, seconds: card.seconds, shared, found },
      tables: [
        {
          title: "Parts of speech, learned from wink-nlp's",
          columns: ["tagger", "token accuracy", "aspects found too", "µs a word"],
          rows: [
            ["wink-nlp", undefined, undefined, microseconds(winkTagger)],
            [
              "BiLSTM",
              `${(100 * accuracy).toFixed(2)} %`,
              `${((100 * shared) / found).toFixed(1)} %`,
              microseconds(own),
            ],
          ],
        },
      ],
      notes: [
        `Held out: ${card.validationExamples} words. Trained in ${card.seconds.toFixed(0)} s, ${card.epochs.length} passes, ${card.parameters} numbers.`,
      ],
    };
  },
};
