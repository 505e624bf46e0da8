import { expect, test } from "vitest";
import { decodePeerRows, PeerRows, peerRowKey, peerRowsKind } from "./peer-rows.ts";
import { recommenderTopology } from "./recommender.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const offeredTo = (rows: PeerRows, partition: number, version?: string) => {
  const inUse: Readonly<Record<string, string>> = version === undefined ? {} : { [peerRowsKind]: version };
  const [offer] = rows.offered({ stream: "ratings", partition, inUse });
  const all = offer && decodePeerRows(offer.bytes);
  return { version: offer?.version, rows: all?.map((row) => [row.model, row.itemId, row.shares]) };
};

test("a partition is offered what the others said since, each item with what all of them say now", () => {
  const rows = new PeerRows();
  rows.take(peerRowKey(0, "rating", "a/b"), bytes(1), 0);
  rows.take(peerRowKey(1, "rating", "a/b"), bytes(2), 1);
  rows.take(peerRowKey(2, "liking", ""), bytes(3), 2);
  expect(offeredTo(rows, 0).version, "before everything was read").toBeUndefined();
  rows.caughtUp();
  const first = offeredTo(rows, 2);
  expect(first.rows).toEqual([["rating", "a/b", [bytes(1), bytes(2)]]]);
  expect(offeredTo(rows, 0).rows).toEqual([
    ["rating", "a/b", [bytes(2)]],
    ["liking", "", [bytes(3)]],
  ]);
  expect(offeredTo(rows, 2, first.version).version).toBeUndefined();
  rows.take(peerRowKey(1, "rating", "a/b"), bytes(4), 7);
  const second = offeredTo(rows, 2, first.version);
  expect(second.rows).toEqual([["rating", "a/b", [bytes(1), bytes(4)]]]);
  expect((second.version ?? "") > (first.version ?? "")).toBe(true);
});

test("an empty share is forgotten, keys of another form are passed over, and a topic made anew is taken from its beginning", () => {
  const rows = new PeerRows();
  rows.caughtUp();
  rows.take(peerRowKey(0, "rating", "a"), bytes(1), 0);
  rows.take(peerRowKey(1, "rating", "a"), bytes(2), 1);
  rows.take(peerRowKey(0, "rating", "a"), bytes(), 2);
  for (const key of ["", "x/rating/a", "1", "1/other/a"]) rows.take(key, bytes(9), 3);
  expect(offeredTo(rows, 2).rows).toEqual([["rating", "a", [bytes(2)]]]);
  expect(offeredTo(rows, 2, "0000000000000900").rows).toEqual([["rating", "a", [bytes(2)]]]);
});

test("of many items some are offered at a time, the oldest first, until all are known", () => {
  const rows = new PeerRows();
  rows.caughtUp();
  for (let n = 0; n < 5_000; n++) rows.take(peerRowKey(1, "rating", `i${n % 2_500}`), bytes(n & 255), n);
  const known = new Map<string, Uint8Array | undefined>();
  let version: string | undefined;
  let offers = 0;
  for (let next = offeredTo(rows, 0); next.version !== undefined; next = offeredTo(rows, 0, version)) {
    version = next.version;
    offers++;
    for (const [, itemId, shares] of next.rows ?? []) known.set(String(itemId), (shares as Uint8Array[])[0]);
  }
  expect(offers).toBe(3);
  expect([...known]).toEqual(Array.from({ length: 2_500 }, (_, n) => [`i${n}`, bytes((2_500 + n) & 255)]));
});

test("what was taken over from peers is published once: with all that follows from it, not again with the next event", () => {
  const topology = recommenderTopology({ factors: 2, seed: 1, shared: true });
  const [teller, taker] = [topology.open(0), topology.open(1)];
  const rows = new PeerRows();
  rows.caughtUp();
  const place = { from: "reviews", partition: 0, rating: 5, deleted: false };
  for (let offset = 0; offset < 30; offset++)
    teller.absorb(
      { ...place, offset, time: offset, userId: `u${offset}`, itemId: `i${offset % 3}` },
      { partition: 0, offset, appendedAt: 0 },
      { row: () => undefined, forward: ({ key, value }) => rows.take(key, value, offset) },
    );
  for (const offer of rows.offered({ stream: "ratings", partition: 1, inUse: {} })) taker.adopt(offer);
  const about = (answers: Iterable<{ readonly entity: string }>): string[] =>
    [...answers].map(({ entity }) => entity).filter((entity) => entity.includes("/"));
  const items = ["i0", "i1", "i2"].flatMap((itemId) => [`item/${itemId}`, `liking/${itemId}`]);
  expect(about(taker.followingWeights()).sort()).toEqual(items.sort());
  expect(about(taker.drain())).toEqual([]);
});
