import { createHash } from "node:crypto";
import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import type { TrainingCard } from "../card.ts";
import { WeightsFormatError } from "../errors.ts";
import type { GruWeights } from "../gru/weights.ts";
import { HIDDEN_STATES_MAX, type HiddenMarkovWeights } from "../networks/hidden-markov.ts";
import type { NextItemWeights } from "../networks/next-item.ts";
import { SERIES_INPUTS, type SeriesWeights } from "../networks/series.ts";
import type { TaggerWeights } from "../networks/tagger.ts";
import type { TasteWeights } from "../networks/taste.ts";
import type { TextWeights } from "../networks/text.ts";
import type { TextCellWeights } from "../networks/text-cells.ts";
import type { WordWeights } from "../networks/words.ts";
import { decodeCard } from "./card.ts";
import { type CellNetworkWeights, readCells, writeCells } from "./cells.ts";
import { asFields, type Fields, wholeIn } from "./read-json.ts";
import { readTaste, writeTaste } from "./taste.ts";
import { readWindows, writeWindows } from "./windows.ts";

/** Weights of any model that the trainer makes, told apart by `kind`. */
export type NetworkWeights =
  | NextItemWeights
  | SeriesWeights
  | TextWeights
  | TextCellWeights
  | TaggerWeights
  | HiddenMarkovWeights
  | WordWeights
  | TasteWeights;

/** Weights with the card that tells where they come from. */
export interface TrainedNetwork<W extends NetworkWeights = NetworkWeights> {
  readonly weights: W;
  readonly card: TrainingCard;
}

/** Largest encoded weights that are read, bytes: 128 MiB. */
export const WEIGHTS_BYTES_MAX = 128 * 1024 * 1024;

const FORMAT = 1;
const DIGEST = 32;
const HEADER_BYTES_MAX = 1024 * 1024;
const SIZE_MAX = 1 << 20;
const WIDTH_MAX = 1024;

/**
 * Weights and card as bytes: format number, JSON header (sizes, card), item ids where there are any, float32 arrays in
 * a fixed order, SHA-256 of all that. Equal weights and cards give equal bytes.
 */
export const encodeWeights = (weights: NetworkWeights, card: TrainingCard): Uint8Array => {
  const w = new ByteWriter(1 << 16).u8(FORMAT);
  if (weights.kind === "hidden-markov") writeStates(w, weights, card);
  else if (weights.kind === "words") writeWords(w, weights, card);
  else if ("layers" in weights) writeTaste(w, weights, card);
  else if ("directions" in weights) writeCells(w, weights, card);
  else writeNetwork(w, weights, card);
  const body = w.finish();
  const bytes = new Uint8Array(body.length + DIGEST);
  bytes.set(body);
  bytes.set(sha256(body), body.length);
  return bytes;
};

/**
 * What `encodeWeights` wrote. Nothing is built before checksum and sizes have been checked; numbers that are not
 * finite are refused.
 * @throws {WeightsFormatError}
 */
export const decodeWeights = (bytes: Uint8Array): TrainedNetwork => {
  if (bytes.length > WEIGHTS_BYTES_MAX) throw new WeightsFormatError(`${bytes.length} bytes are too many`);
  if (bytes.length <= DIGEST) throw new WeightsFormatError(`${bytes.length} bytes are too few`);
  const body = bytes.subarray(0, bytes.length - DIGEST);
  if (!sha256(body).every((byte, i) => byte === bytes[body.length + i]))
    throw new WeightsFormatError("checksum does not fit");
  try {
    return read(new ByteReader(body), body.length);
  } catch (cause) {
    if (cause instanceof StateFormatError || cause instanceof SyntaxError)
      throw new WeightsFormatError(cause.message, { cause });
    throw cause;
  }
};

const writeStates = (w: ByteWriter, weights: HiddenMarkovWeights, card: TrainingCard): void => {
  const { kind, states, items } = weights;
  const header = { kind, inputSize: 1, hiddenSize: states, rows: items.length + 1, card };
  w.text(JSON.stringify(header));
  for (const itemId of items) w.text(itemId);
  w.floats(weights.start).floats(weights.transition).floats(weights.exit).floats(weights.dwellMs);
  w.floats(weights.emission);
};

const writeWords = (w: ByteWriter, weights: WordWeights, card: TrainingCard): void => {
  const { kind, words, size, vectors, pieces } = weights;
  const sizes = { inputSize: size, hiddenSize: size, rows: words.length, pieces: pieces.length / size };
  w.text(JSON.stringify({ kind, ...sizes, card }));
  for (const word of words) w.text(word);
  w.floats(vectors).floats(pieces);
};

const writeNetwork = (
  w: ByteWriter,
  weights: Exclude<NetworkWeights, HiddenMarkovWeights | WordWeights | CellNetworkWeights | TasteWeights>,
  card: TrainingCard,
): void => {
  const { gru } = weights;
  const rows = "items" in weights ? weights.items.length + 1 : weights.kind === "text" ? weights.buckets : 0;
  const header = { kind: weights.kind, inputSize: gru.inputSize, hiddenSize: gru.hiddenSize, rows, card };
  w.text(JSON.stringify(header));
  if ("items" in weights) for (const itemId of weights.items) w.text(itemId);
  if (weights.kind !== "series") w.floats(weights.embedding);
  w.floats(gru.kernel).floats(gru.recurrent).floats(gru.bias);
  w.floats(weights.output).floats(weights.outputBias);
  if (weights.kind === "series") writeWindows(w, weights.windows ?? []);
};

/** SHA-256, 32 bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

const read = (r: ByteReader, size: number): TrainedNetwork => {
  const format = r.u8();
  if (format !== FORMAT) throw new WeightsFormatError(`format ${format} is unknown`);
  const text = r.text();
  if (text.length > HEADER_BYTES_MAX) throw new WeightsFormatError("header is too long");
  const header = asFields(JSON.parse(text), "header");
  const card = decodeCard(header.card);
  if (header.kind !== card.kind) throw new WeightsFormatError("header and card are of different kinds");
  const weights = readWeights(r, header, card.kind, size);
  if (!r.done) throw new WeightsFormatError("bytes are left over");
  return { weights, card };
};

const readWeights = (
  r: ByteReader,
  header: Fields,
  kind: NetworkWeights["kind"],
  size: number,
): NetworkWeights => {
  const inputSize = wholeIn(header, "inputSize", 1, WIDTH_MAX);
  const hiddenSize = wholeIn(header, "hiddenSize", 1, WIDTH_MAX);
  const rows = wholeIn(header, "rows", 0, SIZE_MAX);
  const floats = (count: number): Float32Array => readFloats(r, count, size);
  const gru = (): GruWeights => ({
    inputSize,
    hiddenSize,
    kernel: floats(inputSize * 3 * hiddenSize),
    recurrent: floats(hiddenSize * 3 * hiddenSize),
    bias: floats(3 * hiddenSize),
  });
  switch (kind) {
    case "hidden-markov": {
      if (hiddenSize > HIDDEN_STATES_MAX) throw new WeightsFormatError(`${hiddenSize} states are too many`);
      return {
        kind,
        states: hiddenSize,
        items: readNames(r, rows - 1, "item"),
        start: floats(hiddenSize),
        transition: floats(hiddenSize ** 2),
        exit: floats(hiddenSize),
        dwellMs: floats(hiddenSize),
        emission: floats(rows * hiddenSize),
      };
    }
    case "words": {
      const pieces = wholeIn(header, "pieces", 0, SIZE_MAX);
      const words = readNames(r, rows, "word");
      return {
        kind,
        words,
        size: inputSize,
        vectors: floats(rows * inputSize),
        pieces: floats(pieces * inputSize),
      };
    }
    case "next-item":
    case "language": {
      const items = readNames(r, rows - 1, "item");
      const embedding = floats(rows * inputSize);
      return {
        kind,
        items,
        embedding,
        gru: gru(),
        output: floats(rows * hiddenSize),
        outputBias: floats(rows),
      };
    }
    case "series": {
      const featureSize = inputSize - SERIES_INPUTS;
      if (featureSize < 0) throw new WeightsFormatError(`a series network has more than ${inputSize} inputs`);
      const network = { kind, featureSize, gru: gru(), output: floats(hiddenSize), outputBias: floats(1) };
      // Weights of before these networks end here.
      return r.done ? network : { ...network, windows: readWindows(r) };
    }
    case "text-average":
    case "text-rnn":
    case "text-lstm":
    case "text-bilstm":
    case "tagger":
      return readCells(kind, { inputSize, hiddenSize, rows, tags: header.tags }, floats);
    case "boltzmann":
    case "autoencoder":
      return readTaste(kind, header, rows, (count) => readNames(r, count, "item"), floats);
    case "text": {
      if (rows < 2) throw new WeightsFormatError(`a text network has more than ${rows} buckets`);
      const embedding = floats(rows * inputSize);
      return {
        kind,
        buckets: rows,
        embedding,
        gru: gru(),
        output: floats(hiddenSize),
        outputBias: floats(1),
      };
    }
  }
};

const readNames = (r: ByteReader, count: number, what: string): string[] => {
  if (count < 1) throw new WeightsFormatError(`there is at least one ${what}`);
  const names: string[] = [];
  for (let i = 0; i < count; i++) names.push(r.text());
  if (new Set(names).size < count) throw new WeightsFormatError(`an ${what} comes twice`);
  return names;
};

const readFloats = (r: ByteReader, count: number, most: number): Float32Array => {
  if (count * 4 > most) throw new WeightsFormatError(`${count} numbers do not fit in ${most} bytes`);
  const values = new Float32Array(count);
  r.floats(values);
  if (!values.every(Number.isFinite)) throw new WeightsFormatError("a weight is not finite");
  return values;
};
