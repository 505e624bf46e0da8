/** Most inputs of one autoencoder: the value and seven covariates. */
export const INPUTS_MAX = 8;
/** Most numbers between encoder and decoder. */
const CODES_MAX = INPUTS_MAX / 2;

/** Numbers that one autoencoder keeps: weights `[inputs x codes]`, the inverse correlation of the codes `[codes x codes]`. */
export const AUTOENCODER_SIZE = INPUTS_MAX * CODES_MAX + CODES_MAX * CODES_MAX;
const P_AT = INPUTS_MAX * CODES_MAX;

/** Weight of an example one step older: the last 500 count. */
const FORGETTING = 0.998;
/** Beyond this nothing has been heard in a direction for so long that its weight must not grow further. */
const P_MAX = 1e3;

/** Codes between `inputs` inputs: half as many, so that what the inputs have in common must be learned. */
export const codesOf = (inputs: number): number => Math.max(1, inputs >> 1);

const code = new Float64Array(CODES_MAX);
const gain = new Float64Array(CODES_MAX);

/** Sets the weights to numbers without a pattern, so that no direction is unheard from the start, and knows nothing. @param data `[AUTOENCODER_SIZE]` from `at`. */
export const startAutoencoder = (data: Float64Array, at: number): void => {
  data.fill(0, at, at + AUTOENCODER_SIZE);
  for (let i = 0; i < P_AT; i++) data[at + i] = Math.sin(2.4 * (i + 1) ** 2) / 2;
  for (let k = 0; k < CODES_MAX; k++) data[at + P_AT + k * CODES_MAX + k] = 1;
};

/**
 * Encodes and decodes x by what is known, writes what is left of each input to `left`, then learns x. A linear
 * autoencoder with tied weights, x ≈ W Wᵀ x, whose weights minimise Σ λ^(T−t) |x_t − W y_t|² over the codes y_t = Wᵀ x_t
 * that were computed on the way: projection approximation subspace tracking (Yang 1995, table I), a recursive least
 * squares that settles within some ten examples per code where gradient steps take thousands. Its codes span what principal
 * components would. O(inputs x codes), 50 ns for three inputs.
 * @param x `[inputs]`, about unit size.
 */
export const reconstruct = (
  data: Float64Array,
  at: number,
  x: Float64Array,
  inputs: number,
  left: Float64Array,
): void => {
  const codes = codesOf(inputs);
  for (let k = 0; k < codes; k++) {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += (data[at + i * CODES_MAX + k] ?? 0) * (x[i] ?? 0);
    code[k] = sum;
  }
  for (let i = 0; i < inputs; i++) {
    let sum = x[i] ?? 0;
    for (let k = 0; k < codes; k++) sum -= (data[at + i * CODES_MAX + k] ?? 0) * (code[k] ?? 0);
    left[i] = sum;
  }
  if (!follow(data, at + P_AT, codes)) {
    startAutoencoder(data, at);
    return;
  }
  for (let i = 0; i < inputs; i++)
    for (let k = 0; k < codes; k++) {
      const place = at + i * CODES_MAX + k;
      data[place] = (data[place] ?? 0) + (left[i] ?? 0) * (gain[k] ?? 0);
    }
};

/** Takes the code into its inverse correlation, and leaves the gain; false where numbers overflow. */
const follow = (data: Float64Array, p: number, codes: number): boolean => {
  let spread = FORGETTING;
  for (let k = 0; k < codes; k++) {
    let sum = 0;
    for (let l = 0; l < codes; l++) sum += (data[p + k * CODES_MAX + l] ?? 0) * (code[l] ?? 0);
    gain[k] = sum;
    spread += sum * (code[k] ?? 0);
  }
  if (!(spread < Number.MAX_VALUE)) return false;
  let most = 0;
  for (let k = 0; k < codes; k++) {
    for (let l = k; l < codes; l++) {
      const value =
        ((data[p + k * CODES_MAX + l] ?? 0) - ((gain[k] ?? 0) * (gain[l] ?? 0)) / spread) / FORGETTING;
      data[p + k * CODES_MAX + l] = value;
      data[p + l * CODES_MAX + k] = value;
    }
    most = Math.max(most, data[p + k * CODES_MAX + k] ?? 0);
  }
  for (let k = 0; k < codes; k++) gain[k] = (gain[k] ?? 0) / spread;
  // All of it alike, so that it stays a correlation's inverse.
  if (most > P_MAX)
    for (let i = 0; i < CODES_MAX * CODES_MAX; i++) data[p + i] = ((data[p + i] ?? 0) * P_MAX) / most;
  return true;
};
