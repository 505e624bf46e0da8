import type { Command, ExitCode } from "./command.ts";

const exitCode = (code: number): ExitCode => (code === 0 || code === 2 ? code : 1);

/** `demo`; its code is read only when it runs. */
export const demoCommand: Command = {
  usage: `usage: millrace demo [--once]

Starts a stack, feeds it real data of all four streams, prints a summary with live
answers, and keeps serving until Ctrl-C.

  --once           ends after the summary`,

  run: async (args) => {
    const { demo } = await import("../demo/demo.ts");
    return exitCode(await demo(args));
  },
};
