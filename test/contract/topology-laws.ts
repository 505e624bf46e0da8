import { createHash } from "node:crypto";
import type { StreamName } from "@millrace/events";
import { malformedEvents } from "@millrace/events/testing";
import {
  absorbRecord,
  type Forward,
  noEffects,
  type OutcomeCounts,
  PartitionState,
  type Row,
  type SourceRecord,
} from "@millrace/pipeline";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PartitionLife } from "./partition-life.ts";
import { recordOf, type Said, type StreamUnderTest } from "./streams-under-test.ts";

const RECORDS_MAX = 45;
const STEPS_MAX = 16;

/** What may befall a partition, in any order. */
type Step =
  /** The next records are handed over, of a log that is known to reach on behind them. */
  | { readonly take: number; readonly behind: number }
  /** Time passes, then the source ticks. */
  | { readonly passMs: number }
  /** Weights are put on offer, by their number. */
  | { readonly offer: number }
  /** The process dies at one of its next calls to the world, before or after that call takes effect. */
  | { readonly dieIn: number; readonly done: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ take: fc.integer({ min: 1, max: 12 }), behind: fc.constantFrom(0, 0, 5, 99) }),
  },
  { weight: 2, arbitrary: fc.record({ passMs: fc.constantFrom(50, 250, 1_500) }) },
  { weight: 2, arbitrary: fc.record({ offer: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ dieIn: fc.integer({ min: 1, max: 5 }), done: fc.boolean() }) },
);

/** What surely leads to a swap and to a death, so that no run of the law is without. */
const eventful: Step[] = [
  { take: 5, behind: 0 },
  { offer: 0 },
  { passMs: 1_500 },
  { dieIn: 1, done: true },
  { take: 5, behind: 5 },
];

/** Everything that a log leads to, for comparing: what is upserted under the same key counts once. */
interface Left {
  readonly state: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, string>>;
  readonly rows: readonly string[];
  readonly forwards: readonly string[];
  readonly deadLetters: readonly string[];
  readonly outcomes: OutcomeCounts;
}

/** Bytes as a failing test should show them. */
const shown = (bytes: Uint8Array | null | undefined): string =>
  bytes ? createHash("sha256").update(bytes).digest("hex").slice(0, 16) : String(bytes);

const distinct = (values: Iterable<unknown>): string[] =>
  [...new Set([...values].map((value) => JSON.stringify(value)))].sort();

const left = <E>(
  state: PartitionState<E>,
  answers: ReadonlyMap<string, Uint8Array>,
  rows: readonly Row[],
  forwards: readonly Forward[],
  deadLetters: readonly { readonly offset: number; readonly reason: string }[],
): Left => ({
  state: Object.fromEntries([...state.chunks()].map(({ name, bytes }) => [name, shown(bytes())])),
  answers: Object.fromEntries([...answers].map(([entity, value]) => [entity, shown(value)])),
  rows: distinct(rows),
  forwards: distinct(forwards.map(({ topic, key, value }) => [topic, key, shown(value)])),
  deadLetters: distinct(deadLetters.map(({ offset, reason }) => [offset, reason])),
  outcomes: { ...state.ledger.outcomes },
});

/** The log absorbed record by record, drained once at its end: no batches, no ports, no snapshots, no deaths. */
const plainly = <E>(
  { topology, topic, weights }: StreamUnderTest<E>,
  log: readonly SourceRecord[],
  swaps: PartitionState<E>["ledger"]["swaps"],
): Left => {
  const state = new PartitionState(topology, 0, 8);
  const effects = noEffects();
  const answers = new Map<string, Uint8Array>();
  const note = (changed: ReturnType<typeof state.processor.drain>): void => {
    for (const { entity, value } of changed)
      if (value === null) answers.delete(`${topology.stream}/0/${entity}`);
      else answers.set(`${topology.stream}/0/${entity}`, value);
  };
  for (const record of log) {
    absorbRecord(topology, state, { topic, partition: 0, generation: 0 }, record, effects);
    for (const { offset, kind, version } of swaps) {
      const taken = weights.find((offer) => offer.version === version);
      if (offset !== record.offset || taken === undefined) continue;
      state.processor.adopt(taken);
      state.ledger.bookSwap(kind, version);
      note(state.processor.followingWeights());
    }
  }
  note(state.processor.drain());
  return left(state, answers, effects.rows, effects.forwards, effects.deadLetters);
};

/** A log whose records say so, as the broker would store it. */
export const logOf = <E>(stream: StreamUnderTest<E>, said: readonly Said[]): SourceRecord[] =>
  said.map((one, offset) => {
    const { key = null, value, timestamp = 0 } = recordOf(stream, one, offset);
    return { offset, timestamp, key, value, headers: {} };
  });

/** What a topology must be for the pipeline's promises to hold. */
export const topologyLaws = <E>(name: string, stream: StreamUnderTest<E>): void => {
  const { topology, topic, weights } = stream;

  describe(`the topology of ${name}`, () => {
    test.each(weights.length > 0 ? [false, true] : [false])(
      "leads to the same state, answers and rows, however the log is cut and whenever it is published, stored and killed (networks: %s)",
      async (networks) => {
        let [deaths, swapped] = [0, 0];
        const said = fc.array(stream.said, { minLength: 10, maxLength: RECORDS_MAX, size: "max" });
        await fc.assert(
          fc.asyncProperty(
            said,
            fc.array<Step>(step, { maxLength: STEPS_MAX, size: "max" }),
            async (list, steps) => {
              const log = logOf(stream, list);
              const life = new PartitionLife(topology, topic, 0, log);
              for (const one of steps) {
                if ("take" in one) await life.take(one.take, one.behind);
                else if ("passMs" in one) await life.pass(one.passMs);
                else if ("dieIn" in one) life.dieIn(one.dieIn, one.done);
                else if (networks && weights[one.offer] !== undefined)
                  life.ports.weights.offer(weights[one.offer] ?? expect.fail());
              }
              await life.end();
              const { answers, rows, forwarder, deadLetters } = life.ports;
              const { ledger } = life.state;
              expect(
                left(life.state, answers.view, rows.stored, forwarder.records, deadLetters.letters),
              ).toEqual(plainly(stream, log, ledger.swaps));
              const sum = Object.values(ledger.outcomes).reduce((all, count) => all + count, 0);
              expect(sum).toBe(log.length);
              expect(answers.progress(topology.stream, 0)).toMatchObject({
                offset: log.length - 1,
                outcomes: ledger.outcomes,
              });
              deaths += life.deaths;
              swapped += ledger.swaps.length;
            },
          ),
          { numRuns: 20, examples: [[fc.sample(said, { numRuns: 1, seed: 1 })[0] ?? [], eventful]] },
        );
        expect(deaths).toBeGreaterThan(0);
        expect(swapped > 0).toBe(networks);
      },
    );
  });
};

/** What must become of events that cannot be read. */
export const malformedLaws = <E>(name: StreamName, stream: StreamUnderTest<E>): void => {
  test(`each malformed event of ${name} becomes one dead letter as it was, and the good event behind it is applied`, async () => {
    const corpus = malformedEvents(name);
    const fields = fc.sample(stream.said, { numRuns: 1, seed: 3 })[0]?.fields ?? {};
    const log = corpus.flatMap(({ key, value }, i) => {
      const good = recordOf(stream, { fields, lagMinutes: 0, kind: "new" }, 2 * i + 1);
      const { timestamp = 0 } = good;
      return [
        { offset: 2 * i, timestamp, key, value, headers: {} },
        { offset: 2 * i + 1, timestamp, key: good.key ?? null, value: good.value, headers: {} },
      ];
    });
    const life = new PartitionLife(stream.topology, stream.topic, 0, log);
    for (let i = 0; i < log.length; i += 50) await life.take(50);
    await life.end();
    expect(life.state.ledger.outcomes).toMatchObject({ applied: corpus.length, dead_letter: corpus.length });
    const { letters } = life.ports.deadLetters;
    expect(letters.map(({ offset, reason }) => [offset, reason])).toEqual(
      corpus.map(({ reason }, i) => [2 * i, reason]),
    );
    for (const [i, { key, value, detail }] of letters.entries()) {
      expect([shown(key), shown(value)]).toEqual([shown(corpus[i]?.key), shown(corpus[i]?.value)]);
      expect(detail).not.toBe("");
    }
  });
};
