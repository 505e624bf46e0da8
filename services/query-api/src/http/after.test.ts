import fc from "fast-check";
import { expect, test } from "vitest";
import { progressOf } from "../testing/opened-api.ts";
import { ProgressBoard } from "../view/progress.ts";
import { decodeAfter, encodeAfter } from "./after.ts";
import { Problem } from "./problem.ts";

const place = fc.record({
  stream: fc.constantFrom("clicks", "baskets"),
  partition: fc.nat(3),
  offset: fc.nat(1_000_000),
});

test("a token names the greatest offset of each partition, whatever was published", () => {
  fc.assert(
    fc.property(fc.array(place), (places) => {
      const greatest = new Map<string, number>();
      for (const { stream, partition, offset } of places) {
        const at = `${stream}/${partition}`;
        greatest.set(at, Math.max(offset, greatest.get(at) ?? -1));
      }
      const told = decodeAfter(encodeAfter(places));
      expect(new Map(told.map((p) => [`${p.stream}/${p.partition}`, p.offset]))).toEqual(greatest);
      expect(told).toHaveLength(greatest.size);
    }),
  );
});

test("anything else is refused as a value that is not answered, and never breaks anything", () => {
  const packed = fc.json().map((json) => Buffer.from(json).toString("base64url"));
  const almost = fc
    .array(fc.oneof(fc.jsonValue(), fc.tuple(fc.string(), fc.double(), fc.jsonValue())))
    .map((list) => Buffer.from(JSON.stringify([1, ...list])).toString("base64url"));
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), packed, almost, fc.string({ minLength: 4_097, maxLength: 4_100 })),
      (token) => {
        try {
          for (const { stream, partition, offset } of decodeAfter(token))
            expect([typeof stream, typeof partition, typeof offset]).toEqual(["string", "number", "number"]);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect(error).toMatchObject({ problem: "unprocessable", statusCode: 422 });
        }
      },
    ),
  );
});

test("only answers that draw on the recommender wait for what was forwarded to it", async () => {
  const board = new ProgressBoard();
  board.progressed("baskets", 0, progressOf(7));
  board.progressed("ratings", 0, progressOf(0, { globals: { watermarks: { "baskets/0": 6 } } }));
  const places = [{ stream: "baskets", partition: 0, offset: 7 }];
  expect([await board.reach(places, 1, { recommender: false }), await board.reach(places, 1)]).toEqual([
    true,
    false,
  ]);
  board.progressed("ratings", 0, progressOf(1, { globals: { watermarks: { "baskets/0": 7 } } }));
  expect(await board.reach(places, 1)).toBe(true);
});

test("the scoreboards, told once a second, are waited for where it is they that are asked for", async () => {
  const board = new ProgressBoard();
  const places = [{ stream: "readings", partition: 0, offset: 4 }] as const;
  const { scores = [], ...untold } = progressOf(4);
  board.progressed("readings", 0, untold);
  expect([await board.reach(places, 1), await board.reach(places, 1, { scores: true })]).toEqual([
    true,
    false,
  ]);
  const reached = board.reach(places, 60_000, { scores: true });
  board.progressed("readings", 0, { ...untold, scores });
  expect(await reached).toBe(true);
});

test("where users are divided among several partitions of the recommender, each must know what it was told, and no more", async () => {
  const board = new ProgressBoard();
  const ratings = (partition: number, mark: number): void =>
    board.progressed("ratings", partition, progressOf(0, { globals: { watermarks: { "baskets/0": mark } } }));
  // Record 9 counted for nothing; of the others, partition 0 was told of 8, partition 1 of 5, and partition 2 of none.
  board.progressed("baskets", 0, progressOf(9, { globals: { forwarded: { "0": 8, "1": 5 } } }));
  const reached = (offset: number): Promise<boolean> =>
    board.reach([{ stream: "baskets", partition: 0, offset }], 1);
  ratings(0, 8);
  ratings(1, 4);
  expect([await reached(4), await reached(5), await reached(9)]).toEqual([true, false, false]);
  ratings(1, 5);
  expect([await reached(5), await reached(9)]).toEqual([true, true]);
  ratings(0, 7);
  expect([await reached(7), await reached(8)]).toEqual([true, false]);
});

test("the very first event that is forwarded is waited for too, before the recommender has said anything", async () => {
  const board = new ProgressBoard();
  const places = [{ stream: "clicks", partition: 1, offset: 0 }];
  board.progressed("clicks", 1, progressOf(0, { globals: { forwarded: 0 } }));
  expect(await board.reach(places, 1)).toBe(false);
  const reached = board.reach(places, 60_000);
  board.progressed("ratings", 0, progressOf(0, { globals: { watermarks: { "clicks/1": 0 } } }));
  expect(await reached).toBe(true);
  const unnamed = new ProgressBoard();
  unnamed.progressed("clicks", 1, progressOf(0, { globals: { forwarded: -1 } }));
  expect(await unnamed.reach(places, 1)).toBe(true);
});
