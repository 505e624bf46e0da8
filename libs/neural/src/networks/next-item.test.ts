import { expect, test } from "vitest";
import { randomNextItem } from "../testing.ts";
import { NextItemNet } from "./next-item.ts";

const items = Array.from({ length: 37 }, (_, i) => `item-${i}`);
const net = new NextItemNet(randomNextItem(items, 12, 5));

test("rank, probability and top list tell the same order", () => {
  const hidden = new Float32Array(24);
  for (const itemId of ["item-3", "item-9", "never seen"]) net.advance(hidden, 12, net.indexOf(itemId));
  const top = net.top(hidden, 12, items.length);
  expect(top).toHaveLength(items.length);
  expect(new Set(top.map(({ itemId }) => itemId)).size).toBe(items.length);
  top.forEach(({ index, itemId, probability }, place) => {
    expect(net.indexOf(itemId)).toBe(index);
    expect(net.rank(hidden, 12, index)).toBe(place + 1);
    expect(net.logProbability(hidden, 12, index)).toBeCloseTo(Math.log(probability), 9);
  });
});

test("an unknown item moves the state, and is never predicted", () => {
  const hidden = new Float32Array(12);
  net.advance(hidden, 0, net.indexOf("never seen"));
  expect(hidden.some((value) => value !== 0)).toBe(true);
  expect(net.rank(hidden, 0, 0)).toBe(Number.POSITIVE_INFINITY);
  expect(net.logProbability(hidden, 0, 0)).toBe(Number.NEGATIVE_INFINITY);
});

test("two networks made of the same weights give the same bits", () => {
  const other = new NextItemNet(randomNextItem(items, 12, 5));
  const [a, b] = [new Float32Array(12), new Float32Array(12)];
  for (let i = 1; i <= 37; i++) {
    net.advance(a, 0, i);
    other.advanceBatch(b, [0], [i]);
  }
  expect(b).toEqual(a);
  expect(other.logits(b, 0)).toEqual(net.logits(a, 0));
});
