import type { Batch } from "kafkajs";

/** The offset that a fetch asked for. The client keeps it on its batches, but not in its types. */
export const fetchedOffset = (batch: Batch): number => Number(Reflect.get(batch, "fetchedOffset"));
