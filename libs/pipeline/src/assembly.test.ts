import fc from "fast-check";
import { expect, test } from "vitest";
import { type AnswerMessage, answerKey, progressEntity } from "./answers.ts";
import { AnswerAssembly } from "./assembly.ts";
import type { Progress } from "./ports.ts";

/** Which entity each source record changes, by offset. */
type Log = readonly number[];

/** What an entity is after the records up to `offset`: how often it changed; every fourth time it is gone. */
const valueAt = (log: Log, entity: number, offset: number): Uint8Array | null => {
  const count = log.slice(0, offset + 1).filter((e) => e === entity).length;
  return count % 4 === 0 && entity < LAGGING ? null : new Uint8Array([count]);
};

/** Entities from here on lag: they are said at every other cut only, with what they are then, and are never gone. */
const LAGGING = 5;

/** The value of a progress message, by which a test knows whether what lags was said up to it, too. */
const whole = (all: boolean): Uint8Array => new Uint8Array(all ? [1] : []);

/** The messages of a process that goes on from a snapshot at `from` and publishes at the given offsets. */
const published = (log: Log, from: number, cuts: readonly number[]): AnswerMessage[] => {
  const messages: AnswerMessage[] = [];
  const message = (entity: string, offset: number, value: Uint8Array | null): AnswerMessage => {
    return { stream: "s", partition: 0, entity, generation: 0, offset, value };
  };
  messages.push(message(progressEntity, from, whole(false)));
  let [before, heavyBefore] = [from, from];
  for (const [i, cut] of cuts.entries()) {
    if (cut <= before) continue;
    for (const entity of new Set(log.slice(before + 1, cut + 1)))
      if (entity < LAGGING) messages.push(message(`e${entity}`, cut, valueAt(log, entity, cut)));
    if (i % 2 === 1 || cut === LENGTH - 1) {
      for (const entity of new Set(log.slice(heavyBefore + 1, cut + 1)))
        if (entity >= LAGGING)
          messages.push({ ...message(`e${entity}`, cut, valueAt(log, entity, cut)), lags: true });
      heavyBefore = cut;
    }
    messages.push(message(progressEntity, cut, whole(heavyBefore === cut)));
    before = cut;
  }
  return messages;
};

/** A view that is compared with the truth at every progress. */
const reader = (log: Log) => {
  const view = new Map<string, number>();
  let shown = -2;
  const listener = {
    changed: (_s: string, _p: number, entity: string, value: Uint8Array | null): void => {
      if (value === null) view.delete(entity);
      else view.set(entity, value[0] ?? 0);
    },
    progressed: (): void => {
      shown = assembly.offset("s", 0);
    },
    reset: (): void => view.clear(),
  };
  const progress: Progress = {
    generation: 0,
    offset: 0,
    highWatermark: 0,
    eventTime: 0,
    appended: [],
    outcomes: {},
    deadLetters: {},
    status: { sizes: {}, weights: {}, globals: {} },
    snapshotOffset: -1,
    publishedAt: 0,
  };
  const assembly = new AnswerAssembly(listener, () => progress);
  const truth = (offset: number): Map<string, number> => {
    const all = [...new Set(log)].map((e): [string, number] => [`e${e}`, valueAt(log, e, offset)?.[0] ?? 0]);
    return new Map(all.filter(([, count]) => count > 0));
  };
  const lags = (entity: string): boolean => Number(entity.slice(1)) >= LAGGING;
  const prompt = (all: ReadonlyMap<string, number>): object => [...all].filter(([e]) => !lags(e)).sort();
  const lagging = new Map<string, number>();
  /** What lags is as it was at some time before, and never goes back. */
  const expectLagging = (now: ReadonlyMap<string, number>): void => {
    for (const [entity, count] of view) {
      if (!lags(entity)) continue;
      expect(count).toBeLessThanOrEqual(now.get(entity) ?? 0);
      expect(count).toBeGreaterThanOrEqual(lagging.get(entity) ?? 0);
      lagging.set(entity, count);
    }
  };
  return {
    assembly,
    view,
    take: (message: AnswerMessage): void => {
      const before = shown;
      const { size } = view;
      assembly.take(message);
      if (shown === before && message.entity !== progressEntity) expect(view.size).toBe(size);
      if (message.entity !== progressEntity) return;
      const now = truth(shown);
      expect(prompt(view)).toEqual(prompt(now));
      expectLagging(now);
    },
    truth,
  };
};

interface Life {
  /** Share of what may be restored from that is. */
  readonly from: number;
  readonly cuts: readonly number[];
  /** After how many messages it is killed, or cut off. */
  readonly killedAfter: number;
}

const LENGTH = 40;
const logs = fc.array(fc.nat(6), { minLength: LENGTH, maxLength: LENGTH });
const cuts = fc.uniqueArray(fc.nat(LENGTH - 1), { maxLength: 12 }).map((all) => all.sort((a, b) => a - b));
const life: fc.Arbitrary<Life> = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  cuts,
  killedAfter: fc.nat(40),
});

/**
 * What the topic holds after several lives: each goes on from a snapshot that an earlier one stored, and a snapshot is
 * stored only once everything up to it has been published. `mix` lets the dead go on for a while (zombies).
 */
const topicOf = (log: Log, lives: readonly Life[], mix?: readonly boolean[]): AnswerMessage[] => {
  let topic: AnswerMessage[] = [];
  let leftover: AnswerMessage[] = [];
  let safe = [-1];
  for (const { from, cuts: at, killedAfter } of lives) {
    const start = safe[Math.floor(from * (safe.length - 1))] ?? -1;
    const all = published(log, start, at);
    const said = all.slice(0, killedAfter);
    // Who went on from an older snapshot found the newer ones broken, and so does everybody after.
    safe = safe.filter((offset) => offset <= start);
    for (const { entity, value, offset } of said)
      if (entity === progressEntity && value?.length === 1) safe.push(offset);
    topic = topic.concat(merged(said, leftover, mix));
    leftover = mix === undefined ? [] : all.slice(killedAfter);
  }
  return topic.concat(merged(published(log, Math.max(...safe), [LENGTH - 1]), leftover, mix));
};

const merged = (
  a: AnswerMessage[],
  b: AnswerMessage[],
  mix: readonly boolean[] = [false],
): AnswerMessage[] => {
  const [left, right] = [[...a], [...b]];
  const out: AnswerMessage[] = [];
  for (let i = 0; left.length + right.length > 0; i++) {
    const next = (mix[i % mix.length] === true ? right.shift() : undefined) ?? left.shift() ?? right.shift();
    if (next !== undefined) out.push(next);
  }
  return out;
};

const mixes = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });

test("no reader ever sees half a batch, whoever is killed, replays or goes on as a zombie; all end the same", () => {
  fc.assert(
    fc.property(logs, fc.array(life, { maxLength: 4 }), mixes, (log, lives, mix) => {
      const { take, view, truth, assembly } = reader(log);
      for (const message of topicOf(log, lives, mix)) take(message);
      expect(assembly.offset("s", 0)).toBe(LENGTH - 1);
      expect(view).toEqual(truth(LENGTH - 1));
    }),
    { numRuns: 300 },
  );
});

test("a reader that comes after the topic was compacted ends with the same view, unless a zombie wrote last", () => {
  fc.assert(
    fc.property(logs, fc.array(life, { maxLength: 4 }), (log, lives) => {
      const { view, truth, assembly } = reader(log);
      const newest = new Map<string, AnswerMessage>();
      for (const message of topicOf(log, lives)) {
        const key = answerKey(message.stream, message.partition, message.entity);
        newest.delete(key);
        newest.set(key, message);
      }
      for (const message of newest.values()) assembly.take(message);
      expect(view).toEqual(truth(LENGTH - 1));
    }),
  );
});

test("a new generation voids what was shown; messages of an old one are passed over", () => {
  const seen: string[] = [];
  const assembly = new AnswerAssembly(
    {
      changed: (_s, _p, entity) => seen.push(entity),
      progressed: () => seen.push("shown"),
      reset: () => seen.push("reset"),
    },
    (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
  );
  const json = new TextEncoder().encode("{}");
  const say = (generation: number, offset: number, entity: string, value: Uint8Array | null = json): void =>
    assembly.take({ stream: "s", partition: 0, entity, generation, offset, value });
  say(1, 500, "a");
  say(1, 500, progressEntity);
  say(2, 3, "b");
  say(1, 900, "c");
  say(1, 900, progressEntity);
  say(2, 3, progressEntity);
  expect(seen).toEqual(["a", "shown", "reset", "b", "shown"]);
  expect(assembly.offset("s", 0)).toBe(3);
});

test("what lags and was left unsaid by a process that died is taken from its heir, who says it at an offset long shown", () => {
  const log = [LAGGING, 0];
  const { take, view, truth } = reader(log);
  const message = (entity: string, offset: number, lags?: boolean): AnswerMessage => {
    const value = valueAt(log, Number(entity.slice(1)), offset);
    return { stream: "s", partition: 0, entity, generation: 0, offset, value, ...(lags ? { lags } : {}) };
  };
  const progress = (offset: number): AnswerMessage => ({
    ...message(progressEntity, offset),
    value: whole(false),
  });
  for (const said of [message("e0", 1), progress(1)]) take(said);
  expect(view.get(`e${LAGGING}`)).toBeUndefined();
  for (const said of [message(`e${LAGGING}`, 0, true), progress(0), message("e0", 1), progress(1)])
    take(said);
  expect(view).toEqual(truth(1));
});
