import { spawn } from "node:child_process";
import { CommandError } from "../commands/errors.ts";

/** Runs `tar`. @throws {CommandError} archive_failed, with what it said */
export const tar = async (args: readonly string[]): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    const child = spawn("tar", [...args], { stdio: ["ignore", "ignore", "pipe"] });
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.on("error", (cause) =>
      reject(new CommandError("archive_failed", "tar cannot be run: install it.", { cause })),
    );
    child.on("close", (code) => {
      const text = Buffer.concat(said).toString("utf8").trim().split("\n").slice(-3).join("; ");
      if (code === 0) resolve();
      else reject(new CommandError("archive_failed", `tar ended with ${code}: ${text}`));
    });
  });
};
