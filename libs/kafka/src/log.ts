import type { Journal } from "@millrace/pipeline";
import type { logCreator } from "kafkajs";

/** What the client calls errors although it is the ordinary life of a group. */
const ordinary = /rebalanc|re-join|coordinator is not aware|not aware of this member/i;

/** Passes on only what the client calls an error: it is noisy while a broker restarts, and repeats itself. */
export const quietLog =
  (journal: Journal): logCreator =>
  () =>
  ({ namespace, log }) => {
    const { message, error, broker } = log;
    const detail = [message, error].filter((part) => typeof part === "string").join(": ");
    if (ordinary.test(detail)) return;
    journal.warn("kafka_client", { part: namespace, broker: String(broker ?? ""), detail });
  };
