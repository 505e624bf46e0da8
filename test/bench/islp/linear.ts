import { RecursiveLeastSquares } from "@millrace/sequences";
import { type Window, weekdayInputs } from "./windows.ts";

/** Forecasts of the test days by a linear model. */
export interface LinearResult {
  readonly predicted: number[];
  readonly parameters: number;
}

const inputsOf = (window: Window, weekday: boolean): Float64Array =>
  Float64Array.from([1, ...window.lags.flat(), ...(weekday ? weekdayInputs(window) : [])]);

/**
 * Autoregression on the flattened lags, by the service's own recursive least squares without forgetting: learned on the
 * training days in order, then either held (as the book does) or learning on, each test day after it was foretold.
 */
export const autoregression = (
  training: readonly Window[],
  test: readonly Window[],
  options: { readonly weekday: boolean; readonly learnsOn: boolean },
): LinearResult => {
  const parameters = inputsOf(training[0] ?? test[0] ?? never(), options.weekday).length;
  const rls = new RecursiveLeastSquares(new Array<number>(parameters).fill(0), {
    ridge: 1e-6,
    forgetting: 1,
  });
  const [weights, gram] = [new Float64Array(parameters), new Float64Array(rls.triangle)];
  rls.start(weights, 0, gram, 0);
  let step = 0;
  const learn = (window: Window): void =>
    rls.learn(inputsOf(window, options.weekday), window.target, ++step, weights, 0, gram, 0);
  for (const window of training) learn(window);
  const predicted = test.map((window) => {
    const x = inputsOf(window, options.weekday);
    const sum = x.reduce((total, value, i) => total + value * (weights[i] ?? 0), 0);
    if (options.learnsOn) learn(window);
    return sum;
  });
  return { predicted, parameters };
};

const never = (): never => {
  throw new Error("there are no windows");
};
