import { Readable, Writable } from "node:stream";
import { readConfig } from "@millrace/service";
import type { Surroundings } from "../command.ts";

/** Surroundings that write nothing outside; what was said is in `out` and `err`. Time stands still. */
export const quietSurroundings = (
  env: Readonly<Record<string, string>> = {},
): { readonly surroundings: Surroundings; readonly out: () => string; readonly err: () => string } => {
  const said: { out: string[]; err: string[] } = { out: [], err: [] };
  const outlet = (into: string[]): Writable =>
    new Writable({
      write: (chunk, _, done) => {
        into.push(String(chunk));
        done();
      },
    });
  return {
    surroundings: {
      input: Readable.from([]),
      out: outlet(said.out),
      err: outlet(said.err),
      config: () => readConfig(env),
      clock: { now: () => 0, sleep: async () => undefined },
    },
    out: () => said.out.join(""),
    err: () => said.err.join(""),
  };
};
