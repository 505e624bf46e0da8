import type { Effects } from "./absorb.ts";
import type { PartitionPorts } from "./partition-ports.ts";

/** Tries until it works. */
type Persist = (attempt: () => Promise<void>) => Promise<void>;

/**
 * Hands over what a batch caused. Erasures come last, after the rows that they are to take with them, and before the
 * progress that covers the request is published: whoever asked knows then that it is done.
 */
export const deliver = async (
  { rows, forwards, deadLetters, erasures }: Effects,
  ports: PartitionPorts,
  stream: string,
  partition: number,
  persist: Persist,
): Promise<void> => {
  if (deadLetters.length > 0) await persist(() => ports.deadLetters.send(deadLetters));
  if (forwards.length > 0) await persist(() => ports.forwarder.send(forwards));
  if (rows.length > 0) await persist(() => ports.rows.add(rows));
  const { eraser } = ports;
  if (erasures.length === 0 || eraser === undefined) return;
  await persist(() => ports.rows.flush());
  for (const { whom, upTo } of erasures) await persist(() => eraser.erase(stream, partition, upTo, whom));
};
