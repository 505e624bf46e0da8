import { setImmediate } from "node:timers/promises";
import type { EpochRecord, HiddenMarkovWeights, TrainedNetwork } from "@millrace/neural";
import type { TrainingOptions } from "@millrace/neural/training";
import { type FittedStates, fitStates, type TimedSession, type TriedStates } from "@millrace/sequences";

/** Share of the time for trying numbers of states: the pass under way when it is over is still finished. */
const TRYING_SHARE = 0.8;

/**
 * Fits hidden states to sessions by Baum-Welch, their number chosen by the likelihood of the last sessions, and writes
 * the model's card: one epoch per number of states tried, losses as negative log likelihoods per click. Gives the event
 * loop a turn after each pass. @throws {RangeError} where there are too few sessions
 */
export const fitHiddenStates = async (
  sessions: readonly TimedSession[],
  options: TrainingOptions,
): Promise<TrainedNetwork<HiddenMarkovWeights>> => {
  const clock = options.clockMs ?? (() => performance.now());
  const began = clock();
  const until = began + TRYING_SHARE * (options.timeBudgetMs ?? Number.POSITIVE_INFINITY);
  const seed = options.seed ?? 1;
  const fitting = fitStates(sessions, {
    seed,
    heldOutShare: options.validationShare ?? 0.1,
    enough: () => clock() > until,
  });
  let step = fitting.next();
  while (!step.done) {
    await setImmediate();
    step = fitting.next();
  }
  const { model, tried, heldOutClicks, trainingClicks } = step.value;
  const { states } = model;
  const shapes = {
    start: [states],
    transition: [states, states],
    emission: [model.items.length + 1, states],
  };
  return {
    weights: { kind: "hidden-markov", ...model },
    card: {
      kind: "hidden-markov",
      created: options.created,
      dataRange: options.dataRange,
      backend: "typed arrays",
      seed,
      shapes,
      parameters: states + states * (states + 1) + (model.items.length + 1) * states,
      settings: { validationShare: options.validationShare ?? 0.1 },
      epochs: tried.map(epochOf),
      bestEpoch: Math.max(1, tried.findIndex((one) => one.states === states) + 1),
      stopped: clock() > until ? "time" : "epochs",
      trainingExamples: trainingClicks,
      validationExamples: heldOutClicks,
      validation: figuresOf(step.value),
      seconds: (clock() - began) / 1000,
    },
  };
};

const epochOf = ({ heldOut, training }: TriedStates, at: number): EpochRecord => ({
  epoch: at + 1,
  trainingLoss: -training,
  validationLoss: -heldOut,
  gradientNorm: 0,
  clippedNorm: 0,
  seconds: 0,
});

const figuresOf = ({ model, tried }: FittedStates): Record<string, number> => ({
  states: model.states,
  ...Object.fromEntries(tried.map(({ states, heldOut }) => [`logLikelihood${states}`, heldOut])),
});
