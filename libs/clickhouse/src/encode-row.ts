import type { Row } from "@millrace/pipeline";

/** A surrogate without its other half, as JSON.stringify writes it: after an even number of backslashes. */
const loneSurrogate = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/**
 * A row as one line of JSON. Half surrogate pairs, which the engine refuses together with the whole block, become
 * U+FFFD.
 */
export const encodeRow = (values: Row["values"]): string => {
  const line = JSON.stringify(values);
  return line.includes("\\ud") ? line.replace(loneSurrogate, "$1\\ufffd") : line;
};
