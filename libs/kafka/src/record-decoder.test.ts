import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { KafkaMessage } from "kafkajs";
import { beforeAll, expect, it } from "vitest";
import { registerCodecs } from "./codecs.ts";
import { FetchedRecord } from "./fetched-record.ts";
import { recordOf } from "./record.ts";
import { clientsMessagesDecoder, type FetchDecoder, messagesDecoder } from "./record-decoder.ts";

const load = createRequire(import.meta.url);
const Decoder: new (bytes: Buffer) => FetchDecoder = load("kafkajs/src/protocol/decoder.js");
const Batch: new (
  topic: string,
  fetchedOffset: string,
  partition: object,
) => { messages: KafkaMessage[]; lastOffset(): string; offsetLag(): string } = load(
  "kafkajs/src/consumer/batch.js",
);

beforeAll(registerCodecs);

type Part = Buffer | null;
interface Given {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly key: Part;
  readonly value: Part;
  readonly headers: readonly (readonly [name: string, value: Part])[];
}

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
};
const sized = (part: Part): Buffer =>
  part === null ? varint(-1) : Buffer.concat([varint(part.length), part]);
const recordBytes = ({ offsetDelta, timestampDelta, key, value, headers }: Given): Buffer =>
  sized(
    Buffer.concat([
      Buffer.of(0),
      varint(timestampDelta),
      varint(offsetDelta),
      sized(key),
      sized(value),
      varint(headers.length),
      ...headers.flatMap(([name, inner]) => [sized(Buffer.from(name)), sized(inner)]),
    ]),
  );

/** By codec's number: none, gzip, and lz4 in one block that is left as it is. */
const packed: Readonly<Record<number, (bytes: Buffer) => Buffer>> = {
  0: (bytes) => bytes,
  1: (bytes) => gzipSync(bytes, { level: 1 }),
  3: (bytes) => {
    const size = Buffer.alloc(4);
    size.writeInt32LE(bytes.length | (1 << 31));
    return Buffer.concat([Buffer.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0), size, bytes, Buffer.alloc(4)]);
  },
};

interface GivenBatch {
  readonly firstOffset: number;
  readonly attributes: number;
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly records: readonly Given[];
}

const batchBytes = (batch: GivenBatch): Buffer => {
  const head = Buffer.alloc(61);
  const records = (packed[batch.attributes & 7] ?? Buffer.from)(
    Buffer.concat(batch.records.map(recordBytes)),
  );
  head.writeBigInt64BE(BigInt(batch.firstOffset), 0);
  head.writeInt32BE(head.length - 12 + records.length, 8);
  head[16] = 2;
  head.writeInt16BE(batch.attributes, 21);
  head.writeBigInt64BE(BigInt(batch.firstTimestamp), 27);
  head.writeBigInt64BE(BigInt(batch.maxTimestamp), 35);
  head.writeBigInt64BE(BigInt(batch.producerId), 43);
  head.writeInt32BE(batch.records.length, 57);
  return Buffer.concat([head, records]);
};

/** What stands in the answer to a fetch, with something before and behind it. */
const fetched = (bytes: Buffer): FetchDecoder => {
  const size = Buffer.alloc(4);
  size.writeInt32BE(bytes.length);
  const decoder = new Decoder(Buffer.concat([Buffer.of(7), size, bytes, Buffer.of(8)]));
  decoder.offset = 1;
  return decoder;
};

const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some));
const part = fc.option(bytes);
const given: fc.Arbitrary<Given> = fc.record({
  offsetDelta: fc.oneof(fc.nat(300), fc.nat(2 ** 30)),
  timestampDelta: fc.oneof(fc.nat(300), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
  key: part,
  value: part,
  headers: fc.oneof(
    fc.constant([]),
    fc.array(fc.tuple(fc.oneof(fc.constantFrom("a", "b"), fc.string({ maxLength: 70 })), bytes), {
      maxLength: 4,
    }),
  ),
});
const instant = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 2 ** 45 }));
const batch: fc.Arbitrary<GivenBatch> = fc.record({
  firstOffset: fc.oneof(fc.nat(1_000), fc.integer({ min: 0, max: 2 ** 51 })),
  // Codec, whose time it is, whether in a transaction, whether a marker.
  attributes: fc
    .tuple(fc.constantFrom(0, 0, 0, 1, 3), fc.subarray([8, 16, 32]))
    .map(([codec, flags]) => flags.reduce((sum, flag) => sum | flag, codec)),
  firstTimestamp: instant,
  maxTimestamp: instant,
  producerId: fc.integer({ min: -1, max: 2 }),
  records: fc.array(given, { maxLength: 8 }),
});

const seen = (message: unknown) => {
  const { isControlRecord, batchContext } = message as FetchedRecord;
  const { producerId, inTransaction } = batchContext;
  return [...shown(message), isControlRecord, producerId, inTransaction];
};
const shown = (message: unknown) => {
  const { offset, timestamp, key, value, headers } = recordOf(message as KafkaMessage);
  const named = Object.entries(headers).map(([name, inner]) => [name, hex(inner)]);
  return [offset, timestamp, hex(key), hex(value), named];
};
const hex = (some: Uint8Array | null) => (some === null ? null : Buffer.from(some).toString("hex"));
const nobody = (): never => {
  throw new Error("left to the client");
};

it("reads batches as the client does, cut at any place", async () => {
  const decode = messagesDecoder(nobody);
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), fc.nat(), async (batches, cut) => {
      const all = Buffer.concat(batches.map(batchBytes));
      for (const some of [all, all.subarray(0, Math.max(17, cut % all.length))]) {
        const [ours, theirs] = [fetched(some), fetched(some)];
        const records = await decode(ours);
        const expected = await clientsMessagesDecoder(theirs);
        expect(JSON.stringify(records.map(seen))).toBe(JSON.stringify(expected.map(seen)));
        expect(records.every((record) => record instanceof FetchedRecord)).toBe(true);
        expect(ours.offset).toBe(theirs.offset);
      }
    }),
    { numRuns: 40 },
  );
});

it("gives the client what it needs to leave out what was aborted, marks a transaction, or lies before", async () => {
  const decode = messagesDecoder(nobody);
  const aborted = fc.array(fc.record({ producerId: fc.constantFrom("0", "1"), firstOffset: fc.nat(40) }));
  const marker = fc.constant({ key: Buffer.alloc(4) });
  const from = fc.nat(40);
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 5 }), aborted, marker, from, async (some, out, key, at) => {
      const inOrder = some.map((one, n) => ({
        ...one,
        firstOffset: n * 8,
        records: one.records.map((record, m) => ({
          ...record,
          offsetDelta: m,
          ...((one.attributes & 32) === 0 ? {} : key),
        })),
      }));
      const all = Buffer.concat([...inOrder.map(batchBytes), Buffer.alloc(1)]);
      const abortedTransactions = out
        .sort((a, b) => a.firstOffset - b.firstOffset)
        .map((one) => ({ ...one, firstOffset: String(one.firstOffset) }));
      const [ours, theirs] = await Promise.all(
        [decode, clientsMessagesDecoder].map(async (by) => {
          const messages = some.length === 0 ? [] : await by(fetched(all));
          const partition = { partition: 0, highWatermark: "41", abortedTransactions, messages };
          const read = new Batch("t", String(at), partition);
          return [read.messages.map(shown), String(read.lastOffset()), read.offsetLag()];
        }),
      );
      expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    }),
    { numRuns: 40 },
  );
});

it("leaves to the client what it does not know, from where it was", async () => {
  const one = { offsetDelta: 0, timestampDelta: 0, key: null, value: Buffer.from("v"), headers: [] };
  const plain = { firstOffset: 0, firstTimestamp: 0, maxTimestamp: 0, producerId: -1, records: [one] };
  const good = batchBytes({ ...plain, attributes: 0 });
  const changed = (at: number, byte: number): Buffer => {
    const copy = Buffer.from(good);
    copy[at] = byte;
    return copy;
  };
  const unknown = {
    "an older format": changed(16, 1),
    "an unknown codec": changed(22, 5),
    "no length": changed(11, 3),
    "more records than there are": changed(60, 2),
    "a record longer than the batch": changed(61, 100),
    "a value longer than its record": changed(66, 100),
    "a length below none": changed(65, 3),
    "a time out of range": batchBytes({
      ...plain,
      attributes: 0,
      records: [{ ...one, timestampDelta: 2 ** 52 }],
    }),
    nothing: Buffer.alloc(0),
  };
  for (const [name, some] of Object.entries(unknown)) {
    const left: number[] = [];
    const decode = messagesDecoder(async (from) => {
      left.push(from.offset);
      return [];
    });
    expect([name, await decode(fetched(some)), left]).toEqual([name, [], [1]]);
  }
});

it("takes a header without a value for none, and the last of several", async () => {
  const headers = [
    ["a", Buffer.from("1")],
    ["b", null],
    ["a", Buffer.from("2")],
    ["__proto__", Buffer.from("3")],
  ] as const;
  const record = { offsetDelta: 0, timestampDelta: 0, key: null, value: null, headers };
  const all = batchBytes({
    firstOffset: 0,
    attributes: 0,
    firstTimestamp: 0,
    maxTimestamp: 0,
    producerId: -1,
    records: [record],
  });
  for (const decode of [messagesDecoder(nobody), clientsMessagesDecoder]) {
    const [read] = await decode(fetched(all));
    expect(shown(read).at(-1)).toEqual([
      ["a", hex(Buffer.from("2"))],
      ["__proto__", hex(Buffer.from("3"))],
    ]);
  }
});
