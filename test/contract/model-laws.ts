import { createHash } from "node:crypto";
import { type Chunk, StateFormatError, type Stateful, type StateSize } from "@millrace/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** A model as the laws see it. */
export interface ModelUnderTest<M extends Stateful, E> {
  /** Events that repeat entities, drive others out, and are all lawful. */
  readonly events: fc.Arbitrary<E>;
  /** One without experience, bounded so tightly that the events fill it. */
  readonly open: () => M;
  readonly learn: (model: M, event: E) => unknown;
  /** Everything that can be asked, about what the event is about. */
  readonly ask?: (model: M, event: E) => unknown;
  readonly size: (model: M) => StateSize;
  /** What it may hold at most, by its settings. */
  readonly bounds: { readonly entries: number; readonly bytes: number };
  /** The same model in another shape: none of them may read its snapshots. */
  readonly others?: readonly (() => Stateful)[];
}

const RUNS = { numRuns: 5 };
const EVENTS_MAX = 30;

/** A chunk as a failing test should show it. */
const shown = (bytes: Uint8Array): string =>
  bytes.length <= 64 ? Buffer.from(bytes).toString("hex") : createHash("sha256").update(bytes).digest("hex");

/** State by chunk, for comparing. */
const stateOf = (model: Stateful): Record<string, string> => shownAll(wholeOf(model));

const wholeOf = (model: Stateful): Map<string, Uint8Array> =>
  new Map([...model.chunks()].map(({ name, bytes }) => [name, bytes()]));

const shownAll = (chunks: ReadonlyMap<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries([...chunks].map(([name, bytes]) => [name, shown(bytes)]));

/** An answer as text, whatever the order of its members: cheap to compare after every event. */
const said = (answer: unknown): string => {
  if (typeof answer === "string") return JSON.stringify(answer);
  if (typeof answer !== "object" || answer === null) return String(answer);
  if (Array.isArray(answer)) return `[${answer.map(said).join()}]`;
  if (ArrayBuffer.isView(answer))
    return Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString("hex");
  const members = Object.entries(answer).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${said(value)}`).join()}}`;
};

const refused = (model: Stateful, chunks: ReadonlyMap<string, Uint8Array>): boolean => {
  try {
    model.restore(chunks);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(StateFormatError);
    return true;
  }
};

/** Remembers what every revision of every chunk held, for a model's whole life. */
class Revisions {
  readonly #held = new Map<string, Buffer>();

  /** Whoever stored a chunk at this revision, whenever that was, must have stored these bytes. */
  expectKept({ name, revision, bytes }: Chunk): void {
    const key = `${name}@${revision}`;
    const now = Buffer.from(bytes());
    const then = this.#held.get(key);
    if (then === undefined) this.#held.set(key, now);
    else if (!then.equals(now))
      expect.fail(`chunk ${name} changed, but its revision is ${revision} as before`);
  }
}

/**
 * The laws that crash recovery stands on, for any model: what the pipeline promises (equal bytes after any crash) holds
 * only as far as each model keeps them.
 */
export const modelLaws = <M extends Stateful, E>(name: string, model: ModelUnderTest<M, E>): void => {
  const { open, learn, ask = () => undefined, size, bounds, others = [] } = model;
  const events = fc.array(model.events, { maxLength: EVENTS_MAX, size: "max" });
  const taught = (list: readonly E[], made = open()): M => {
    for (const event of list) learn(made, event);
    return made;
  };

  describe(`${name} keeps the laws of a model:`, () => {
    test("the same events give the same bytes, and asking changes nothing", () => {
      fc.assert(
        fc.property(events, (list) => {
          const asked = open();
          for (const event of list) {
            ask(asked, event);
            learn(asked, event);
            const answer = said(ask(asked, event));
            const again = said(ask(asked, event));
            if (again !== answer) expect(again).toBe(answer);
          }
          expect(stateOf(asked)).toEqual(stateOf(taught(list)));
        }),
        RUNS,
      );
    });

    test("one that was restored holds, answers and goes on as the original does, to the byte", () => {
      fc.assert(
        fc.property(events, events, (before, after) => {
          const original = taught(before);
          const restored = open();
          restored.restore(wholeOf(original));
          expect(stateOf(restored)).toEqual(stateOf(original));
          for (const event of after) {
            expect(said(ask(restored, event))).toBe(said(ask(original, event)));
            expect(said(learn(restored, event))).toBe(said(learn(original, event)));
          }
          expect(stateOf(restored)).toEqual(stateOf(original));
        }),
        RUNS,
      );
    });

    test("a chunk with the revision that it had at any time before has the bytes that it had then", () => {
      fc.assert(
        fc.property(events, events, (before, after) => {
          let made = open();
          for (const list of [before, after]) {
            const revisions = new Revisions();
            for (const chunk of made.chunks()) revisions.expectKept(chunk);
            for (const event of list) {
              learn(made, event);
              for (const chunk of made.chunks()) revisions.expectKept(chunk);
            }
            const saved = wholeOf(made);
            made = open();
            made.restore(saved);
          }
        }),
        { numRuns: 4 },
      );
    });

    test("a snapshot with a chunk cut or missing is refused, unless it is one of another state, to the byte", () => {
      const damage = fc.record({
        which: fc.nat(),
        at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      });
      fc.assert(
        fc.property(events, fc.array(damage, { minLength: 8, maxLength: 8 }), (list, damages) => {
          const saved = wholeOf(taught(list));
          const names = [...saved.keys()];
          for (const { which, at } of damages) {
            const victim = names[which % names.length] ?? "";
            const whole = saved.get(victim) ?? new Uint8Array();
            const cut = new Map(saved).set(victim, whole.slice(0, Math.floor(at * whole.length)));
            const made = open();
            if (!refused(made, cut)) expect(stateOf(made)).toEqual(shownAll(cut));
            const missing = new Map(saved);
            missing.delete(victim);
            const other = open();
            if (!refused(other, missing)) expect(stateOf(other)).toEqual(shownAll(missing));
          }
        }),
        RUNS,
      );
    });

    test("it stays within its bounds, and what left stays counted after a restore", () => {
      fc.assert(
        fc.property(events, (list) => {
          const made = open();
          let evictions = 0;
          for (const event of list) {
            learn(made, event);
            const now = size(made);
            const keeps =
              now.entries <= bounds.entries && now.bytes <= bounds.bytes && now.evictions >= evictions;
            if (!keeps)
              expect.fail(`${JSON.stringify(now)} of ${JSON.stringify(bounds)}, left: ${evictions}`);
            evictions = now.evictions;
          }
          const restored = open();
          restored.restore(wholeOf(made));
          expect({ ...size(restored), bytes: 0 }).toEqual({ ...size(made), bytes: 0 });
          expect(size(restored).bytes).toBeLessThanOrEqual(bounds.bytes);
        }),
        RUNS,
      );
    });

    if (others.length > 0)
      test("a model of another shape refuses its snapshots", () => {
        const [lists] = fc.sample(fc.array(model.events, { minLength: EVENTS_MAX, maxLength: EVENTS_MAX }), {
          numRuns: 1,
          seed: 7,
        });
        const saved = wholeOf(taught(lists ?? []));
        for (const make of others) expect(refused(make(), saved), make.toString()).toBe(true);
      });
  });
};
