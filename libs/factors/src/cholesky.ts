/**
 * Factors a symmetric positive definite matrix in place: its lower triangle becomes L with A = L Lᵀ. Rows below the
 * `size`-th are carried along, which turns a right-hand side b stored as one more row into (L⁻¹ b)ᵀ for free.
 * Cost: size³/6 + size²/2 for each extra row. Mutates `matrix`.
 *
 * @param matrix row-major `[rows x stride]`; only the lower triangle is read.
 * @throws {RangeError} when a pivot is not positive (the caller's λ is 0 or the values are not finite).
 */
export const cholesky = (matrix: Float64Array, size: number, rows: number, stride: number): void => {
  for (let p = 0; p < rows; p++) {
    const rowP = p * stride;
    const last = p < size ? p : size - 1;
    for (let q = 0; q <= last; q++) {
      const rowQ = q * stride;
      let sum = matrix[rowP + q] ?? 0;
      for (let m = 0; m < q; m++) sum -= (matrix[rowP + m] ?? 0) * (matrix[rowQ + m] ?? 0);
      if (p !== q) matrix[rowP + q] = sum / (matrix[rowQ + q] ?? 1);
      else if (sum > 0) matrix[rowP + q] = Math.sqrt(sum);
      else throw new RangeError(`matrix is not positive definite at pivot ${p}: ${sum}`);
    }
  }
};

/** Solves L x = b into `x`, which may be `b`. Cost: size²/2. */
export const solveLower = (
  l: Float64Array,
  size: number,
  stride: number,
  b: ArrayLike<number>,
  x: Float64Array,
): void => {
  for (let p = 0; p < size; p++) {
    let sum = b[p] ?? 0;
    for (let m = 0; m < p; m++) sum -= (l[p * stride + m] ?? 0) * (x[m] ?? 0);
    x[p] = sum / (l[p * stride + p] ?? 1);
  }
};

/** Solves Lᵀ x = z into `x`, which may be `z`. Cost: size²/2. */
export const solveUpper = (
  l: Float64Array,
  size: number,
  stride: number,
  z: ArrayLike<number>,
  x: Float64Array,
): void => {
  for (let p = size - 1; p >= 0; p--) {
    let sum = z[p] ?? 0;
    for (let m = p + 1; m < size; m++) sum -= (l[m * stride + p] ?? 0) * (x[m] ?? 0);
    x[p] = sum / (l[p * stride + p] ?? 1);
  }
};
