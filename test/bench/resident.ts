import { readFile } from "node:fs/promises";

const KIB = 1024;

const statusLine = async (pid: number, name: string): Promise<number | undefined> => {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text);
  return found === null ? undefined : Number(found[1]) * KIB;
};

/** Most bytes that a process ever had in memory; undefined where the system does not tell (other than Linux). */
export const peakResidentBytes = (pid: number): Promise<number | undefined> => statusLine(pid, "VmHWM");

/** Bytes as MiB, rounded. */
export const mib = (bytes: number | undefined): number | undefined =>
  bytes === undefined ? undefined : Math.round(bytes / (KIB * KIB));
