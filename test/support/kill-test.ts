import { type Engine, openEngine } from "@millrace/clickhouse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countSets } from "./counting.ts";
import {
  compareAll,
  expectAnswers,
  expectDeadLetters,
  expectOutcomes,
  expectRows,
  expectStates,
  type Findings,
  rowsOf,
} from "./exactness.ts";
import { useBroker } from "./kafka.ts";
import { type KillPlan, type KillRun, killedStreams, killRun } from "./kill-run.ts";
import { sumOf } from "./metrics.ts";
import type { Stack } from "./stack.ts";

interface Rule {
  readonly if: readonly string[];
  readonly then: readonly string[];
  readonly count: number;
  readonly support: number;
  readonly confidence: number;
  readonly lift: number;
}

/** What the stack said before it was stopped. */
interface Said {
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly itemsets: {
    readonly baskets: number;
    readonly itemsets: readonly { items: string[]; count: number }[];
  };
  readonly rules: { readonly rules: readonly Rule[] };
}

const ask = async (stack: Stack, outcomes: KillRun["log"]["outcomes"]): Promise<Said> => {
  const samples = await stack.metrics();
  const countersOf = (stream: string) =>
    Object.keys(outcomes[stream] ?? {}).map((outcome) => [
      outcome,
      sumOf(samples, "millrace_events_total", { stream, outcome }),
    ]);
  const bodyOf = async (path: string): Promise<unknown> => (await stack.get(path)).body;
  return {
    counters: Object.fromEntries(
      Object.keys(outcomes).map((stream) => [stream, Object.fromEntries(countersOf(stream))]),
    ),
    itemsets: (await bodyOf("/v1/itemsets?limit=1000")) as Said["itemsets"],
    rules: (await bodyOf("/v1/rules?limit=1000&sort=support")) as Said["rules"],
  };
};

/** What must hold however often and whenever the process is killed, on real parts. */
export const killTest = (name: string, plan: KillPlan): void => {
  describe(name, () => {
    const broker = useBroker();
    let run: KillRun;
    let said: Said;
    let engine: Engine;
    let findings: Findings;

    beforeAll(async () => {
      const connection = broker.connection();
      run = await killRun(connection, broker.brokers, plan);
      said = await ask(run.stack, run.log.outcomes);
      await run.stack.stop();
      engine = await openEngine({ database: "millrace", dataDir: run.stack.engineDir });
      const { settings, weights } = run;
      findings = await compareAll({ engine, connection, settings, weights, streams: killedStreams(plan) });
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
      const swaps = findings.compared.flatMap(({ kept }) => kept.state.ledger.swaps);
      const kinds = new Set(swaps.map(({ kind }) => kind));
      const offered = run.weights.filter(({ kind }) => kinds.has(kind)).map(({ version }) => version);
      expect(kinds.size).toBeGreaterThan(0);
      expect([...new Set(swaps.map(({ version }) => version))].sort()).toEqual(offered.sort());
    });

    it("ends with the state of the reference run, chunk by chunk", () => expectStates(findings));

    it("puts every record into exactly one outcome, as planted", () => {
      expectOutcomes(findings);
      const planted = findings.compared.filter(({ stream }) => stream in run.log.outcomes);
      const records = planted.reduce((sum, { reference }) => sum + reference.records, 0);
      expect(records).toBe(run.log.lines.length);
      expect(said.counters).toEqual(run.log.outcomes);
    });

    it("publishes the answers of the reference run, byte for byte", () => expectAnswers(findings));

    it.each(killedStreams(plan).filter((stream) => stream !== "ratings"))(
      "keeps one row for each applied record of %s, as the reference run has it",
      async (stream) => {
        await expectRows(engine, findings, stream);
        expect(rowsOf(findings.compared, stream)).toHaveLength(run.log.outcomes[stream]?.applied ?? 0);
      },
    );

    it("keeps one row for each dead letter", () => expectDeadLetters(engine, findings));

    it("answered by HTTP with the counts of all baskets", () => {
      const counts = countSets(run.log.baskets, 4);
      const countOf = (items: readonly string[]): number => counts.get([...items].sort().join("|")) ?? 0;
      const { baskets, itemsets } = said.itemsets;
      expect(baskets).toBe(run.log.baskets.length);
      const minCount = Math.max(5, Math.ceil(baskets * 0.001));
      const all = [...counts.values()].filter((count) => count >= minCount).sort((a, b) => b - a);
      expect(itemsets.map(({ count }) => count)).toEqual(all.slice(0, 1000));
      expect(itemsets.filter(({ items, count }) => countOf(items) !== count)).toEqual([]);
      expect(said.rules.rules.length).toBeGreaterThan(100);
      for (const rule of said.rules.rules) {
        expect(rule.count).toBe(countOf([...rule.if, ...rule.then]));
        expect(rule.support).toBeCloseTo(rule.count / baskets, 12);
        expect(rule.confidence).toBeCloseTo(rule.count / countOf(rule.if), 12);
        expect(rule.lift).toBeCloseTo((rule.count * baskets) / (countOf(rule.if) * countOf(rule.then)), 9);
      }
    });
  });
};
