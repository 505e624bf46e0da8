import { catalogue } from "./catalogue.ts";
import { table } from "./table.ts";

/** The list of commands, with a newline at the end. */
export const overview = (): string => `usage: millrace COMMAND [ARGUMENTS]

${table(
  ["command", ""],
  [
    ...Object.entries(catalogue).map(([name, entry]) => [`${name} ${entry.arguments}`, entry.about]),
    ["help [COMMAND]", "this list, or a command's options"],
    ["--version", "the version"],
  ],
)}
A stack that runs is found by its data folder (MILLRACE_DATA_DIR, default .millrace); without one,
KAFKA_BROKERS and MILLRACE_HTTP_HOST and MILLRACE_HTTP_PORT say where to go. docs/configuration.md has all settings.
`;
