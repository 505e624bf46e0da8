import type { Journal } from "@millrace/pipeline";
import { pino } from "pino";
import type { Scope } from "./scope.ts";

/** Writes one JSON line per fact to standard error: time, level, event, facts. Never texts, ids of people or keys. */
export const openJournal = (level: string, service: string): Journal => {
  const logger = pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: "event",
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    info: (event, facts) => logger.info(facts, event),
    warn: (event, facts) => logger.warn(facts, event),
    error: (event, facts) => logger.error(facts, event),
  };
};

/** Says in the log that a process has stopped as it should; to be called first, since what starts first stops last. */
export const tellStop = async (scope: Scope, journal: Journal, service: string): Promise<void> => {
  await scope.start(
    "log",
    async () => journal,
    async (open) => open.info("stopped", { service }),
  );
};
