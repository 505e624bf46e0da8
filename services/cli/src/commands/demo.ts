import type { Command, ExitCode } from "./command.ts";

const exitCode = (code: number): ExitCode => (code === 0 || code === 2 ? code : 1);

/** `demo`; its code is read only when it runs. */
export const demoCommand: Command = {
  usage: `usage: millrace demo [--once] [--fresh] [--data DIR] [--port N] [--events N]

Starts a stack, feeds it real data of all four streams, prints a summary with live
answers, and keeps serving until Ctrl-C.

  --once           leaves the summary in DIR/demo-summary.json, stops and ends
  --fresh          deletes what an earlier demo left in DIR before it starts
  --data DIR       folder for the data (default .millrace)
  --port N         port of the query API (default 8080)
  --events N       most events of each stream (default all, some 370,000 together)`,

  run: async (args) => {
    const { demo } = await import("../demo/demo.ts");
    return exitCode(await demo(args));
  },
};
