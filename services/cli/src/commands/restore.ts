import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { differences, inventory } from "../backup/inventory.ts";
import { decodeManifest, MANIFEST } from "../backup/manifest.ts";
import { tar } from "../backup/tar.ts";
import { parse, positionals } from "./arguments.ts";
import { requireResting } from "./backup.ts";
import type { Command } from "./command.ts";
import { CommandError } from "./errors.ts";
import { requireFile } from "./files.ts";
import { shownNumber } from "./table.ts";

/** `restore`. */
export const restore: Command = {
  usage: `usage: millrace restore FILE

Makes the installation that \`millrace backup\` put into FILE, in MILLRACE_DATA_DIR, which
must be empty or not there. Every file is checked against its hash first; where one is
not as it was, nothing is made. \`npm start\` then goes on where the other one stopped.`,

  run: async (args, { config: readConfig, err }) => {
    const [name] = positionals(parse(args, {}).positionals, ["FILE"]);
    const config = readConfig();
    await requireResting(config, "replacing");
    const file = resolve(name);
    await requireFile(file);
    const dataDir = resolve(config.dataDir);
    const there = await readdir(dataDir).catch(() => []);
    if (there.length > 0)
      throw new CommandError(
        "not_empty",
        `${dataDir} is not empty: name another folder in MILLRACE_DATA_DIR, or move it away.`,
      );
    await mkdir(dirname(dataDir), { recursive: true });
    // Beside its place, so that it can be moved there in one step.
    const staging = await mkdtemp(join(dirname(dataDir), `.${basename(dataDir)}-restore-`));
    try {
      await tar(["-xzf", file, "-C", staging]);
      const text = await readFile(join(staging, MANIFEST), "utf8").catch(() => "");
      const manifest = decodeManifest(text);
      if (manifest === undefined)
        throw new CommandError("backup_unreadable", `${file} is no backup of Millrace.`);
      await rm(join(staging, MANIFEST));
      const wrong = differences(manifest.files, await inventory(staging));
      if (wrong.length > 0)
        throw new CommandError(
          "backup_unreadable",
          `${file} is damaged: ${wrong.join(", ")}. Nothing was made.`,
        );
      await rmdir(dataDir).catch(() => undefined);
      await rename(staging, dataDir);
      err.write(`${shownNumber(manifest.files.length)} files as of ${manifest.createdAt} in ${dataDir}\n`);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    return 0;
  },
};
