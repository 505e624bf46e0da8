import { EmbeddedGru, GruKernel } from "@millrace/neural";
import { Random, randomGru } from "@millrace/neural/testing";
import { gruSequence, loadTensors, type Tensors } from "@millrace/neural/training";
import { beforeAll, expect, test } from "vitest";

let tensors: Tensors;
beforeAll(async () => {
  tensors = await loadTensors();
  console.info(`tensor backend: ${[tensors.backend, ...tensors.refused].join("; ")}`);
});

const greatestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);
};

const cases = [
  { inputSize: 1, hiddenSize: 5, lanes: 1, length: 40 },
  { inputSize: 7, hiddenSize: 32, lanes: 6, length: 25 },
  { inputSize: 32, hiddenSize: 64, lanes: 9, length: 60 },
];

test.each(cases)("carried and batched steps equal tf.layers.gru over the whole sequence: %o", (size) => {
  const { tf } = tensors;
  const { inputSize, hiddenSize, lanes, length } = size;
  const before = tf.memory().numTensors;
  const random = new Random(length);
  const weights = randomGru(inputSize, hiddenSize, random);
  const inputs = random.uniform(length * lanes * inputSize, 1.5);
  // The library's GRU knows the reset gate before the recurrent product only: the one that is served here.
  const layer = tf.layers.gru({
    units: hiddenSize,
    recurrentActivation: "sigmoid",
    recurrentInitializer: "zeros",
  });
  const whole = tf.tidy(() => {
    const timeMajor = tf.tensor3d(inputs, [length, lanes, inputSize]);
    const sequences = tf.transpose(timeMajor, [1, 0, 2]);
    layer.apply(sequences);
    layer.setWeights([
      tf.tensor2d(weights.kernel, [inputSize, 3 * hiddenSize]),
      tf.tensor2d(weights.recurrent, [hiddenSize, 3 * hiddenSize]),
      tf.tensor1d(weights.bias),
    ]);
    const [last] = [layer.apply(sequences)].flat();
    if (!(last instanceof tf.Tensor)) throw new Error("the layer gave no tensor");
    return last.dataSync();
  });
  layer.dispose();
  expect(tf.memory().numTensors).toBe(before);

  const dense = new GruKernel(weights);
  const table = new EmbeddedGru(weights, inputs);
  const slabs = [0, 1, 2, 3].map(() => new Float32Array(lanes * hiddenSize));
  const offsets = Int32Array.from({ length: lanes }, (_, lane) => lane * hiddenSize);
  const [single = new Float32Array(), batched = single, looked = single, lookedBatch = single] = slabs;
  for (let t = 0; t < length; t++) {
    const step = inputs.subarray(t * lanes * inputSize, (t + 1) * lanes * inputSize);
    const rows = offsets.map((_, lane) => t * lanes + lane);
    dense.stepBatch(batched, offsets, step);
    table.stepBatch(lookedBatch, offsets, rows);
    offsets.forEach((offset, lane) => {
      dense.step(single, offset, step, lane * inputSize);
      table.step(looked, offset, t * lanes + lane);
    });
  }
  expect(batched).toEqual(single);
  expect(lookedBatch).toEqual(looked);
  expect(greatestDifference(whole, single)).toBeLessThan(1e-5);
  expect(greatestDifference(whole, looked)).toBeLessThan(1e-5);
});

test("the gradient written by hand equals the automatic one of the same equations", () => {
  const { tf } = tensors;
  const [lanes, hidden, steps] = [3, 5, 7];
  const random = new Random(4);
  const rows = lanes * steps;
  const tensor = (height: number, width: number) =>
    tf.tensor2d(random.uniform(height * width, 1), [height, width]);
  const recurrent = tensor(hidden, 3 * hidden);
  const projected = tensor(rows, 3 * hidden);
  const start = tensor(lanes, hidden);
  const direction = tensor(rows, hidden);
  const keep = tf.tensor2d(
    Float32Array.from({ length: rows }, () => (random.next() < 0.2 ? 0 : 1)),
    [rows, 1],
  );
  type Matrix = typeof recurrent;
  const automatic = (x: Matrix, u: Matrix): Matrix => {
    let state: Matrix = start;
    const states: Matrix[] = [];
    for (let t = 0; t < steps; t++) {
      const part = (from: number): Matrix => tf.slice(x, [t * lanes, from * hidden], [lanes, hidden]);
      const column = (from: number): Matrix => tf.slice(u, [0, from * hidden], [hidden, hidden]);
      const before: Matrix = tf.mul(state, tf.slice(keep, [t * lanes, 0], [lanes, 1]));
      const z = tf.sigmoid(tf.add(part(0), tf.matMul(before, column(0))));
      const r = tf.sigmoid(tf.add(part(1), tf.matMul(before, column(1))));
      const c = tf.tanh(tf.add(part(2), tf.matMul(tf.mul(r, before), column(2))));
      state = tf.add(tf.mul(z, before), tf.mul(tf.sub(1, z), c));
      states.push(state);
    }
    return tf.concat(states);
  };
  const byHand = (x: Matrix, u: Matrix): Matrix =>
    gruSequence(tf, { projected: x, recurrent: u, start, keep, steps });
  const gradients = [automatic, byHand].map((run) =>
    tf.tidy(() => {
      const gradientsOf = tf.grads((x, u) =>
        tf.sum(tf.mul(run(x.as2D(rows, 3 * hidden), u.as2D(hidden, 3 * hidden)), direction)),
      );
      return gradientsOf([projected, recurrent]).map((gradient) => gradient.dataSync());
    }),
  );
  const [wanted = [], got = []] = gradients;
  expect(wanted).toHaveLength(2);
  wanted.forEach((gradient, i) => {
    expect(greatestDifference(gradient, got[i] ?? [])).toBeLessThan(1e-4);
  });
  tf.dispose([recurrent, projected, start, direction, keep]);
});
