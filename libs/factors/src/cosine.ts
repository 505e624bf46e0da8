/** Cosine of a vector with the row at `at`, −1..1; 0 where either is nothing. O(k). */
export const cosine = (a: Float32Array, data: Float32Array, at: number): number => {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let f = 0; f < a.length; f++) {
    const x = a[f] ?? 0;
    const y = data[at + f] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
};
