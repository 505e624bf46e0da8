import { fileURLToPath } from "node:url";
import type { Bench, Findings, Table } from "../report.ts";
import { bagScores, prequentialScores } from "./bag.ts";
import { sklearnScores } from "./peer.ts";
import type { Score } from "./scores.ts";
import { starsError } from "./stars.ts";
import { labelledTexts } from "./texts.ts";
import { writerAccuracy } from "./writers.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const CORPORA = ["sentences", "music"] as const;

const table = (title: string, scores: readonly Score[]): Table => ({
  title,
  columns: ["model", "accuracy %", "AUC %", "weights", "ms a text"],
  rows: scores.map((s) => [s.model, s.accuracy.toFixed(2), s.auc.toFixed(2), s.parameters, s.msPerText]),
});

/** Words without order against scikit-learn on the same folds, and in one pass as they serve. */
export const sentiment: Bench = {
  name: "sentiment",
  about: "accuracy of the bag-of-words rungs beside scikit-learn's on the same folds, and test-then-train",
  run: async (_, say): Promise<Findings> => {
    const tables: Table[] = [];
    const figures: Record<string, unknown> = {};
    const notes: string[] = [];
    for (const name of CORPORA) {
      const texts = labelledTexts(name, FOLDER);
      if (texts === undefined) {
        notes.push(`${name}: its files are not at hand (${FOLDER}).`);
        continue;
      }
      say(`${name}: ${texts.length} texts`);
      const ours = bagScores(texts);
      const theirs = await sklearnScores(texts, process.env.PYTHON ?? "python3");
      if (theirs === undefined) notes.push("No scikit-learn: PYTHON names an interpreter that has it.");
      const once = prequentialScores(texts);
      tables.push(table(`${name}: five folds`, ours), table(`${name}: one pass, test-then-train`, once));
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
      figures[name] = { texts: texts.length, ours, once, theirs, writers, stars };
    }
    return { figures, tables, notes };
  },
};
