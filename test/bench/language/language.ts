import { fileURLToPath } from "node:url";
import { LanguageNet, NextItemNet } from "@millrace/neural";
import { trainLanguage } from "@millrace/service-trainer";
import { LanguageModel, LanguageReplica, Mixture, natsOf, sentencesOf } from "@millrace/text";
import type { Bench, Findings } from "../report.ts";
import { labelledTexts, textsWithStars } from "../sentiment/texts.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
/** First part of the texts, by which the network is trained and the counts begin. */
const LEARNED = 0.8;
/** Of the others, one in so many is judged; the counts learn all of them. */
const JUDGED_ONE_IN = 4;
const BUDGET_MS = { short: 45_000, long: 300_000 };
/** Places in which the next word is guessed. */
const GUESSED_MAX = 2_000;

interface Sums {
  nats: number;
  words: number;
}

/** Perplexity, test-then-train, and how often the next word is the one that was expected most. */
export const language: Bench = {
  name: "language",
  about: "perplexity and next-word accuracy of trigrams, a GRU and both together, test-then-train",
  run: async ({ long }, say): Promise<Findings> => {
    if (labelledTexts("music", FOLDER) === undefined)
      return { figures: {}, tables: [], notes: [`music: its files are not at hand (${FOLDER}).`] };
    const texts = textsWithStars(FOLDER).map(({ text }) => sentencesOf(text));
    const cut = Math.floor(texts.length * LEARNED);
    const counts = new LanguageModel(400_000);
    for (const sentences of texts.slice(0, cut)) counts.learn(sentences);
    say("training the GRU");
    const { weights, card } = await trainLanguage(texts.slice(0, cut).flat(), {
      created: new Date().toISOString(),
      dataRange: { origin: "bench" },
      timeBudgetMs: BUDGET_MS[long ? "long" : "short"],
    });
    const net = new LanguageNet(new NextItemNet(weights));
    const mixture = new Mixture();
    const sums: Record<string, Sums> = {};
    const add = (rung: string, probabilities: Float64Array): void => {
      const before = sums[rung] ?? { nats: 0, words: 0 };
      sums[rung] = { nats: before.nats + natsOf(probabilities), words: before.words + probabilities.length };
    };
    const replica = new LanguageReplica();
    for (const block of counts.changedBlocks()) replica.apply(0, block, counts.encodeBlock(block));
    const guessed = { places: 0, trigrams: 0, gru: 0 };
    const ms: Record<"trigrams" | "mixture" | "processor", number[]> = {
      trigrams: [],
      mixture: [],
      processor: [],
    };
    for (const [n, sentences] of texts.slice(cut).entries()) {
      if (n % JUDGED_ONE_IN === 0 && sentences.length > 0) {
        const { unigram, kneserNey } = counts.expect(sentences);
        const each = Float64Array.from(sentences.flatMap((sentence) => [...net.probabilities(sentence)]));
        const { network, mixed } = mixture.judge(each, kneserNey);
        add("unigram", unigram);
        add("kneser-ney", kneserNey);
        add("gru", network);
        add("mixture", mixed);
        const [sentence = []] = sentences;
        const at = 1 + (n % Math.max(1, sentence.length - 1));
        const due = sentence[at];
        if (due !== undefined && guessed.places < GUESSED_MAX) {
          const before = sentence.slice(0, at);
          const query = before.join(" ");
          const began = performance.now();
          const [best] = replica.complete(`${query} `, 1);
          const between = performance.now();
          const used = process.cpuUsage();
          replica.complete(query, 10, { share: mixture.share, after: (words) => net.after(words) });
          ms.trigrams.push(between - began);
          ms.mixture.push(performance.now() - between);
          const { user, system } = process.cpuUsage(used);
          ms.processor.push((user + system) / 1_000);
          guessed.places++;
          guessed.trigrams += best?.completion.trim().split(" ")[0] === due ? 1 : 0;
          guessed.gru += net.after(before).top(1)[0] === due ? 1 : 0;
        }
      }
      counts.learn(sentences);
    }
    const accuracy: Readonly<Record<string, number>> = { "kneser-ney": guessed.trigrams, gru: guessed.gru };
    const rows = Object.entries(sums).map(([rung, { nats, words }]) => {
      const right = accuracy[rung];
      const share = right === undefined ? undefined : `${((100 * right) / guessed.places).toFixed(1)} %`;
      return [rung, Math.exp(nats / words), share];
    });
    return {
      figures: {
        sums,
        guessed,
        ms: {
          trigrams: shownMs(ms.trigrams),
          mixture: shownMs(ms.mixture),
          processor: shownMs(ms.processor),
        },
        share: mixture.share,
        card: { ...card.validation, seconds: card.seconds },
      },
      tables: [{ title: "music: the last fifth", columns: ["model", "perplexity", "next word right"], rows }],
      notes: [
        `The GRU: ${card.parameters} numbers, ${card.epochs.length} passes in ${card.seconds.toFixed(0)} s; its part of the mixture at the end ${mixture.share.toFixed(2)}.`,
        `"gru" is the network with a tenth of Kneser-Ney, as words that it does not know have no probability by it.`,
        `Next words are guessed in ${guessed.places} places out of what was learned before; a completion takes at p50 / p99 ${shownMs(ms.trigrams)} ms by trigrams, ${shownMs(ms.mixture)} ms by the mixture (processor time, all threads: ${shownMs(ms.processor)} ms).`,
      ],
    };
  },
};

const shownMs = (times: readonly number[]): string => {
  const sorted = [...times].sort((a, b) => a - b);
  return [0.5, 0.99].map((share) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2)).join(" / ");
};
