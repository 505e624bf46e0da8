import type { Tf } from "@millrace/neural/training";
import { LAGS, MEASURES, type Window, weekdayInputs } from "./windows.ts";

/** A network of the table. */
export interface NetworkPlan {
  readonly name: string;
  readonly kind: "feed-forward" | "simple" | "lstm" | "gru";
  readonly weekday: boolean;
}

/** The networks of the table; units and dropout are the book's. */
export const networkPlans: readonly NetworkPlan[] = [
  { name: "feed-forward, 32 units, day of week", kind: "feed-forward", weekday: true },
  { name: "simple RNN, 12 units", kind: "simple", weekday: false },
  { name: "LSTM, 32 units, day of week", kind: "lstm", weekday: true },
  { name: "GRU, 32 units, day of week", kind: "gru", weekday: true },
];

const EPOCHS_MAX = 40;
const PATIENCE = 6;
const BATCH = 64;
const VALIDATION = 0.1;
const WEEKDAYS = 5;

/** Oldest day first, as a recurrent network reads it. */
const sequenceOf = ({ lags }: Window): number[][] => lags.toReversed().map((day) => [...day]);

const modelOf = (tf: Tf, { kind, weekday }: NetworkPlan) => {
  const seed = 1;
  const lags = tf.input({ shape: [LAGS, MEASURES.length] });
  const day = tf.input({ shape: [WEEKDAYS] });
  const initial = { kernelInitializer: tf.initializers.glorotUniform({ seed }) };
  const recurrent = { ...initial, recurrentInitializer: tf.initializers.glorotUniform({ seed }) };
  const withDay = (part: ReturnType<typeof tf.input>) =>
    weekday ? tf.layers.concatenate().apply([part, day]) : part;
  const read = (layer: { apply: (part: typeof lags) => unknown }) => layer.apply(lags) as typeof lags;
  const summary = (): ReturnType<typeof withDay> => {
    switch (kind) {
      case "feed-forward": {
        const flat = withDay(read(tf.layers.flatten()));
        const hidden = tf.layers.dense({ units: 32, activation: "relu", ...initial }).apply(flat);
        return tf.layers.dropout({ rate: 0.5, seed }).apply(hidden) as typeof lags;
      }
      case "simple":
        return withDay(read(tf.layers.simpleRNN({ units: 12, ...recurrent })));
      case "lstm":
        return withDay(read(tf.layers.lstm({ units: 32, ...recurrent })));
      case "gru":
        return withDay(read(tf.layers.gru({ units: 32, ...recurrent })));
    }
  };
  const output = tf.layers.dense({ units: 1, ...initial }).apply(summary()) as typeof lags;
  const model = tf.model({ inputs: weekday ? [lags, day] : [lags], outputs: output });
  model.compile({ optimizer: tf.train.adam(0.003), loss: "meanSquaredError" });
  return model;
};

/** Trains one, keeps the weights of the epoch that did best on the last tenth of the training days, and foretells the test days. */
export const runNetwork = async (
  tf: Tf,
  plan: NetworkPlan,
  training: readonly Window[],
  test: readonly Window[],
): Promise<{ readonly predicted: Float32Array; readonly parameters: number; readonly epochs: number }> => {
  const model = modelOf(tf, plan);
  const inputs = (windows: readonly Window[]) => {
    const lags = tf.tensor3d(windows.map(sequenceOf));
    return plan.weekday ? [lags, tf.tensor2d(windows.map(weekdayInputs))] : [lags];
  };
  const targets = (windows: readonly Window[]) => tf.tensor2d(windows.map(({ target }) => [target]));
  const cut = Math.floor(training.length * (1 - VALIDATION));
  const [learned, judged] = [training.slice(0, cut), training.slice(cut)];
  const [x, y, vx, vy] = [inputs(learned), targets(learned), inputs(judged), targets(judged)];
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, weights: model.getWeights().map((w) => w.clone()) };
  let epoch = 0;
  for (; epoch < EPOCHS_MAX && epoch - best.epoch < PATIENCE; epoch++) {
    const { history } = await model.fit(x, y, {
      epochs: 1,
      batchSize: BATCH,
      shuffle: true,
      validationData: [vx, vy],
      verbose: 0,
    });
    const loss = Number(history.val_loss?.[0]);
    if (!(loss < best.loss)) continue;
    for (const weight of best.weights) weight.dispose();
    best = { loss, epoch, weights: model.getWeights().map((w) => w.clone()) };
  }
  model.setWeights(best.weights);
  const out = model.predict(inputs(test));
  const predicted = Float32Array.from((Array.isArray(out) ? out[0] : out)?.dataSync() ?? []);
  const parameters = model.countParams();
  for (const tensor of [...x, y, ...vx, vy, ...best.weights]) tensor.dispose();
  model.dispose();
  return { predicted, parameters, epochs: epoch };
};
