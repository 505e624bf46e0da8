/** Eigenvalues, greatest first, and their unit vectors `[k x k]`, one a row. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const SWEEPS_MAX = 60;
const SMALL = 1e-24;

/**
 * All eigenvalues and vectors of a symmetric matrix `[k x k]` by cyclic Jacobi rotations (Golub & Van Loan, 8.5). O(k³) a
 * sweep, about 8 sweeps. The greatest component of each vector is positive, so that the same matrix has one answer.
 */
export const symmetricEigen = (matrix: Float64Array, k: number): Eigen => {
  const a = matrix.slice();
  const v = new Float64Array(k * k);
  for (let i = 0; i < k; i++) v[i * k + i] = 1;
  const total = a.reduce((sum, x) => sum + x * x, 0);
  for (let sweep = 0; sweep < SWEEPS_MAX && offDiagonal(a, k) > SMALL * total; sweep++)
    for (let p = 0; p < k; p++) for (let q = p + 1; q < k; q++) rotate(a, v, k, p, q);
  const order = Array.from({ length: k }, (_, i) => i).sort(
    (i, j) => (a[j * k + j] ?? 0) - (a[i * k + i] ?? 0) || i - j,
  );
  const values = Float64Array.from(order, (i) => a[i * k + i] ?? 0);
  const vectors = new Float64Array(k * k);
  for (const [row, i] of order.entries()) {
    let greatest = 0;
    for (let f = 0; f < k; f++) {
      const x = v[f * k + i] ?? 0;
      if (Math.abs(x) > Math.abs(greatest) + 1e-12) greatest = x;
    }
    for (let f = 0; f < k; f++) vectors[row * k + f] = (v[f * k + i] ?? 0) * (greatest < 0 ? -1 : 1);
  }
  return { values, vectors };
};

const offDiagonal = (a: Float64Array, k: number): number => {
  let sum = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) sum += 2 * (a[i * k + j] ?? 0) ** 2;
  return sum;
};

const rotate = (a: Float64Array, v: Float64Array, k: number, p: number, q: number): void => {
  const apq = a[p * k + q] ?? 0;
  if (apq === 0) return;
  const theta = ((a[q * k + q] ?? 0) - (a[p * k + p] ?? 0)) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  turn(a, k, c, s, (i) => [i * k + p, i * k + q]);
  turn(a, k, c, s, (i) => [p * k + i, q * k + i]);
  turn(v, k, c, s, (i) => [i * k + p, i * k + q]);
};

const turn = (
  m: Float64Array,
  k: number,
  c: number,
  s: number,
  at: (i: number) => [number, number],
): void => {
  for (let i = 0; i < k; i++) {
    const [x, y] = at(i);
    const [mx, my] = [m[x] ?? 0, m[y] ?? 0];
    m[x] = c * mx - s * my;
    m[y] = s * mx + c * my;
  }
};
