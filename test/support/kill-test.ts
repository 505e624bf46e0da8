import { type Engine, openEngine } from "@millrace/clickhouse";
import type { KafkaConnection } from "@millrace/kafka";
import type { Topology } from "@millrace/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KnownPartition, readAnswers } from "./answers.ts";
import { countBaskets, pairName } from "./counting.ts";
import { useBroker } from "./kafka.ts";
import { type KeptState, keptState } from "./kept.ts";
import { type KillPlan, type KillRun, killedStreams, killRun } from "./kill-run.ts";
import { sumOf } from "./metrics.ts";
import { type Reference, referenceRun } from "./reference.ts";
import { rowDifferences } from "./rows.ts";
import { topologiesOf } from "./topologies.ts";

const partitions = [0, 1, 2, 3];

interface Compared {
  readonly stream: (typeof killedStreams)[number];
  readonly partition: number;
  readonly kept: KeptState<unknown>;
  readonly reference: Reference;
}

const compare = async <E>(
  engine: Engine,
  connection: KafkaConnection,
  run: KillRun,
  stream: Compared["stream"],
  topology: Topology<E>,
): Promise<Compared[]> => {
  const { dedupeIdsMax } = topologiesOf(run.settings);
  const compared: Compared[] = [];
  for (const partition of partitions) {
    const kept = await keptState(engine, topology, connection.name(stream), partition, dedupeIdsMax);
    const { swaps } = kept.state.ledger;
    const plan = { topology, topic: stream, partition, dedupeIdsMax, swaps, weights: run.weights };
    compared.push({ stream, partition, kept, reference: await referenceRun(connection, plan) });
  }
  return compared;
};

/** What must hold however often and whenever the process is killed, on real parts. */
export const killTest = (name: string, plan: KillPlan): void => {
  describe(name, () => {
    const broker = useBroker();
    let connection: KafkaConnection;
    let run: KillRun;
    let engine: Engine;
    let compared: readonly Compared[] = [];
    let published: ReadonlyMap<string, KnownPartition>;
    const http = { rules: {} as unknown, itemsets: {} as unknown };
    let counters: Readonly<Record<string, Readonly<Record<string, number>>>> = {};

    beforeAll(async () => {
      connection = broker.connection();
      run = await killRun(connection, broker.brokers, plan);
      const samples = await run.stack.metrics();
      counters = Object.fromEntries(
        killedStreams.map((stream) => [
          stream,
          Object.fromEntries(
            Object.keys(run.log.outcomes[stream]).map((outcome) => [
              outcome,
              sumOf(samples, "millrace_events_total", { stream, outcome }),
            ]),
          ),
        ]),
      );
      http.rules = (await run.stack.get("/v1/rules?limit=1000&sort=support")).body;
      http.itemsets = (await run.stack.get("/v1/itemsets?limit=1000")).body;
      await run.stack.stop();
      engine = await openEngine({ database: "millrace", dataDir: run.stack.engineDir });
      const { baskets, readings } = topologiesOf(run.settings);
      compared = [
        ...(await compare(engine, connection, run, "baskets", baskets)),
        ...(await compare(engine, connection, run, "readings", readings)),
      ];
      published = await readAnswers(connection);
    }, 1_200_000);

    afterAll(async () => {
      await engine?.close();
      await run?.stack.close();
    });

    it("was killed as often as meant, and each kill cost work that no committed snapshot held", () => {
      expect(run.lost).toHaveLength(plan.kills);
      for (const cost of run.lost) expect(cost).not.toEqual([]);
      const records = run.lost.map((cost) => cost.reduce((sum, c) => sum + c.absorbed - c.committed, 0));
      console.info(`records lost from memory at each kill: ${records.join(", ")}`);
    });

    it("took new weights into use between kills", () => {
      const versions = new Set(
        compared
          .filter(({ stream }) => stream === "readings")
          .flatMap(({ kept }) => kept.state.ledger.swaps.map((s) => s.version)),
      );
      expect([...versions].sort()).toEqual(run.weights.map((w) => w.version));
    });

    it("ends with the state of the reference run, chunk by chunk", () => {
      for (const { kept, reference } of compared) {
        expect(Object.fromEntries(kept.chunks)).toEqual(Object.fromEntries(reference.chunks));
        expect(kept.manifest.last.offset).toBe(reference.records - 1);
      }
    });

    it("puts every record into exactly one outcome", () => {
      const total = { baskets: 0, readings: 0 };
      for (const { stream, kept, reference } of compared) {
        expect(kept.state.ledger.outcomes).toEqual(reference.outcomes);
        total[stream] += Object.values(reference.outcomes).reduce((a, b) => a + b, 0);
      }
      expect(total.baskets + total.readings).toBe(run.log.lines.length);
      expect(counters).toEqual(run.log.outcomes);
    });

    it("publishes the answers of the reference run, byte for byte", () => {
      for (const { stream, partition, reference } of compared) {
        const known = published.get(`${stream}/${partition}`);
        expect(known?.progress?.offset).toBe(reference.records - 1);
        const wanted = [...reference.answers].map(([entity, bytes]) => [entity, hex(bytes)]);
        const got = [...(known?.answers ?? [])].map(([entity, bytes]) => [entity, hex(bytes)]);
        expect(Object.fromEntries(got)).toEqual(Object.fromEntries(wanted));
      }
    });

    it.each(killedStreams)(
      "keeps one row for each applied record of %s, with the values of the reference run",
      async (stream) => {
        const rows = compared.filter((c) => c.stream === stream).flatMap(({ reference }) => reference.rows);
        expect(await rowDifferences(engine, stream, rows)).toEqual([]);
        expect(rows).toHaveLength(run.log.outcomes[stream].applied ?? 0);
      },
    );

    it("keeps one row for each dead letter", async () => {
      const found = await engine.query<{ place: string }>(
        "SELECT concat(stream, '/', toString(partition), '/', toString(offset), ' ', reason) AS place FROM dead_letters FINAL ORDER BY place",
      );
      const wanted = compared.flatMap(({ stream, partition, reference }) =>
        reference.deadLetters.map(({ offset, reason }) => `${stream}/${partition}/${offset} ${reason}`),
      );
      expect(found.map(({ place }) => place)).toEqual(wanted.sort());
    });

    it("answered by HTTP with the counts of all baskets", () => {
      const counts = countBaskets(run.log.baskets);
      const countOf = (items: readonly string[]): number | undefined => {
        const [a = "", b] = items;
        return b === undefined ? counts.items.get(a) : counts.pairs.get(pairName(a, b));
      };
      const { baskets, itemsets } = http.itemsets as {
        baskets: number;
        itemsets: { items: string[]; count: number }[];
      };
      expect(baskets).toBe(counts.baskets);
      const best = [...counts.items.values(), ...counts.pairs.values()].sort((a, b) => b - a).slice(0, 1000);
      expect(itemsets.map(({ count }) => count)).toEqual(best);
      for (const { items, count } of itemsets) expect([items, count]).toEqual([items, countOf(items)]);
      const { rules } = http.rules as {
        rules: {
          if: string[];
          then: string[];
          count: number;
          support: number;
          confidence: number;
          lift: number;
        }[];
      };
      expect(rules).toHaveLength(1000);
      for (const rule of rules) {
        const [left, right] = [countOf(rule.if) ?? 0, countOf(rule.then) ?? 0];
        expect(rule.count).toBe(countOf([...rule.if, ...rule.then]));
        expect(rule.support).toBeCloseTo(rule.count / baskets, 12);
        expect(rule.confidence).toBeCloseTo(rule.count / left, 12);
        expect(rule.lift).toBeCloseTo((rule.count * baskets) / (left * right), 9);
      }
    });
  });
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
