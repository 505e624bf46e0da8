import { type Backend, loadTensors } from "@millrace/neural/training";

/** Values that it reads, and values that it foretells at once. */
export const LONG = 336;
export const AHEAD = 96;
const HIDDEN = 64;
/** Hour of the day of the newest value as two harmonics, day of the week. */
const CALENDAR = 11;
const BATCH = 256;
const RATE = 0.001;
const DROPOUT = 0.2;
const PATIENCE = 4;
const VALIDATION_SHARE = 0.1;
const STRIDE_VALIDATION = 4;
const LIMIT = 10;
const DAY_MS = 86_400_000;

/** One series as it is learned. */
export interface TimedValues {
  readonly times: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A trained network: what follows values, newest first; undefined for fewer than 336. */
export interface LongNetwork {
  readonly parameters: number;
  readonly backend: Backend;
  readonly epochs: number;
  path(recent: ArrayLike<number>, time: number): Float64Array | undefined;
}

const calendarOf = (time: number, into: Float32Array, at: number): void => {
  const angle = (2 * Math.PI * (time % DAY_MS)) / DAY_MS;
  into.set([Math.sin(angle), Math.cos(angle), Math.sin(2 * angle), Math.cos(2 * angle)], at);
  into[at + 4 + ((Math.floor(time / DAY_MS) + 4) % 7)] = 1;
};

/** Scales values (newest first from `at`) to `into`: less the newest, in the window's mean absolute deviation. Returns that. */
const scale = (values: (i: number) => number, into: Float32Array, at: number): number => {
  let [mean, unit] = [0, 0];
  for (let i = 0; i < LONG; i++) mean += values(i) / LONG;
  for (let i = 0; i < LONG; i++) unit += Math.abs(values(i) - mean) / LONG;
  const last = values(0);
  for (let i = 0; i < LONG; i++)
    into[at + i] = unit > 0 ? Math.max(-LIMIT, Math.min(LIMIT, (values(i) - last) / unit)) : 0;
  return unit;
};

/**
 * A linear map from the last 336 values to the next 96 with a residual of rectified units beside it, on values less the
 * newest one in the window's own unit, as NLinear (Zeng et al. 2023) and RevIN (Kim et al. 2022) do; one network for all
 * series. Starts as persistence. Keeps the weights of the epoch that did best on the last tenth in time.
 */
export const trainLongNetwork = async (
  series: readonly TimedValues[],
  budgetMs: number,
): Promise<LongNetwork> => {
  const { tf, backend } = await loadTensors();
  const cut = (one: TimedValues): number => Math.floor(one.values.length * (1 - VALIDATION_SHARE));
  const places = (last: boolean) =>
    series.flatMap((one, s) => {
      const [from, to] = last ? [cut(one), one.values.length] : [LONG, cut(one)];
      const every = last ? STRIDE_VALIDATION : 1;
      return Array.from({ length: Math.max(0, Math.floor((to - from - AHEAD) / every)) }, (_, i) => ({
        s,
        at: from + i * every,
      }));
    });
  const batchOf = (chosen: readonly { readonly s: number; readonly at: number }[]) => {
    const x = new Float32Array(chosen.length * (LONG + CALENDAR));
    const y = new Float32Array(chosen.length * AHEAD);
    for (const [n, { s, at }] of chosen.entries()) {
      const { values = [], times = [] } = series[s] ?? {};
      const value = (i: number): number => values[at - 1 - i] ?? 0;
      const unit = scale(value, x, n * (LONG + CALENDAR));
      calendarOf(times[at - 1] ?? 0, x, n * (LONG + CALENDAR) + LONG);
      for (let h = 0; h < AHEAD && unit > 0; h++)
        y[n * AHEAD + h] = Math.max(-LIMIT, Math.min(LIMIT, ((values[at + h] ?? 0) - value(0)) / unit));
    }
    return [
      tf.tensor2d(x, [chosen.length, LONG + CALENDAR]),
      tf.tensor2d(y, [chosen.length, AHEAD]),
    ] as const;
  };
  const input = tf.input({ shape: [LONG + CALENDAR] });
  const linear = tf.layers.dense({ units: AHEAD, kernelInitializer: "zeros" }).apply(input);
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  const hidden = tf.layers.dense({ units: HIDDEN, activation: "relu", kernelInitializer }).apply(input);
  const dropped = tf.layers.dropout({ rate: DROPOUT, seed: 1 }).apply(hidden);
  const residual = tf.layers.dense({ units: AHEAD, kernelInitializer: "zeros" }).apply(dropped);
  const output = tf.layers.add().apply([linear, residual] as (typeof input)[]) as typeof input;
  const model = tf.model({ inputs: input, outputs: output });
  model.compile({ optimizer: tf.train.adam(RATE), loss: tf.losses.huberLoss });
  const training = places(false);
  const judged = batchOf(places(true));
  const order = training.map((_, i) => i);
  let state = 1;
  const below = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const end = performance.now() + budgetMs;
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, weights: model.getWeights().map((w) => w.clone()) };
  let epoch = 0;
  for (; epoch - best.epoch < PATIENCE && performance.now() < end; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    for (let from = 0; from + BATCH <= order.length && performance.now() < end; from += BATCH) {
      const batch = batchOf(order.slice(from, from + BATCH).flatMap((i) => training[i] ?? []));
      await model.trainOnBatch(batch[0], batch[1]);
      for (const tensor of batch) tensor.dispose();
    }
    const loss = tf.tidy(() => {
      const said = model.predict(judged[0]) as (typeof judged)[1];
      return tf.losses.huberLoss(judged[1], said).dataSync()[0] ?? Number.POSITIVE_INFINITY;
    });
    if (!(loss < best.loss)) continue;
    for (const weight of best.weights) weight.dispose();
    best = { loss, epoch, weights: model.getWeights().map((w) => w.clone()) };
  }
  model.setWeights(best.weights);
  const x = new Float32Array(LONG + CALENDAR);
  return {
    parameters: model.countParams(),
    backend,
    epochs: epoch,
    path: (recent, time) => {
      if (recent.length < LONG) return undefined;
      x.fill(0);
      const unit = scale((i) => recent[i] ?? 0, x, 0);
      calendarOf(time, x, LONG);
      const asked = tf.tensor2d(x, [1, x.length]);
      const answer = model.predict(asked) as (typeof judged)[1];
      const said = Float64Array.from(answer.dataSync());
      asked.dispose();
      answer.dispose();
      return said.map((scaled) => (recent[0] ?? 0) + unit * scaled);
    },
  };
};
