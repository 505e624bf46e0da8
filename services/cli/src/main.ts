import { settingsProblems } from "@millrace/runtime";
import { environmentConfig, systemClock } from "@millrace/service";
import { dispatch } from "./commands/dispatch.ts";

const { argv, stdin: input, stdout: out, stderr: err } = process;

// A reader that has seen enough, as in `millrace simulate clicks | head`, is no failure.
out.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
const code = await dispatch(argv.slice(2), {
  input,
  out,
  err,
  config: () => environmentConfig(settingsProblems),
  clock: systemClock,
});
out.write("", () => process.exit(code));
