/**
 * Weights of one GRU layer, laid out as Keras does: gate columns are update `z`, reset `r`, candidate `c`.
 * The reset gate acts before the recurrent product (`resetAfter: false`, Cho et al. 2014, eq. 5 to 8):
 *
 *     z = σ(x·Wz + h·Uz + bz)    r = σ(x·Wr + h·Ur + br)
 *     c = tanh(x·Wc + (r ∘ h)·Uc + bc)    h' = z ∘ h + (1 − z) ∘ c
 */
export interface GruWeights {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** W, `[inputSize x 3·hiddenSize]`, row-major. */
  readonly kernel: Float32Array;
  /** U, `[hiddenSize x 3·hiddenSize]`, row-major. */
  readonly recurrent: Float32Array;
  /** b, `[3·hiddenSize]`. */
  readonly bias: Float32Array;
}

/** Columns `from` to `to` of a row-major `[rows x columns]` matrix, copied. */
export const columnsOf = (
  matrix: Float32Array,
  rows: number,
  columns: number,
  from: number,
  to: number,
): Float32Array<ArrayBuffer> => {
  const part = new Float32Array(rows * (to - from));
  for (let row = 0; row < rows; row++)
    part.set(matrix.subarray(row * columns + from, row * columns + to), row * (to - from));
  return part;
};
