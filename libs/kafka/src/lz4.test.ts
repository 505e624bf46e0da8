import fc from "fast-check";
import { expect, test } from "vitest";
import { decompressLz4 } from "./lz4.ts";

/** A block of literals, and of matches where `back` says how far the last bytes repeat. */
interface Step {
  readonly literals: Uint8Array;
  readonly back: number;
  readonly repeat: number;
}

const length = (n: number): { nibble: number; more: number[] } => {
  if (n < 15) return { nibble: n, more: [] };
  const more: number[] = [];
  let rest = n - 15;
  for (; rest >= 255; rest -= 255) more.push(255);
  more.push(rest);
  return { nibble: 15, more };
};

/** Writes sequences as the block format has them, and says what they stand for. */
const packed = (
  steps: readonly Step[],
  before: readonly number[] = [],
): { block: number[]; plain: number[] } => {
  const block: number[] = [];
  const plain = [...before];
  for (const { literals, back, repeat } of steps) {
    const first = length(literals.length);
    plain.push(...literals);
    const distance = Math.min(back, plain.length);
    const second = length(repeat);
    block.push((first.nibble << 4) | second.nibble, ...first.more, ...literals);
    block.push(distance & 255, distance >> 8, ...second.more);
    for (let i = 0; i < repeat + 4; i++) plain.push(plain[plain.length - distance] ?? 0);
  }
  const last = [1, 2, 3, 4, 5];
  block.push(last.length << 4, ...last);
  plain.push(...last);
  return { block, plain: plain.slice(before.length) };
};

const le32 = (n: number): number[] => [n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24];

/** A frame of 64 KiB blocks. @param flags beside the version: 0x20 independent blocks, 0x10 and 0x04 checksums. */
const frame = (
  flags: number,
  blocks: readonly { bytes: readonly number[]; plain: boolean }[],
): Uint8Array => {
  const sum = (bit: number): number[] => ((flags & bit) !== 0 ? [9, 9, 9, 9] : []);
  const body = blocks.flatMap(({ bytes, plain }) => [
    ...le32(plain ? (bytes.length | 0x80000000) >>> 0 : bytes.length),
    ...bytes,
    ...sum(0x10),
  ]);
  const size = (flags & 0x08) !== 0 ? [0, 0, 0, 0, 0, 0, 0, 0] : [];
  return new Uint8Array([
    ...le32(0x184d2204),
    0x40 | flags,
    0x40,
    ...size,
    0,
    ...body,
    ...le32(0),
    ...sum(0x04),
  ]);
};

const step: fc.Arbitrary<Step> = fc.record({
  literals: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  back: fc.integer({ min: 1, max: 500 }),
  repeat: fc.nat(600),
});

test("reads literals and matches, overlapping ones too, whatever flags the frame has", () => {
  const flags = fc.constantFrom(0x20, 0x20 | 0x10, 0x20 | 0x04, 0x20 | 0x08 | 0x10 | 0x04);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), flags, fc.uint8Array(), (steps, flag, raw) => {
      const { block, plain } = packed(steps);
      const input = frame(flag, [
        { bytes: block, plain: false },
        { bytes: [...raw], plain: true },
      ]);
      expect([...decompressLz4(input)]).toEqual([...plain, ...raw]);
    }),
  );
});

test("matches of linked blocks reach back into the blocks before", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1 }),
      fc.array(step, { minLength: 1, maxLength: 5 }),
      (raw, steps) => {
        const { block, plain } = packed(steps, [...raw]);
        const input = frame(0, [
          { bytes: [...raw], plain: true },
          { bytes: block, plain: false },
        ]);
        expect([...decompressLz4(input)]).toEqual([...raw, ...plain]);
      },
    ),
  );
});

test("bytes that are no frame are an error, never an endless loop or foreign memory", () => {
  const { block } = packed([{ literals: new Uint8Array(20), back: 3, repeat: 9 }]);
  const good = frame(0x20, [{ bytes: block, plain: false }]);
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, cut) => {
      const bad = good.slice(0, cut);
      if (at < bad.length) bad[at] = byte;
      try {
        decompressLz4(bad);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
  expect(() => decompressLz4(new Uint8Array([1, 2, 3, 4, 5]))).toThrow("not an LZ4 frame");
});
