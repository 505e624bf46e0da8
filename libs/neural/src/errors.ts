/** Weights that this version cannot read or must not trust. Whoever reads them keeps the weights it has. */
export class WeightsFormatError extends Error {
  readonly code = "neural_weights_format";
  readonly retryable = false;
}
