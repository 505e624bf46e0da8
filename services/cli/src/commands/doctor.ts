import { type Check, doctor as examine } from "@millrace/local";
import type { Config } from "@millrace/service";
import { parse, positionals } from "./arguments.ts";
import type { Command } from "./command.ts";
import { examineOwnParts } from "./reach.ts";
import { table } from "./table.ts";

/** Why something is not needed with these settings; undefined where it is. */
export const notNeeded = (
  name: string,
  config: Pick<Config, "kafkaBrokers" | "clickhouseUrl">,
): string | undefined => {
  if (config.kafkaBrokers !== undefined && /^(Java|Maven|Kafka)/.test(name)) return "KAFKA_BROKERS is set";
  if (config.clickhouseUrl !== undefined && name.startsWith("ClickHouse")) return "CLICKHOUSE_URL is set";
  return name === "tensor library" ? "training is slower without" : undefined;
};

/** What was found, for a person, and whether all that is needed is there. */
export const diagnosis = (
  checks: readonly Check[],
  config: Pick<Config, "kafkaBrokers" | "clickhouseUrl">,
): { readonly text: string; readonly healthy: boolean } => {
  const judged = checks.map((check) => ({ ...check, spared: notNeeded(check.name, config) }));
  const missing = judged.filter(({ ok, spared }) => !ok && spared === undefined);
  const rows = judged.map(({ name, ok, detail, fix, spared }) => [
    ok ? "ok" : spared === undefined ? "MISSING" : "optional",
    name,
    ok || spared === undefined ? detail : `${detail} (${spared})`,
    fix ?? "",
  ]);
  const verdict =
    missing.length === 0
      ? "Everything needed is there."
      : `Missing: ${missing.map(({ name }) => name).join(", ")}.`;
  return {
    text: `${table(["", "part", "found", "to get it"], rows)}\n${verdict}\n`,
    healthy: missing.length === 0,
  };
};

/** `doctor`. */
export const doctor: Command = {
  usage: `usage: millrace doctor

Looks at what Millrace needs on this machine, and whether the Kafka and the ClickHouse
that the settings name answer; changes nothing, and says how to get what is missing.
Ends with 1 when something needed is missing.`,

  run: async (args, { config, out }) => {
    positionals(parse(args, {}).positionals, []);
    const settings = config();
    const { text, healthy } = diagnosis(
      [...(await examine()), ...(await examineOwnParts(settings))],
      settings,
    );
    out.write(text);
    return healthy ? 0 : 1;
  },
};
