import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { DatasetError } from "./errors.ts";
import { FRAME_SCRIPT } from "./frame-script.ts";
import { isRecord } from "./row-shape.ts";

/** A table's row, by column name: text, numbers, and null for what is missing. */
export type FrameRow = Readonly<Record<string, unknown>>;

/**
 * The rows of an xz-packed pickle of a pandas DataFrame. Costs one short-lived Python process: Python has both xz
 * and the pickle format in its standard library, Node has neither.
 *
 * @param python the Python 3 to use.
 * @throws {DatasetError} `python_missing`; `table_unreadable` when the pickle is no plain table
 */
export const readFrame = async (packed: Uint8Array, python = "python3"): Promise<FrameRow[]> => {
  const child = spawn(python, ["-I", "-c", FRAME_SCRIPT], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", (cause) => {
      reject(new DatasetError("python_missing", `Python 3 is needed: ${python}`, { cause, command: python }));
    });
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new DatasetError("table_unreadable", `the table could not be read: ${said.trim()}`));
    });
  });
  // A child that is not there, or ends early, closes the pipe while it is being filled; `ended` tells why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(packed);
  const collected = (async () => {
    const rows: FrameRow[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const row: unknown = JSON.parse(line);
      if (isRecord(row)) rows.push(row);
    }
    return rows;
  })();
  const [rows] = await Promise.all([collected, ended]);
  return rows;
};
