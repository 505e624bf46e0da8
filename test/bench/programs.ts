import { naive } from "./throughput/naive.ts";

const programs: Readonly<Record<string, (given: never) => Promise<unknown>>> = { naive };

/** Runs a program by its name on JSON and hands what it found to the process that started this one. */
export const runNamed = async (name: string, given: string): Promise<void> => {
  const program = programs[name];
  if (program === undefined) throw new Error(`there is no program ${name}`);
  const found = await program(JSON.parse(given) as never);
  process.send?.(found, undefined, undefined, () => process.exit(0));
};
