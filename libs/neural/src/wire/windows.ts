import type { ByteReader, ByteWriter } from "@millrace/state";
import { WeightsFormatError } from "../errors.ts";
import { ARCHITECTURES, GATES, WINDOW, type WindowWeights } from "../networks/window-weights.ts";

const HIDDEN_MAX = 256;

/** Lengths of a network's arrays, in the order in which they travel. */
const lengthsOf = (architecture: WindowWeights["architecture"], n: number): readonly number[] => {
  const gates = GATES[architecture] * n;
  const decoder = architecture === "seq2seq" ? 3 * n : 0;
  const outputs = architecture === "seq2seq" ? 1 : WINDOW;
  const plain = architecture === "feedforward";
  return [
    plain ? WINDOW * n : gates,
    plain ? 0 : n * gates,
    gates,
    n * decoder,
    n * decoder,
    decoder,
    n * outputs,
    outputs,
  ];
};

const arraysOf = (w: WindowWeights): readonly Float32Array[] => [
  w.kernel,
  w.recurrent,
  w.bias,
  w.decoderKernel,
  w.decoderRecurrent,
  w.decoderBias,
  w.output,
  w.outputBias,
];

/** Writes window networks behind whatever they come with. */
export const writeWindows = (w: ByteWriter, windows: readonly WindowWeights[]): void => {
  w.varint(windows.length);
  for (const one of windows) {
    w.u8(ARCHITECTURES.indexOf(one.architecture)).varint(one.hiddenSize);
    for (const array of arraysOf(one)) w.floats(array);
  }
};

/** What {@link writeWindows} wrote. @throws {WeightsFormatError} */
export const readWindows = (r: ByteReader): readonly WindowWeights[] => {
  const count = r.varint();
  if (count > ARCHITECTURES.length) throw new WeightsFormatError(`${count} window networks are too many`);
  return Array.from({ length: count }, () => {
    const architecture = ARCHITECTURES[r.u8()];
    const hiddenSize = r.varint();
    if (architecture === undefined || hiddenSize < 1 || hiddenSize > HIDDEN_MAX)
      throw new WeightsFormatError("a window network is of an unknown shape");
    const arrays = lengthsOf(architecture, hiddenSize).map((length) => {
      const values = new Float32Array(length);
      r.floats(values);
      if (!values.every(Number.isFinite)) throw new WeightsFormatError("a weight is not finite");
      return values;
    });
    const at = (i: number): Float32Array => arrays[i] ?? new Float32Array(0);
    const encoder = { kernel: at(0), recurrent: at(1), bias: at(2) };
    const decoder = { decoderKernel: at(3), decoderRecurrent: at(4), decoderBias: at(5) };
    return { architecture, hiddenSize, ...encoder, ...decoder, output: at(6), outputBias: at(7) };
  });
};
