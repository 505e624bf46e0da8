import type { Config } from "@millrace/service";

/** Limits of the clickstream's models. */
export interface ClickSettings {
  readonly itemsMax: number;
  readonly sessionsMax: number;
  readonly sessionIdleMs: number;
  /** Sessions remembered as neighbours. @default 20000 */
  readonly neighboursMax?: number;
  /** Whether sequential rules and neighbouring sessions are learned and predict too. @default "all" */
  readonly rungs?: "all" | "chain";
  /** Clicks of one session in a minute of event time; further ones are throttled. @default 600 */
  readonly clicksPerMinuteMax?: number;
  /** Microseconds that full rankings may cost a click on average; above that only a hash sample is scored. @default 8 */
  readonly scoringUsMax?: number;
}

/** Defaults of what may be left out. */
export const clickDefaults = {
  neighboursMax: 20_000,
  rungs: "all",
  clicksPerMinuteMax: 600,
  scoringUsMax: 8,
} as const;

/** The clickstream's part of a process's settings. */
export const clickSettings = (
  config: Pick<
    Config,
    | "itemsMax"
    | "sessionsMax"
    | "sessionIdleMs"
    | "neighboursMax"
    | "clickRungs"
    | "clicksPerMinuteMax"
    | "scoringUsMax"
  >,
): Required<ClickSettings> => {
  const { itemsMax, sessionsMax, sessionIdleMs, neighboursMax, clicksPerMinuteMax, scoringUsMax } = config;
  const rungs = config.clickRungs;
  return { itemsMax, sessionsMax, sessionIdleMs, neighboursMax, rungs, clicksPerMinuteMax, scoringUsMax };
};
