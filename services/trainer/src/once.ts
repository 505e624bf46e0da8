import type { EventRecord } from "@millrace/events";

/** Each record is read once, however many courses it is shown to. */
export const once = (read: (record: EventRecord) => void): ((record: EventRecord) => void) => {
  const seen = new WeakSet<EventRecord>();
  return (record) => {
    if (seen.has(record)) return;
    seen.add(record);
    read(record);
  };
};
