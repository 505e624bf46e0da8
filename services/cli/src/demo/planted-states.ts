import { type HiddenTruth, simulateHiddenClicks } from "@millrace/datasets";
import type { HiddenMarkovWeights } from "@millrace/neural";
import { fitHiddenStates, SessionLog } from "@millrace/service-trainer";
import type { Planted } from "./summary.ts";

const SESSIONS = 3_000;
const IDLE_MS = 1_800_000;
const BUDGET_MS = 15_000;

/**
 * A hidden Markov model planted in simulated clicks against the one that the trainer's fit finds in them, the number of
 * states included. States are matched by order of visit, in which both are numbered.
 */
export const plantedStates = async (): Promise<Planted[]> => {
  const simulated = simulateHiddenClicks({ seed: 1, sessions: SESSIONS });
  const log = new SessionLog(Number.MAX_SAFE_INTEGER, IDLE_MS);
  for (const click of simulated.events()) log.add(click);
  const options = { created: "", dataRange: {}, timeBudgetMs: BUDGET_MS };
  const { weights } = await fitHiddenStates(log.timed(), options);
  return rowsOf(simulated.truth, weights);
};

const rowsOf = (truth: HiddenTruth, learned: HiddenMarkovWeights): Planted[] => {
  const row = (what: string, planted: number, found: number | null): Planted => ({
    what,
    truth: planted,
    learned: found,
    error: found === null ? null : Math.abs(found - planted),
  });
  const isComparable = truth.states === learned.states;
  const of = (values: Float32Array, at: number): number | null =>
    isComparable ? (values[at] ?? null) : null;
  return [
    row("hidden states of simulated sessions, chosen by held-out likelihood", truth.states, learned.states),
    ...Array.from(truth.exit, (exit, k) => row(`P(exit in hidden state ${k})`, exit, of(learned.exit, k))),
    ...Array.from({ length: truth.states }, (_, k) => {
      const at = k * truth.states + k;
      return row(`P(stay in hidden state ${k})`, truth.transition[at] ?? 0, of(learned.transition, at));
    }),
  ];
};
