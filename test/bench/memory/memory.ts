import { newFolder, removeFolder } from "../../support/folder.ts";
import type { Plan } from "../plan.ts";
import { runProgram } from "../program.ts";
import type { Bench, Cell, Findings } from "../report.ts";
import { mib } from "../resident.ts";
import { median } from "../statistics.ts";
import type { RestoreOutput, Saved, SaveOutput } from "./snapshots.ts";

const ENTRIES = 1_000_000;

const run = async (plan: Plan, say: (line: string) => void): Promise<Findings> => {
  const dataDir = await newFolder("memory");
  try {
    say(`saving a partition with ${ENTRIES} items and pairs`);
    const saved = await runProgram<{ dataDir: string; entries: number }, SaveOutput>("save", {
      dataDir,
      entries: ENTRIES,
    });
    const restores: RestoreOutput[] = [];
    for (let n = 0; n < (plan.long ? 5 : 3); n++) {
      const found = await runProgram<{ dataDir: string }, RestoreOutput>("restore", { dataDir }, [
        "--expose-gc",
      ]);
      if (found.digest !== saved.digest) throw new Error("what was restored is not what was saved");
      restores.push(found);
    }
    return findings(saved, restores);
  } finally {
    await removeFolder(dataDir);
  }
};

const findings = (saved: SaveOutput, restores: readonly RestoreOutput[]): Findings => {
  const middle = (of: (found: RestoreOutput) => number): number => median(restores.map(of));
  const row = (name: string, { ms, bytes, writtenBytes }: Saved): Cell[] => [
    name,
    ms,
    writtenBytes / 1024,
    (100 * writtenBytes) / bytes,
  ];
  return {
    figures: { saved, restores },
    tables: [
      {
        title: `Snapshots of one partition of ${saved.entries.toLocaleString("en")} items and pairs`,
        columns: ["saved", "ms", "KiB written", "% of the state"],
        rows: [
          row("everything", saved.all),
          ...saved.some.map((one) => row(`after ${one.baskets.toLocaleString("en")} more baskets`, one)),
          row("after nothing more", saved.none),
        ],
      },
      {
        title: "Brought back in a new process (median)",
        columns: ["what", "value"],
        rows: [
          ["load from the engine, ms", middle(({ loadMs }) => loadMs)],
          ["restore, ms", middle(({ restoreMs }) => restoreMs)],
          ["resident before, MiB", mib(middle(({ residentBefore }) => residentBefore))],
          ["resident after, MiB", mib(middle(({ residentAfter }) => residentAfter))],
          ["state as the models count it, MiB", mib(middle(({ stateBytes }) => stateBytes))],
        ],
      },
    ],
    notes: [
      "280 baskets touch about 1 % of the entries; they lie in many chunks, since popular items are in most baskets.",
      "The engine is embedded: its memory is in both resident figures. The restored state is the same to the byte.",
    ],
  };
};

/** Memory of a state, and its way to disk and back. */
export const memory: Bench = {
  name: "memory-restore",
  about: "memory of a million entries, and the time to save and to restore them",
  run,
};
