import { ByteWriter } from "@millrace/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WeightsFormatError } from "../errors.ts";
import { textCells } from "../networks/text-kinds.ts";
import {
  randomHiddenMarkov,
  randomNextItem,
  randomSeries,
  randomTagger,
  randomText,
  randomTextCell,
  untrainedCard,
} from "../testing.ts";
import { decodeWeights, encodeWeights, type NetworkWeights, sha256 } from "./weights.ts";

const networks: readonly NetworkWeights[] = [
  randomNextItem(["a", "ß", "𝄞 long id"], 8, 1),
  randomSeries(3, 8, 2),
  randomText(16, 8, 3),
  randomHiddenMarkov(["a", "ß"], 3, 4),
  ...textCells.map((cell) => randomTextCell(`text-${cell}`, 16, 4, 5)),
  randomTagger(["NOUN", "ß"], 16, 4, 6),
  { ...randomNextItem(["a", "word"], 4, 1), kind: "language" },
];

const signed = (body: Uint8Array): Uint8Array => Buffer.concat([body, sha256(body)]);

test("weights and card come back as they were", () => {
  for (const weights of networks) {
    const card = untrainedCard(weights.kind);
    expect(decodeWeights(encodeWeights(weights, card))).toEqual({ weights, card });
  }
});

test("a single changed bit or a missing end is refused", () => {
  for (const weights of networks) {
    const bytes = encodeWeights(weights, untrainedCard(weights.kind));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(() => decodeWeights(changed)).toThrow(WeightsFormatError);
        expect(() => decodeWeights(bytes.subarray(0, at))).toThrow(WeightsFormatError);
      }),
      { numRuns: 30 },
    );
  }
});

test("content that is wrong under a right checksum is refused too", () => {
  const weights = randomSeries(0, 4, 1);
  const card = untrainedCard("series");
  const header = { kind: "series", inputSize: 2, hiddenSize: 4, rows: 0, card };
  const numbers = new Float32Array(2 * 12 + 4 * 12 + 12 + 4 + 1);
  const under = (header: unknown): Uint8Array =>
    signed(new ByteWriter().u8(1).text(JSON.stringify(header)).floats(numbers).finish());
  expect(decodeWeights(under(header)).weights.kind).toBe("series");
  const refused = [
    { ...header, hiddenSize: 1e9 },
    { ...header, hiddenSize: 1024 },
    { ...header, hiddenSize: 3.5 },
    { ...header, inputSize: 1 },
    { ...header, rows: -1 },
    { ...header, kind: "text" },
    { ...header, card: { ...card, epochs: [{}] } },
    { ...header, card: { ...card, stopped: "never" } },
    { ...header, card: null },
    [],
  ];
  for (const wrong of refused) expect(() => decodeWeights(under(wrong))).toThrow(WeightsFormatError);
  const endless = new Uint8Array(400).fill(0x80);
  endless[0] = 1;
  expect(() => decodeWeights(signed(endless))).toThrow(WeightsFormatError);
  const notFinite = { ...weights, output: Float32Array.of(1, Number.NaN, 1, 1) };
  expect(() => decodeWeights(encodeWeights(notFinite, card))).toThrow("not finite");
  const twice = randomNextItem(["a", "a"], 4, 1);
  expect(() => decodeWeights(encodeWeights(twice, untrainedCard("next-item")))).toThrow("twice");
});
