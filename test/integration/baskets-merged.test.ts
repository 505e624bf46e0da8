import { BasketIndex, BasketLog } from "@millrace/itemsets";
import { readConfig } from "@millrace/service";
import { itemsetSettings } from "@millrace/service-baskets";
import { afterAll, afterEach, expect, it } from "vitest";
import { zipfBaskets } from "../bench/load/baskets.ts";
import { readAnswers } from "../support/answers.ts";
import { Child } from "../support/child.ts";
import { EngineServer } from "../support/engine-server.ts";
import { membersOf } from "../support/groups.ts";
import { useBroker } from "../support/kafka.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { until } from "../support/until.ts";

const BASKETS = 3_000;
const broker = useBroker();
const processes: Child[] = [];
let server: EngineServer | undefined;

afterAll(async () => {
  for (const child of processes) child.signal("SIGKILL");
  await Promise.all(processes.map((child) => child.gone));
  await server?.close();
});
afterEach(({ task }) => {
  if (task.result?.state === "fail")
    console.error(processes.map((child) => child.said).join("\n--- process ---\n"));
});

it("four partitions in two processes, merged by a reader, say of sets and rules what one partition would", async () => {
  server = await EngineServer.start();
  const connection = broker.connection();
  await makeTopics(connection);
  for (let n = 0; n < 2; n++) {
    processes.push(
      new Child("services/baskets/src/main.ts", [], {
        KAFKA_BROKERS: broker.brokers,
        CLICKHOUSE_URL: server.url,
        MILLRACE_TOPIC_PREFIX: connection.prefix,
        MILLRACE_HEALTH_PORT: "0",
      }),
    );
  }
  await until("two members", async () => (await membersOf(connection, "baskets")).length === 2, 60_000);
  const drawn = zipfBaskets({ seed: 9, items: 300, meanSize: 6 });
  const baskets = Array.from({ length: BASKETS }, () => drawn.next().value);
  await produce(
    connection,
    baskets.map((basket) => ({ topic: "baskets", key: basket.userId, value: JSON.stringify(basket) })),
  );
  const known = await until(
    "all is absorbed and published",
    async () => {
      const answers = await readAnswers(connection);
      const parts = [0, 1, 2, 3].map((partition) => answers.get(`baskets/${partition}`));
      const applied = parts.reduce((sum, part) => sum + (part?.progress?.outcomes.applied ?? 0), 0);
      return applied === BASKETS ? parts : undefined;
    },
    60_000,
  );
  const settings = itemsetSettings(readConfig({}));
  const merged = new BasketIndex(settings);
  for (const [partition, part] of known.entries()) {
    expect(part?.progress?.outcomes.applied).toBeGreaterThan(0);
    for (const [entity, bytes] of part?.answers ?? []) {
      const [kind, number] = entity.split("/");
      merged.changed(partition, kind === "items" ? "items" : "baskets", Number(number), bytes);
    }
    merged.progressed(partition, { folded: 0, errorBound: 0 });
  }
  const log = new BasketLog({ scope: settings.scope, itemsMax: 1e6, basketsMax: 1e6 });
  for (const { items, time } of baskets) log.add(items, time);
  const one = new BasketIndex(settings);
  for (const { kind, number, bytes } of log.all()) one.changed(0, kind, number, bytes);
  one.progressed(0, { folded: 0, errorBound: 0 });
  expect([merged.settle(), one.settle()]).toEqual([true, true]);
  expect(merged.baskets).toBe(BASKETS);
  const minCount = Math.max(settings.minCount, one.countOf(settings.minSupport));
  const sets = (index: BasketIndex): string[] =>
    index.itemsets(minCount, 0, 1e6).map(({ items, count }) => `${items} ${count}`);
  expect(sets(one).length).toBeGreaterThan(1_000);
  expect(sets(merged).sort()).toEqual(sets(one).sort());
  const query = { minCount, minConfidence: 0.3, minLift: 1, sort: "lift", limit: 1e6 } as const;
  const rules = (index: BasketIndex): string[] =>
    index
      .rules(query)
      .rules.map((rule) => `${rule.if} > ${rule.then} ${rule.count} ${rule.lift.toPrecision(9)}`);
  expect(rules(merged).sort()).toEqual(rules(one).sort());
  expect(one.rules(query).rules.length).toBeGreaterThan(100);
});
