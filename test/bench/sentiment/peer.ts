import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Score } from "./scores.ts";
import type { Labelled } from "./texts.ts";

/** Scores of scikit-learn's models on the same folds; undefined where that Python does not have it. */
export const sklearnScores = async (
  texts: readonly Labelled[],
  python: string,
): Promise<readonly Score[] | undefined> => {
  const script = fileURLToPath(new URL("./peer.py", import.meta.url));
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "ignore"] });
  const said: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => said.push(bytes));
  // It may end before it has read everything.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(texts));
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  return code === 0 ? (JSON.parse(Buffer.concat(said).toString("utf8")) as Score[]) : undefined;
};
