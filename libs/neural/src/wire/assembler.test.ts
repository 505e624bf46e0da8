import { ByteWriter } from "@millrace/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WeightsFormatError } from "../errors.ts";
import { Random } from "../random.ts";
import { MessageAssembler } from "./assembler.ts";
import { splitMessage } from "./parts.ts";

const bytesOf = (length: number, seed: number): Uint8Array =>
  Uint8Array.from(new Random(seed).uniform(length, 128), (x) => x);

test("parts in any order, repeated and among those of another version, give the whole once", () => {
  fc.assert(
    fc.property(fc.nat(9000), fc.nat(), (length, seed) => {
      const [first, second] = [bytesOf(length, seed), bytesOf(length, seed + 1)];
      const parts = [...splitMessage("clicks/1", first, 1024), ...splitMessage("clicks/2", second, 1024)];
      expect(parts.every(({ value }) => value.length <= 1024)).toBe(true);
      const assembler = new MessageAssembler();
      const whole = new Random(seed)
        .shuffled(parts)
        .flatMap((part) => assembler.accept(part.key, part.value) ?? []);
      expect(
        whole.toSorted((a, b) => a.id.localeCompare(b.id)).map(({ id, bytes }) => [id, [...bytes]]),
      ).toEqual([
        ["clicks/1", [...first]],
        ["clicks/2", [...second]],
      ]);
      expect(assembler.pending).toBe(0);
    }),
    { numRuns: 20 },
  );
});

test("a set with a part missing is never handed out, and a repeated part does not stand in for it", () => {
  const parts = splitMessage("text/1", bytesOf(5000, 1), 1024).slice(1);
  const assembler = new MessageAssembler();
  for (const { key, value } of [...parts, ...parts]) expect(assembler.accept(key, value)).toBeUndefined();
  expect(assembler.pending).toBe(1);
});

test("a changed payload is never handed out", () => {
  const [first, ...rest] = splitMessage("text/1", bytesOf(3000, 2), 1024);
  const changed = first?.value.slice() ?? new Uint8Array();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const assembler = new MessageAssembler();
  const accept = (): void => {
    assembler.accept(first?.key ?? "", changed);
    for (const { key, value } of rest) assembler.accept(key, value);
  };
  expect(accept).toThrow(WeightsFormatError);
  expect([assembler.pending, assembler.discarded]).toEqual([0, 1]);
});

test("the same id with other content replaces what was held; a tombstone withdraws it", () => {
  const [old] = splitMessage("series/1", bytesOf(3000, 3), 1024);
  const fresh = bytesOf(2000, 4);
  const assembler = new MessageAssembler();
  assembler.accept(old?.key ?? "", old?.value ?? null);
  const whole = splitMessage("series/1", fresh, 1024).flatMap(
    ({ key, value }) => assembler.accept(key, value) ?? [],
  );
  expect(whole).toHaveLength(1);
  assembler.accept(old?.key ?? "", old?.value ?? null);
  assembler.accept("series/1/2", null);
  expect([assembler.pending, assembler.discarded]).toEqual([0, 2]);
});

test("unfinished sets are bounded in number", () => {
  const assembler = new MessageAssembler(3);
  for (let version = 0; version < 20; version++) {
    const [part] = splitMessage(`clicks/${version}`, bytesOf(3000, version), 1024);
    assembler.accept(part?.key ?? "", part?.value ?? null);
  }
  expect([assembler.pending, assembler.discarded]).toEqual([3, 17]);
});

test("hostile counts and sizes are refused before anything is held", () => {
  const digest = "0".repeat(64);
  const part = (at: number, of: number, size: number): Uint8Array =>
    new ByteWriter().u8(1).varint(at).varint(of).varint(size).text(digest).blob(new Uint8Array(10)).finish();
  const endless = new Uint8Array(900).fill(0xff);
  endless[0] = 1;
  const assembler = new MessageAssembler();
  for (const value of [
    part(0, 1e9, 10),
    part(3, 3, 10),
    part(0, 0, 10),
    part(0, 2, 1e12),
    part(0, 2, 5),
    endless,
  ])
    expect(() => assembler.accept("text/1/0", value)).toThrow(WeightsFormatError);
  expect(() => assembler.accept("text/1/1", part(0, 2, 20))).toThrow("under key");
  expect(() => assembler.accept("text/1/0", new Uint8Array())).toThrow(WeightsFormatError);
  expect(assembler.pending).toBe(0);
});

test("what no set may hold cannot be split", () => {
  expect(() => splitMessage("text/1", new Uint8Array(2_000_000), 1024)).toThrow(WeightsFormatError);
});
