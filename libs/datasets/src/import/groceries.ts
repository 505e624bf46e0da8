import type { BasketEvent, BasketItem } from "../event.ts";
import {
  IMPORT_START_MS,
  type Importer,
  type ImportOptions,
  type Lines,
  requireCompanion,
} from "./importer.ts";
import { readTable, Unreadable } from "./table.ts";

const COMPANION = "Groceries.labels: code, name, German name; one line per column of the matrix";

/** Milliseconds between two baskets of a file that has no times. */
const STEP_MS = 60_000;

async function* read(lines: Lines, options: ImportOptions): AsyncGenerator<BasketEvent, void, undefined> {
  const { onBad, idPrefix = "", startTime = IMPORT_START_MS } = options;
  const labels: string[] = [];
  const names = readTable(
    requireCompanion(options, COMPANION),
    { delimiter: "\t", columns: 2 },
    onBad,
    (row) => (row[1] === undefined || row[1] === "" ? new Unreadable("no name") : { name: row[1] }),
  );
  for await (const { name } of names) labels.push(idPrefix + name);
  yield* readTable(lines, { delimiter: "\t", columns: labels.length }, onBad, (counts, line) => {
    const items: BasketItem[] = [];
    for (const [column, count] of counts.entries()) {
      const quantity = Number(count);
      if (!Number.isInteger(quantity) || quantity < 0)
        return new Unreadable(`column ${column + 1} is no count`);
      const itemId = labels[column] ?? "";
      if (quantity > 0) items.push(quantity === 1 ? itemId : { itemId, quantity });
    }
    return items.length === 0
      ? new Unreadable("an empty basket")
      : { id: `${idPrefix}groceries-${line}`, time: startTime + (line - 1) * STEP_MS, items };
  });
}

/** A month of a grocery, from the R package arules. */
export const groceries: Importer<"baskets"> = {
  stream: "baskets",
  description:
    "Groceries.data of arules: a matrix of counts, one basket a line. Item ids are the names of the 169 categories. No users; no times: baskets follow by the minute.",
  companion: COMPANION,
  read,
};
