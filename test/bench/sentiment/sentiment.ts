import { fileURLToPath } from "node:url";
import { readVectors } from "@millrace/service-trainer";
import { tokensOf, type WordVectors } from "@millrace/text";
import type { Plan } from "../plan.ts";
import type { Bench, Findings, Table } from "../report.ts";
import { bagScores, prequentialScores } from "./bag.ts";
import { type NetworkPlan, type NetworkScore, networkScore, type TrainingBounds } from "./networks.ts";
import { sklearnScores } from "./peer.ts";
import { effectOnRatings } from "./ratings.ts";
import type { Score } from "./scores.ts";
import { starsError } from "./stars.ts";
import { FOLDS, type Labelled, labelledTexts } from "./texts.ts";
import { ownVectors } from "./vectors.ts";
import { writerAccuracy } from "./writers.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const CORPORA = ["sentences", "music"] as const;
type Corpus = (typeof CORPORA)[number];

/** At the most 5 minutes of training in all; with --long 100. */
const bounds = (name: Corpus, long: boolean): TrainingBounds => {
  const budgetMs = long ? 300_000 : name === "music" ? 30_000 : 20_000;
  const epochs = long ? 20 : 12;
  return name === "music"
    ? { epochs, budgetMs, wordsMax: long ? 200 : 96, batch: 64 }
    : { epochs, budgetMs, wordsMax: 48, batch: 32 };
};

/** Longer texts cost more: without --long only some networks read them. */
const readLong: readonly string[] = ["average, feed-forward", "LSTM", "GRU", "average, GloVe tuned"];

const networks = (own: WordVectors, pretrained: WordVectors | undefined): readonly NetworkPlan[] => [
  { name: "average, feed-forward", network: "average", hidden: 32, embedding: 24 },
  { name: "simple RNN", network: "rnn", hidden: 32, embedding: 24 },
  { name: "LSTM of 8", network: "lstm", hidden: 8, embedding: 8 },
  { name: "LSTM", network: "lstm", hidden: 32, embedding: 24 },
  { name: "GRU", network: "gru", hidden: 32, embedding: 24 },
  { name: "LSTM from both ends", network: "bilstm", hidden: 32, embedding: 24 },
  {
    name: "GRU, own vectors tuned",
    network: "gru",
    hidden: 32,
    embedding: 24,
    vectors: { from: own, frozen: false },
  },
  ...(pretrained === undefined ? [] : withPretrained(pretrained)),
];

const withPretrained = (from: WordVectors): readonly NetworkPlan[] => [
  {
    name: "average, GloVe tuned",
    network: "average",
    hidden: 32,
    embedding: 24,
    vectors: { from, frozen: false },
  },
  { name: "LSTM, GloVe frozen", network: "lstm", hidden: 32, embedding: 24, vectors: { from, frozen: true } },
  { name: "GRU, GloVe tuned", network: "gru", hidden: 32, embedding: 24, vectors: { from, frozen: false } },
];

const table = (title: string, scores: readonly Score[]): Table => ({
  title,
  columns: ["model", "accuracy %", "AUC %", "weights", "ms a text"],
  rows: scores.map((s) => [s.model, s.accuracy.toFixed(2), s.auc.toFixed(2), s.parameters, s.msPerText]),
});

const ladderTable = (name: Corpus, bag: readonly Score[], nets: readonly NetworkScore[]): Table => ({
  title: `${name}: every rung on the same split, judged on a fifth`,
  columns: ["rung", "accuracy %", "AUC %", "parameters", "ms a text", "trained, s", "passes"],
  rows: [
    ...bag.map((s) => [
      s.model,
      s.accuracy.toFixed(2),
      s.auc.toFixed(2),
      s.parameters,
      s.msPerText,
      undefined,
      undefined,
    ]),
    ...nets.map((s) => [
      s.model,
      s.accuracy.toFixed(2),
      s.auc.toFixed(2),
      s.parameters,
      s.msPerText,
      s.seconds,
      `${s.epochs}${s.stopped === "time" ? ", out of time" : ""}`,
    ]),
  ],
});

const pretrainedVectors = async (): Promise<WordVectors | undefined> => {
  const file = process.env.MILLRACE_WORD_VECTORS;
  return file === undefined || file === "" ? undefined : readVectors(file);
};

const networkScores = async (
  name: Corpus,
  texts: readonly Labelled[],
  pretrained: WordVectors | undefined,
  { long }: Plan,
  say: (line: string) => void,
): Promise<readonly NetworkScore[]> => {
  const training = texts.filter(({ fold }) => fold !== FOLDS - 1).map(({ text }) => tokensOf(text));
  const scores: NetworkScore[] = [];
  for (const plan of networks(ownVectors(training, 24), pretrained)) {
    if (name === "music" && !long && !readLong.includes(plan.name)) continue;
    const score = await networkScore(texts, plan, bounds(name, long));
    const { accuracy, auc, seconds } = score;
    say(`${name}: ${plan.name} ${accuracy.toFixed(2)} %, AUC ${auc.toFixed(2)} %, ${seconds.toFixed(0)} s`);
    scores.push(score);
  }
  return scores;
};

/** Every rung on the same split, words without order against scikit-learn on the same folds, and in one pass as served. */
export const sentiment: Bench = {
  name: "sentiment",
  about:
    "accuracy, AUC, parameters and ms a text of every rung; scikit-learn's on the same folds; test-then-train",
  run: async (plan, say): Promise<Findings> => {
    const tables: Table[] = [];
    const figures: Record<string, unknown> = {};
    const notes: string[] = [];
    const pretrained = await pretrainedVectors();
    if (pretrained === undefined)
      notes.push("No GloVe: MILLRACE_WORD_VECTORS names a file of pretrained vectors.");
    for (const name of CORPORA) {
      const texts = labelledTexts(name, FOLDER);
      if (texts === undefined) {
        notes.push(`${name}: its files are not at hand (${FOLDER}).`);
        continue;
      }
      say(`${name}: ${texts.length} texts`);
      const ours = bagScores(texts);
      const nets = await networkScores(name, texts, pretrained, plan, say);
      const theirs = await sklearnScores(texts, process.env.PYTHON ?? "python3");
      if (theirs === undefined) notes.push("No scikit-learn: PYTHON names an interpreter that has it.");
      const once = prequentialScores(texts);
      tables.push(ladderTable(name, ours.last, nets));
      tables.push(
        table(`${name}: five folds`, ours.folds),
        table(`${name}: one pass, test-then-train`, once),
      );
      if (theirs !== undefined) tables.push(table(`${name}: scikit-learn, the same folds`, theirs));
      const writers = name === "music" ? writerAccuracy(FOLDER) : undefined;
      if (writers !== undefined)
        notes.push(
          `The writer of ${writers.texts} reviews among ${writers.writers}: ${(100 * writers.accuracy).toFixed(1)} % right, ${(100 * writers.byChance).toFixed(1)} % by chance.`,
        );
      const stars = name === "music" ? starsError(FOLDER) : undefined;
      if (stars !== undefined)
        notes.push(
          `Stars estimated from a text alone: RMSE ${stars.rmse.toFixed(3)}, of the mean ${stars.rmseOfMean.toFixed(3)}; ${(100 * stars.within).toFixed(1)} % within two deviations.`,
        );
      const ratings = name === "music" ? effectOnRatings(FOLDER) : undefined;
      if (ratings !== undefined)
        notes.push(
          `RMSE of ${ratings.judged} ratings where ${ratings.hidden} others come as texts alone: ${ratings.without.toFixed(4)} without them, ${ratings.fromText.toFixed(4)} with stars estimated from their texts, ${ratings.withTrue.toFixed(4)} with their true stars.`,
        );
      figures[name] = { texts: texts.length, ours, nets, once, theirs, writers, stars, ratings };
    }
    return { figures, tables, notes };
  },
};
