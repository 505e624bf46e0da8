import { fileURLToPath } from "node:url";
import { TextCellNet, TextNet, textCells, tokenId } from "@millrace/neural";
import { trainText, trainTextCell } from "@millrace/neural/training";
import { tokensOf } from "@millrace/text";
import type { Bench, Cell, Findings } from "../report.ts";
import { FOLDS, labelledTexts } from "./texts.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const BUCKETS = 4_096;
const EPOCHS = { short: 4, long: 10 };
/** Training of one network ends then, with the best weights so far. */
const BUDGET_MS = { short: 25_000, long: 600_000 };
const WORDS_MAX = { sentences: 32, music: 128 };

/** Every network that reads a text, on one fold: what the order of words is worth, and what gradients do. */
export const textNetworks: Bench = {
  name: "text-networks",
  about: "accuracy, AUC, parameters, ms a review and gradient norms of the recurrent rungs",
  run: async ({ long }, say): Promise<Findings> => {
    const tables = [];
    const figures: Record<string, unknown> = {};
    const notes: string[] = [];
    for (const name of long ? (["sentences", "music"] as const) : (["sentences"] as const)) {
      const texts = labelledTexts(name, FOLDER);
      if (texts === undefined) {
        notes.push(`${name}: its files are not at hand (${FOLDER}).`);
        continue;
      }
      // The last fold comes last: it is judged and not learned.
      const ordered = [...texts].sort((a, b) => a.fold - b.fold);
      const read = ordered.map(({ text, positive }) => ({
        ids: tokensOf(text).map((word) => tokenId(word, BUCKETS)),
        label: positive ? (1 as const) : (0 as const),
      }));
      const options = {
        created: new Date().toISOString(),
        dataRange: { origin: name },
        buckets: BUCKETS,
        epochs: EPOCHS[long ? "long" : "short"],
        wordsMax: WORDS_MAX[name],
        timeBudgetMs: BUDGET_MS[long ? "long" : "short"],
        validationShare: 1 / FOLDS,
      };
      const rows: Cell[][] = [];
      const found = [];
      for (const cell of [...textCells, "gru"] as const) {
        say(`${name}: ${cell}`);
        const { weights, card } =
          cell === "gru" ? await trainText(read, options) : await trainTextCell(read, { ...options, cell });
        const net = "cell" in weights ? new TextCellNet(weights) : new TextNet(weights);
        const began = performance.now();
        for (const { ids } of read) net.probability(ids);
        const ms = (performance.now() - began) / read.length;
        const norms = card.epochs.map(({ gradientNorm }) => gradientNorm);
        const { accuracy = 0, auc = 0 } = card.validation;
        const greatest = Math.max(...norms);
        if (card.stopped === "time")
          notes.push(`${name}: ${cell} ran out of time after ${card.epochs.length} passes.`);
        rows.push([
          cell,
          (100 * accuracy).toFixed(2),
          (100 * auc).toFixed(2),
          card.parameters,
          ms,
          norms[0],
          greatest,
        ]);
        found.push({
          cell,
          ...card.validation,
          parameters: card.parameters,
          msPerText: ms,
          epochs: card.epochs,
        });
      }
      const columns = [
        "network",
        "accuracy %",
        "AUC %",
        "parameters",
        "ms a text",
        "first norm",
        "greatest norm",
      ];
      tables.push({ title: `${name}: judged on a fifth`, columns, rows });
      figures[name] = found;
    }
    return { figures, tables, notes };
  },
};
