import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { access, cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { newFolder, removeFolder } from "../../support/folder.ts";
import { peakResidentBytes } from "../resident.ts";

/** How the Kafka Streams program did. */
export interface StreamsOutput {
  readonly seconds: number;
  readonly perSecond: number;
  readonly peakResidentBytes: number | undefined;
}

/** Why it was not run. */
export interface Absent {
  readonly absent: string;
}

const LOOK_EVERY_MS = 200;

const run = async (command: string, args: readonly string[], cwd: string): Promise<void> => {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
};

/**
 * Counts items and pairs of a topic's baskets by the Kafka Streams program of a folder of peers: one processor, a store
 * in memory, exactly once. From its first record until its last output is written and committed, as it says itself.
 */
export const kafkaStreams = async (
  peers: string | undefined,
  brokers: string,
  topic: string,
): Promise<StreamsOutput | Absent> => {
  if (peers === undefined) return { absent: "not asked for (--peers)" };
  const source = resolve(peers, "streams/java");
  try {
    await access(join(source, "PairCount.java"));
  } catch {
    return { absent: `${source} has no PairCount.java` };
  }
  const folder = await newFolder("peers");
  try {
    for (const file of ["pom.xml", "PairCount.java", "simplelogger.properties"])
      await cp(join(source, file), join(folder, file));
    await run("mvn", ["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=libs"], folder);
    await run("javac", ["-cp", "libs/*", "-d", ".", "PairCount.java"], folder);
    return await measure(folder, brokers, topic);
  } catch (error) {
    return { absent: String(error) };
  } finally {
    await removeFolder(folder);
  }
};

const measure = async (folder: string, brokers: string, topic: string): Promise<StreamsOutput> => {
  const settings = {
    mode: "papi",
    store: "mem",
    eos: "true",
    commit: "1000",
    app: `streams-${randomUUID()}`,
    broker: brokers,
    dir: join(folder, "state"),
    topic,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn("java", ["-Xmx3g", "-cp", ".:libs/*", "PairCount", ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  let peak: number | undefined;
  const looking = setInterval(async () => {
    peak = (await peakResidentBytes(child.pid ?? 0)) ?? peak;
  }, LOOK_EVERY_MS);
  let first: number | undefined;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith("EVT ")) continue;
      const event: { e: string; t: number; at?: number; baskets?: number } = JSON.parse(line.slice(4));
      if (event.e === "first") first = event.t;
      if (event.e !== "done" || first === undefined) continue;
      const seconds = ((event.at ?? event.t) - first) / 1000;
      return { seconds, perSecond: (event.baskets ?? 0) / seconds, peakResidentBytes: peak };
    }
    throw new Error("the Kafka Streams program ended early");
  } finally {
    clearInterval(looking);
    child.kill("SIGKILL");
    await ended;
  }
};
