import { mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Config } from "@millrace/service";
import { inventory, passingPatterns } from "../backup/inventory.ts";
import { encodeManifest, MANIFEST } from "../backup/manifest.ts";
import { tar } from "../backup/tar.ts";
import { parse, positionals } from "./arguments.ts";
import type { Command } from "./command.ts";
import { CommandError } from "./errors.ts";
import { findInstallation } from "./installation.ts";
import { shownNumber } from "./table.ts";

const MIB = 1 << 20;

/** Refuses what cannot be copied as it lies: parts elsewhere, and a folder that is being written. */
export const requireResting = async (config: Config, doing: string): Promise<void> => {
  const elsewhere = [
    ...(config.kafkaBrokers === undefined ? [] : ["KAFKA_BROKERS"]),
    ...(config.clickhouseUrl === undefined ? [] : ["CLICKHOUSE_URL"]),
  ];
  if (elsewhere.length > 0)
    throw new CommandError(
      "not_local",
      `${elsewhere.join(" and ")} name parts of your own: docs/deployment.md says how a cluster is copied.`,
    );
  const { running } = await findInstallation(config);
  if (running)
    throw new CommandError(
      "still_running",
      `A stack runs over ${config.dataDir}: stop it first, so that ${doing} it finds log and store as of one moment.`,
    );
};

/** `backup`. */
export const backup: Command = {
  usage: `usage: millrace backup FILE

Writes the whole installation of MILLRACE_DATA_DIR (Kafka's log with its offsets, the
ClickHouse tables with all snapshots) into one archive (tar, gzip) with the hash of every
file, from which \`millrace restore\` makes the same installation on another machine.
The stack must be stopped. The archive holds personal data: keep it as you keep those.`,

  run: async (args, { config: readConfig, err, clock }) => {
    const [name] = positionals(parse(args, {}).positionals, ["FILE"]);
    const config = readConfig();
    await requireResting(config, "copying");
    const dataDir = resolve(config.dataDir);
    if (!(await stat(join(dataDir, "clickhouse")).catch(() => undefined)))
      throw new CommandError("nothing_to_read", `${dataDir} holds no installation.`);
    const file = resolve(name);
    const files = await inventory(dataDir);
    const staging = await mkdtemp(join(dirname(file), ".millrace-backup-"));
    try {
      const manifest = { createdAt: new Date(clock.now()).toISOString(), files };
      await writeFile(join(staging, MANIFEST), encodeManifest(manifest));
      const half = join(staging, "archive");
      // Folders go too, also those that are empty: the engine misses them.
      const excluded = passingPatterns.map((pattern) => `--exclude=${pattern}`);
      await tar(["-czf", half, ...excluded, "-C", staging, MANIFEST, "-C", dataDir, "."]);
      await rename(half, file);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
    const packed = (await stat(file)).size;
    err.write(
      `${shownNumber(files.length)} files of ${shownNumber(bytes / MIB)} MiB in ${file}, ${shownNumber(packed / MIB)} MiB\n`,
    );
    return 0;
  },
};
