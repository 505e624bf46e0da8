import { simulateClicks } from "@millrace/datasets";
import { afterAll, expect, it } from "vitest";
import { useBroker } from "../support/kafka.ts";
import { sumOf } from "../support/metrics.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { type Reply, Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

interface Row {
  readonly stream: string;
  readonly model: string;
  readonly champion: boolean;
  readonly events: number;
  readonly recent: Readonly<Record<string, number>>;
}

const adopted = ({ body }: Reply): boolean => {
  const { partitions } = body as {
    partitions: readonly { stream: string; weights: Record<string, string> }[];
  };
  return partitions
    .filter(({ stream }) => stream === "clicks")
    .every(({ weights }) => "next-item" in weights);
};

/** Four standard errors of the mean of `events` figures from 0 to 1 of which the mean is `mean`; p (1 - p) bounds their variance. */
const luck = (mean: number, events: number): number => 4 * Math.sqrt((mean * (1 - mean)) / events);

const broker = useBroker();
let stack: Stack | undefined;
afterAll(() => stack?.close());
showOnFailure(() => stack);

/** Clicks in which the next item depends on the third last one too, so that a first-order chain cannot know it. */
const planted = simulateClicks({ seed: 11, sessions: 9_000, items: 40, order: 3 });

it("lets a GRU trained on the stream take over from the Markov chain while clicks flow", async () => {
  const connection = broker.connection();
  await makeTopics(connection);
  stack = await Stack.make({
    brokers: broker.brokers,
    prefix: connection.prefix,
    settings: {
      MILLRACE_TRAIN_EVENTS_MIN: "40000",
      MILLRACE_TRAIN_BUDGET_MS: "30000",
      MILLRACE_SNAPSHOT_EVERY_MS: "2000",
    },
  });
  await stack.start();
  await stack.ready();
  const running = stack;
  const scoreboard = async (): Promise<readonly Row[]> => {
    const { body } = await running.get("/v1/models");
    return (body as { models: readonly Row[] }).models.filter((row) => row.stream === "clicks");
  };
  const rowOf = async (model: string): Promise<Row | undefined> =>
    (await scoreboard()).find((row) => row.model === model);
  const learned = async (): Promise<number> =>
    sumOf(await running.metrics(), "millrace_events_total", { stream: "clicks" });
  const lines = [...planted.events()].map((click) => ({
    topic: "clicks",
    key: click.sessionId,
    value: JSON.stringify(click),
  }));
  const first = lines.slice(0, 60_000);
  await produce(connection, first);
  await until(
    "all that came is learned and a rung without weights leads",
    async () => {
      const champion = (await scoreboard()).find((row) => row.champion);
      return (await learned()) === first.length && champion !== undefined ? champion : undefined;
    },
    60_000,
  );
  expect((await rowOf("gru"))?.events).toBe(0);

  await until(
    "every partition uses weights of a network",
    async () => adopted(await running.get("/v1/admin/state")),
    180_000,
  );
  await produce(connection, lines.slice(first.length));
  const gru = await until(
    "all is learned and the network leads",
    async () => {
      // The blend is made of all rungs, the network among them: where it leads, it leads by the network's knowledge.
      const leads = (await rowOf("gru"))?.champion === true || (await rowOf("blend"))?.champion === true;
      const [row, chain] = [await rowOf("gru"), await rowOf("markov")];
      const isBetter = (row?.recent.mrrAt20 ?? 0) > (chain?.recent.mrrAt20 ?? 1) + 0.05;
      return leads && isBetter && (await learned()) === lines.length ? row : undefined;
    },
    60_000,
  );
  const markov = await rowOf("markov");
  expect(gru.recent.mrrAt20).toBeGreaterThan((markov?.recent.mrrAt20 ?? 1) + 0.05);
  // The best that knowing the last item alone allows is beaten, the best that knowing everything allows is not, but for
  // the luck of the clicks that were scored since the network came.
  const { orderOne, best } = planted.truth;
  expect(gru.recent.mrrAt20).toBeGreaterThan(orderOne.mrrAt20);
  expect(gru.recent.mrrAt20).toBeLessThan(best.mrrAt20 + luck(best.mrrAt20, gru.recent.events ?? 0));
  const { sessionId } = JSON.parse(lines.at(-1)?.value ?? "{}");
  const next = await running.get(`/v1/sessions/${sessionId}/next?limit=3`);
  if (next.status === 200) expect(next.body).toMatchObject({ rung: expect.stringMatching(/^(gru|blend)$/) });
}, 300_000);
