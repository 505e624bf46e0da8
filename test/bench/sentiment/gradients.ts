import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Random } from "@millrace/neural/testing";
import { cellStates, loadTensors } from "@millrace/neural/training";
import type { Bench, Findings } from "../report.ts";
import { type Curve, gradientPlot } from "./gradient-plot.ts";

const PLOT = fileURLToPath(new URL("../../../docs/text-gradients.svg", import.meta.url));
const WORDS = 60;
const TEXTS = 32;
const HIDDEN = 32;
const SHOWN = [1, 10, 30, 60];

const cells = [
  { name: "simple RNN, ρ = 0.5", network: "rnn", radius: 0.5 },
  { name: "simple RNN, ρ = 1", network: "rnn", radius: 1 },
  { name: "simple RNN, ρ = 2", network: "rnn", radius: 2 },
  { name: "LSTM, ρ = 1, forget bias 1, as trained", network: "lstm", radius: 1, keeping: 1 },
  { name: "LSTM, ρ = 1, forget bias 3", network: "lstm", radius: 1, keeping: 3 },
] as const;

/**
 * Mean norm of the gradient that reaches the input of each word, by its distance from the end of the text, relative to
 * that of the last word: how far back a network can learn from. ρ is about the spectral radius of the recurrent matrix.
 */
const curveOf = async ({ name, network, radius, ...more }: (typeof cells)[number]): Promise<Curve> => {
  const { tf } = await loadTensors();
  const random = new Random(7);
  const columns = (network === "rnn" ? 1 : 4) * HIDDEN;
  const rows = WORDS * TEXTS;
  const inputs = random.uniform(rows * columns, 0.3);
  if ("keeping" in more)
    for (let row = 0; row < rows; row++)
      for (let j = HIDDEN; j < 2 * HIDDEN; j++) inputs[row * columns + j] = more.keeping;
  // Uniform numbers up to a have the variance a²/3, and a matrix of n independent ones the radius √n times its root.
  const recurrent = random.uniform(HIDDEN * columns, radius * Math.sqrt(3 / HIDDEN));
  const asked = random.uniform(TEXTS * HIDDEN, 1);
  const norms = tf.tidy(() => {
    const u = tf.tensor2d(recurrent, [HIDDEN, columns]);
    const direction = tf.tensor2d(asked, [TEXTS, HIDDEN]);
    const real = new Float32Array(rows).fill(1);
    const gradient = tf.grad((x) => {
      const run = {
        network,
        projected: x.as2D(rows, columns),
        recurrent: u,
        real,
        steps: WORDS,
        lanes: TEXTS,
      };
      const last = cellStates(tf, run).at(-1) ?? x;
      return tf.sum(tf.mul(last, direction)).asScalar();
    })(tf.tensor2d(inputs, [rows, columns]));
    const byText = tf.sqrt(tf.sum(tf.square(gradient), 1)).reshape([WORDS, TEXTS]);
    return [...tf.mean(byText, 1).dataSync()].reverse();
  });
  const [first = 1] = norms;
  return { name, values: norms.map((norm) => norm / first) };
};

/** What becomes of gradients over a text, by network, drawn into the docs. */
export const gradients: Bench = {
  name: "gradients",
  about: "how gradients of recurrent networks vanish and explode over a text; draws docs/text-gradients.svg",
  run: async (): Promise<Findings> => {
    const curves: Curve[] = [];
    for (const cell of cells) curves.push(await curveOf(cell));
    await writeFile(PLOT, gradientPlot(curves));
    const rows = curves.map(({ name, values }) => [name, ...SHOWN.map((word) => values[word - 1])]);
    const columns = ["network", ...SHOWN.map((word) => `${word} from the end`)];
    return {
      figures: { curves },
      tables: [
        { title: "Norm of the gradient at a word's input, relative to the last word's", columns, rows },
      ],
      notes: ["Untrained weights, 32 texts of 60 words, 32 cells. Drawn to docs/text-gradients.svg."],
    };
  },
};
