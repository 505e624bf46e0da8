import type { Effects } from "./absorb.ts";
import type { PartitionPorts } from "./partition-ports.ts";

/** Tries until it works. */
type Persist = (attempt: () => Promise<void>) => Promise<void>;

/** Hands over the rows so far. */
export const deliverRows = async (
  effects: Effects,
  { rows }: Pick<PartitionPorts, "rows">,
  persist: Persist,
): Promise<void> => {
  const taken = effects.takeRows();
  if (taken.length > 0) await persist(() => rows.add(taken));
};

/**
 * Hands over what a batch caused. Erasures come last, after the rows that they are to take with them, and before the
 * progress that covers the request is published: whoever asked knows then that it is done.
 */
export const deliver = async (
  effects: Effects,
  ports: PartitionPorts,
  stream: string,
  partition: number,
  persist: Persist,
): Promise<void> => {
  const { forwards, deadLetters, erasures } = effects;
  if (deadLetters.length > 0) await persist(() => ports.deadLetters.send(deadLetters));
  if (forwards.length > 0) await persist(() => ports.forwarder.send(forwards));
  await deliverRows(effects, ports, persist);
  const { eraser } = ports;
  if (erasures.length === 0 || eraser === undefined) return;
  await persist(() => ports.rows.flush());
  for (const { whom, upTo } of erasures) await persist(() => eraser.erase(stream, partition, upTo, whom));
};
