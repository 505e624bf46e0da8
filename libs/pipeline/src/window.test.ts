import { StateFormatError } from "@millrace/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { IdWindow } from "./window.ts";

/** The last `capacity` different ids, kept the obvious way. */
class NaiveWindow {
  readonly #capacity: number;
  ids: readonly string[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(id: string): boolean {
    if (this.ids.includes(id)) return false;
    this.ids = [...this.ids, id].slice(-this.#capacity);
    return true;
  }
}

const chunksOf = (window: IdWindow): Map<string, Uint8Array> =>
  new Map([...window.chunks()].map((c) => [c.name, c.bytes()]));

const ids = fc.array(
  fc.nat(40).map((n) => `id-${n}`),
  { maxLength: 300 },
);

test("remembers exactly the last ids, as a plain list does", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), ids, (capacity, all) => {
      const window = new IdWindow(capacity);
      const naive = new NaiveWindow(capacity);
      for (const id of all) expect(window.add(id)).toBe(naive.add(id));
    }),
  );
});

test("goes on after a restore as if nothing had happened, to the byte", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), ids, ids, (capacity, before, after) => {
      const window = new IdWindow(capacity);
      for (const id of before) window.add(id);
      const restored = new IdWindow(capacity);
      restored.restore(chunksOf(window));
      expect(restored.size).toBe(window.size);
      expect(chunksOf(restored)).toEqual(chunksOf(window));
      for (const id of after) expect(restored.add(id)).toBe(window.add(id));
      expect(chunksOf(restored)).toEqual(chunksOf(window));
    }),
  );
});

test("under another capacity holds the newest of what was held, and then fills up or stays full", () => {
  const capacity = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(capacity, capacity, ids, ids, (was, is, before, after) => {
      const window = new IdWindow(was);
      const earlier = new NaiveWindow(was);
      for (const id of before) expect(window.add(id)).toBe(earlier.add(id));
      const restored = new IdWindow(is);
      restored.restore(chunksOf(window));
      const naive = new NaiveWindow(is);
      for (const id of earlier.ids) naive.add(id);
      for (const id of after) expect(restored.add(id)).toBe(naive.add(id));
      expect(restored.size).toBe(naive.ids.length);
    }),
  );
});

test("of whose chunks one is cut or too long is refused, and never read for ever", () => {
  const window = new IdWindow(10_000);
  for (let n = 0; n < 9_000; n++) window.add(`id-${n}`);
  for (const length of [0, 8, 32_760, 32_761, 32_776]) {
    const chunks = chunksOf(window);
    const whole = chunks.get("ids/1") ?? new Uint8Array();
    const other = new Uint8Array(length);
    other.set(whole.subarray(0, length));
    expect(() => new IdWindow(10_000).restore(chunks.set("ids/1", other))).toThrow(StateFormatError);
  }
});

test("a chunk whose revision stands has the bytes it had", () => {
  const window = new IdWindow(10_000);
  const known = new Map<string, { revision: number; bytes: Uint8Array }>();
  let reused = 0;
  for (let n = 0; n < 30_000; n++) {
    window.add(`id-${n}`);
    if (n % 1500 !== 0) continue;
    for (const { name, revision, bytes } of window.chunks()) {
      const before = known.get(name);
      if (before?.revision === revision) {
        reused++;
        expect(Buffer.compare(bytes(), before.bytes)).toBe(0);
      }
      known.set(name, { revision, bytes: bytes() });
    }
  }
  expect(reused).toBeGreaterThan(10);
});
