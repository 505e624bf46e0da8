import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MachineFacts } from "./machine.ts";
import type { Plan } from "./plan.ts";

/** One cell. Numbers are rounded to what is worth reading. */
export type Cell = string | number | undefined;

/** Rows under named columns. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a benchmark found. */
export interface Findings {
  /** Everything measured, as JSON. */
  readonly figures: object;
  readonly tables: readonly Table[];
  /** What a reader must know to read the figures rightly. */
  readonly notes?: readonly string[];
}

/** One benchmark. */
export interface Bench {
  readonly name: string;
  /** What it measures, in one line. */
  readonly about: string;
  readonly run: (plan: Plan, say: (line: string) => void) => Promise<Findings>;
}

/** A cell as text; three significant digits, thousands apart. */
export const shown = (cell: Cell): string => {
  if (cell === undefined) return "";
  if (typeof cell === "string") return cell;
  if (!Number.isFinite(cell)) return "n/a";
  if (Math.abs(cell) >= 1000) return Math.round(cell).toLocaleString("en");
  return String(Number(cell.toPrecision(3)));
};

/** A table for the terminal: first column to the left, the others to the right. */
export const rendered = ({ title, columns, rows }: Table): string => {
  const cells = [columns, ...rows.map((row) => row.map(shown))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, i) => (i === 0 ? (row[i] ?? "").padEnd(width) : (row[i] ?? "").padStart(width)))
      .join("  ");
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const [head = [], ...body] = cells;
  return [title, line(head), rule, ...body.map(line)].map((text) => `  ${text.trimEnd()}\n`).join("");
};

/** Writes a benchmark's figures to `bench-results/<day>-<name>.json` and returns the file's name. */
export const save = async (
  name: string,
  about: { machine: MachineFacts; plan: Plan; seconds: number },
  findings: Findings,
): Promise<string> => {
  const folder = fileURLToPath(new URL("../../bench-results", import.meta.url));
  await mkdir(folder, { recursive: true });
  const at = new Date().toISOString();
  const file = `${at.slice(0, 10)}-${name}.json`;
  const { figures, notes = [] } = findings;
  await writeFile(join(folder, file), `${JSON.stringify({ name, at, ...about, figures, notes }, null, 2)}\n`);
  return join("bench-results", file);
};
