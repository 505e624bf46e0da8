import { createHash } from "node:crypto";
import { type Manifest, type SnapshotStore, Trouble } from "@millrace/pipeline";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";

/** A store with a view behind it. */
export interface SnapshotStoreUnderTest {
  readonly store: SnapshotStore & {
    generation(stream: string): Promise<number>;
    raiseGeneration(stream: string): Promise<number>;
  };
  /** Another store over the same storage, as a restarted process would open it. */
  reopen(): SnapshotStore;
  /** Chunks written so far. */
  written(): number;
  /** Hashes of the chunks held for a partition. */
  held(stream: string, topic: string, partition: number): Promise<readonly string[]>;
  /** Makes the stored bytes of a chunk something else, or takes the chunk away. */
  tamper(manifest: Manifest, hash: string, how: "changed" | "gone"): Promise<void>;
}

const TOPIC = "millrace.baskets";

const headAt = (stream: string, offset: number, rest: Partial<Manifest> = {}): Omit<Manifest, "chunks"> => ({
  stream,
  topic: TOPIC,
  partition: 0,
  generation: 0,
  last: { offset, timestamp: 1_700_000_000_000 + offset, digest: "ab".repeat(32) },
  format: 1,
  createdAt: 1_700_000_000_000,
  weights: {},
  ...rest,
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** What every store of snapshots keeps to. Keeps three manifests and collects at once. */
export const snapshotStoreContract = (
  name: string,
  make: () => Promise<SnapshotStoreUnderTest>,
  runs = 25,
): void => {
  describe(`snapshot store: ${name}`, () => {
    let on: SnapshotStoreUnderTest;
    let streams = 0;
    let stream = "";
    beforeEach(async () => {
      on = await make();
      stream = `stream-${++streams}`;
    });
    const list = (generation = 0, partition = 0): Promise<readonly Manifest[]> =>
      on.store.list(stream, TOPIC, partition, generation);

    it("knows nothing of a partition that was never saved", async () => {
      expect(await list()).toEqual([]);
    });

    it("gives back any bytes under any names, also after a restart", async () => {
      const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary-ascii" }));
      const named = fc.dictionary(text, fc.uint8Array({ maxLength: 300 }));
      let offset = 0;
      await fc.assert(
        fc.asyncProperty(named, async (chunks) => {
          const entries = Object.entries(chunks);
          const head = headAt(stream, offset++);
          const saved = await on.store.save(
            head,
            entries.map(([name, bytes]) => ({ name, bytes })),
          );
          const { chunks: stored, ...rest } = saved;
          expect(rest).toEqual(head);
          expect(stored).toEqual(
            entries.map(([name, bytes]) => ({ name, hash: hashOf(bytes), size: bytes.length })),
          );
          const reopened = on.reopen();
          const [newest] = await reopened.list(stream, TOPIC, 0, 0);
          expect(newest).toEqual(saved);
          const loaded = await reopened.load(saved);
          expect([...loaded].map(([name, bytes]) => [name, [...bytes]])).toEqual(
            entries.map(([name, bytes]) => [name, [...bytes]]),
          );
        }),
        { numRuns: runs },
      );
    });

    it("writes only chunks whose bytes are new", async () => {
      const first = await on.store.save(headAt(stream, 1), [
        { name: "a", bytes: bytesOf("one") },
        { name: "b", bytes: bytesOf("two") },
      ]);
      const before = on.written();
      const [a] = first.chunks;
      if (a === undefined) throw new Error("no chunk");
      const second = await on.store.save(headAt(stream, 2), [
        a,
        { name: "b", bytes: bytesOf("two") },
        { name: "c", bytes: bytesOf("three") },
      ]);
      expect(on.written() - before).toBe(1);
      const loaded = await on.reopen().load(second);
      expect([...loaded.values()].map((bytes) => new TextDecoder().decode(bytes))).toEqual([
        "one",
        "two",
        "three",
      ]);
    });

    it("goes on naming what a restarted process has loaded", async () => {
      const saved = await on.store.save(headAt(stream, 1), [{ name: "a", bytes: bytesOf("one") }]);
      const reopened = on.reopen();
      await reopened.load(saved);
      const before = on.written();
      const next = await reopened.save(headAt(stream, 2), saved.chunks);
      expect(on.written()).toBe(before);
      expect((await on.store.load(next)).get("a")).toEqual(new Uint8Array(bytesOf("one")));
    });

    it("refuses to name a chunk that was never stored", async () => {
      const chunk = { name: "a", hash: "0".repeat(64), size: 3 };
      await expect(on.store.save(headAt(stream, 1), [chunk])).rejects.toThrow("never stored");
      expect(await list()).toEqual([]);
    });

    it("keeps the newest three manifests and exactly their chunks", async () => {
      for (let offset = 1; offset <= 6; offset++) {
        await on.store.save(headAt(stream, offset), [
          { name: "own", bytes: bytesOf(`own ${offset}`) },
          { name: "common", bytes: bytesOf("common") },
        ]);
      }
      expect((await list()).map((m) => m.last.offset)).toEqual([6, 5, 4]);
      const wanted = ["own 6", "own 5", "own 4", "common"].map((text) => hashOf(bytesOf(text)));
      expect([...(await on.held(stream, TOPIC, 0))].sort()).toEqual(wanted.sort());
      for (const manifest of await list()) expect((await on.store.load(manifest)).size).toBe(2);
    });

    it("keeps what is saved behind newer manifests, since those may be unreadable", async () => {
      const own = (offset: number) => [{ name: "a", bytes: bytesOf(`own ${offset}`) }];
      for (const offset of [6, 7, 8, 9, 1, 2, 3, 4]) await on.store.save(headAt(stream, offset), own(offset));
      expect((await list()).map((m) => m.last.offset)).toEqual([9, 8, 7, 4, 3, 2]);
      for (const manifest of await list()) expect((await on.reopen().load(manifest)).size).toBe(1);
      expect(await on.held(stream, TOPIC, 0)).toHaveLength(6);
    });

    it("never drops the chunks of another partition, though they have the same bytes", async () => {
      const shared = { name: "a", bytes: bytesOf("shared") };
      const other = await on.store.save(headAt(stream, 1, { partition: 1 }), [shared]);
      await on.store.save(headAt(stream, 1), [shared]);
      for (let offset = 2; offset <= 6; offset++) {
        await on.store.save(headAt(stream, offset), [{ name: "a", bytes: bytesOf(`own ${offset}`) }]);
      }
      expect(await on.held(stream, TOPIC, 0)).not.toContain(hashOf(shared.bytes));
      expect((await on.store.load(other)).get("a")).toEqual(new Uint8Array(shared.bytes));
    });

    it("replaces the snapshot of the same offset, since weights may change there", async () => {
      const chunks = [{ name: "a", bytes: bytesOf("one") }];
      await on.store.save(headAt(stream, 1), chunks);
      await on.store.save(headAt(stream, 1, { weights: { clicks: "v2" } }), chunks);
      expect((await list()).map((m) => m.weights)).toEqual([{ clicks: "v2" }]);
    });

    it.each(["changed", "gone"] as const)(
      "notices that a chunk is %s, and the snapshot before can be loaded",
      async (how) => {
        const older = await on.store.save(headAt(stream, 1), [{ name: "a", bytes: bytesOf("old") }]);
        const newer = await on.store.save(headAt(stream, 2), [{ name: "a", bytes: bytesOf("new") }]);
        await on.tamper(newer, hashOf(bytesOf("new")), how);
        const reopened = on.reopen();
        const failure = await reopened.load(newer).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(Trouble);
        expect(failure).toMatchObject({ code: "snapshot_corrupt", retryable: false });
        expect((await reopened.load(older)).get("a")).toEqual(new Uint8Array(bytesOf("old")));
      },
    );

    it("raises the generation of a stream, which hides its older snapshots and drops them with the next", async () => {
      await on.store.save(headAt(stream, 9), [{ name: "a", bytes: bytesOf("old") }]);
      expect(await on.store.generation(stream)).toBe(0);
      expect(await on.store.raiseGeneration(stream)).toBe(1);
      expect(await on.store.generation(stream)).toBe(1);
      expect(await on.store.generation(`${stream}-other`)).toBe(0);
      expect(await list(1)).toEqual([]);
      await on.store.save(headAt(stream, 2, { generation: 1 }), [{ name: "a", bytes: bytesOf("new") }]);
      expect((await list(1)).map((m) => m.last.offset)).toEqual([2]);
      expect(await list(0)).toEqual([]);
      expect(await on.held(stream, TOPIC, 0)).toEqual([hashOf(bytesOf("new"))]);
    });
  });
};
