import { readFile } from "node:fs/promises";
import { explain } from "@millrace/service";
import { catalogue } from "./catalogue.ts";
import type { Command, ExitCode, Surroundings } from "./command.ts";
import { UsageError } from "./errors.ts";
import { overview } from "./help.ts";

const version = async (): Promise<string> => {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
};

const find = (name: string): Promise<Command> | undefined =>
  Object.hasOwn(catalogue, name) ? catalogue[name]?.load() : undefined;

/** Whether help is asked for, before a `--` that ends the options. */
const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
};

/** Runs the command line; never throws. Answers go to `out`, all else to `err`. */
export const dispatch = async (
  [name = "", ...args]: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> => {
  const { out, err } = surroundings;
  try {
    if (name === "--version" || name === "-v") return said(out, `${await version()}\n`);
    const helps = name === "help" || name === "--help" || name === "-h";
    const wanted = helps ? (args[0] ?? "") : name;
    const command = await find(wanted);
    if (command === undefined) {
      if (helps && wanted === "") return said(out, overview());
      err.write(`${wanted === "" ? "" : `millrace: there is no command "${wanted}"\n\n`}${overview()}`);
      return 2;
    }
    if (helps || asksForHelp(args)) return said(out, `${command.usage}\n`);
    try {
      return await command.run(args, surroundings);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      err.write(`millrace ${wanted}: ${error.message}\n\n${command.usage}\n`);
      return 2;
    }
  } catch (error) {
    err.write(`millrace: ${explain(error)}\n`);
    return 1;
  }
};

const said = (out: Surroundings["out"], text: string): ExitCode => {
  out.write(text);
  return 0;
};
