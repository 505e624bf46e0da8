import type { Clock, Journal } from "@millrace/pipeline";
import type { logCreator } from "kafkajs";

/** What the client calls errors although it is the ordinary life of a group. */
const ordinary = /rebalanc|re-join|not aware of this member|group coordinator is not available/i;
/** While a broker is away, each client says so several times a second. */
const REPEAT_MS = 10_000;
const REMEMBERED_MAX = 100;

/** Passes on only what the client calls an error, and the same one only now and then. */
export const quietLog = (journal: Journal, clock: Clock): logCreator => {
  const said = new Map<string, number>();
  return () =>
    ({ namespace, log }) => {
      const { message, error, broker } = log;
      const detail = [message, error].filter((part) => typeof part === "string").join(": ");
      const now = clock.now();
      if (ordinary.test(detail) || now - (said.get(detail) ?? -REPEAT_MS) < REPEAT_MS) return;
      if (said.size >= REMEMBERED_MAX) said.clear();
      said.set(detail, now);
      journal.warn("kafka_client", { part: namespace, broker: String(broker ?? ""), detail });
    };
};
