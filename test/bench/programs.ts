import { once } from "node:events";
import { libraryProgram } from "./baskets/library.ts";
import { absorbing } from "./clicks/absorbing.ts";
import { training } from "./clicks/training.ts";
import { requests } from "./http/requests.ts";
import { flow } from "./load/flow.ts";
import { restoreProgram, saveProgram } from "./memory/snapshots.ts";
import { absorbingReviews } from "./reviews/absorbing.ts";
import { grow } from "./scaling/grow.ts";
import { stepsProgram } from "./steps/steps.ts";
import { naive } from "./throughput/naive.ts";

const programs: Readonly<Record<string, (given: never) => Promise<unknown>>> = {
  absorbing,
  flow,
  grow,
  library: libraryProgram,
  naive,
  requests,
  restore: restoreProgram,
  reviews: absorbingReviews,
  save: saveProgram,
  steps: stepsProgram,
  training,
};

/** Runs a program by its name on what the process that started this one sends, and sends back what it found. */
export const runNamed = async (name: string): Promise<void> => {
  const program = programs[name];
  if (program === undefined) throw new Error(`there is no program ${name}`);
  const [{ given }] = (await once(process, "message")) as [{ given: never }];
  const found = await program(given);
  process.send?.(found, undefined, undefined, () => process.exit(0));
};
