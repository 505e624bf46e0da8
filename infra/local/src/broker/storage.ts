import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../command.ts";
import { intoPlace } from "../staging.ts";
import { serverProperties } from "./properties.ts";

/** A cluster's name: 16 random bytes in URL-safe base 64 that do not start with a dash, as Kafka makes them. */
const newClusterId = (): string => {
  const id = randomBytes(16).toString("base64url");
  return id.startsWith("-") ? newClusterId() : id;
};

/** The log's folder below a broker's data folder. */
export const logDirOf = (dataDir: string): string => join(dataDir, "log");

/**
 * Formats the log's folder with a cluster id of its own, unless that has been done (1.5 s; nothing the second time).
 *
 * @throws {LocalError} `command_failed`, with what Kafka's tool said
 */
export const formatOnce = async (java: string, classPath: string, dataDir: string): Promise<void> => {
  const logDir = logDirOf(dataDir);
  if (existsSync(join(logDir, "meta.properties"))) return;
  await mkdir(dataDir, { recursive: true });
  await intoPlace(logDir, async (staging) => {
    const file = join(dataDir, "format.properties");
    const ports = { port: 9092, controllerPort: 9093, messageBytesMax: 1 << 20 };
    await writeFile(file, serverProperties({ logDir: staging, ...ports }));
    const quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"];
    const format = ["kafka.tools.StorageTool", "format", "-t", newClusterId(), "-c", file];
    await run(java, [...quick, "-cp", classPath, ...format], { timeoutMs: 120_000 });
  });
};
