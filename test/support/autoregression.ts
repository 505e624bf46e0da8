/**
 * Mean squared one-step error of autoregressions fitted by least squares on the first part of each series and judged
 * on the rest, in units of the series' mean absolute difference, squared.
 */
export const autoregressionMse = (
  series: readonly (readonly number[])[],
  lags: number,
  trainingShare: number,
): number => {
  let [sum, count] = [0, 0];
  for (const values of series) {
    const cut = Math.floor(values.length * trainingShare);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const at = (i: number): number => (values[i] ?? 0) - mean;
    const unit =
      values.slice(1).reduce((total, v, i) => total + Math.abs(v - (values[i] ?? 0)), 0) /
      (values.length - 1);
    const matrix = Array.from({ length: lags }, () => new Array<number>(lags + 1).fill(0));
    for (let i = lags; i < cut; i++)
      matrix.forEach((row, p) => {
        for (let q = 0; q < lags; q++) row[q] = (row[q] ?? 0) + at(i - 1 - p) * at(i - 1 - q);
        row[lags] = (row[lags] ?? 0) + at(i - 1 - p) * at(i);
      });
    const weights = solve(matrix);
    for (let i = cut; i < values.length; i++) {
      const predicted = weights.reduce((total, w, p) => total + w * at(i - 1 - p), 0);
      sum += ((at(i) - predicted) / unit) ** 2;
      count++;
    }
  }
  return sum / count;
};

/** Solves a positive definite system given as rows with the right side as last column; the rows are used up. */
const solve = (rows: number[][]): number[] => {
  const n = rows.length;
  rows.forEach((pivot, i) => {
    for (const row of rows.slice(i + 1)) {
      const factor = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (let c = i; c <= n; c++) row[c] = (row[c] ?? 0) - factor * (pivot[c] ?? 0);
    }
  });
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = rows[i]?.[n] ?? 0;
    for (let c = i + 1; c < n; c++) rest -= (rows[i]?.[c] ?? 0) * (x[c] ?? 0);
    x[i] = rest / (rows[i]?.[i] ?? 1);
  }
  return x;
};
