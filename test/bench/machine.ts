import { cpus, freemem, loadavg, totalmem } from "node:os";

const MIB = 1 << 20;

/** What the figures depend on beside the program. */
export interface MachineFacts {
  readonly cores: number;
  readonly processor: string;
  readonly memoryMiB: number;
  readonly freeMiB: number;
  /** Processes that wanted to run during the last minute, when the benchmark began: above 1, figures are too low. */
  readonly loadBefore: number;
  readonly node: string;
  readonly system: string;
}

/** The machine as it is now. */
export const machineFacts = (): MachineFacts => ({
  cores: cpus().length,
  processor: cpus()[0]?.model.trim() ?? "unknown",
  memoryMiB: Math.round(totalmem() / MIB),
  freeMiB: Math.round(freemem() / MIB),
  loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  node: process.version,
  system: `${process.platform} ${process.arch}`,
});
