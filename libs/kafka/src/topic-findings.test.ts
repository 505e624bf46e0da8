import { expect, test } from "vitest";
import { type FoundTopic, findingsOf } from "./topic-findings.ts";
import { configOf, topicPlans } from "./topics.ts";

const settings = { partitions: 4, replicationFactor: 3, retentionMs: 7 * 86_400_000 };

const planOf = (name: string) => {
  const plan = topicPlans.find((p) => p.name === name);
  if (plan === undefined) throw new Error(name);
  return plan;
};

const found = (
  name: string,
  rest: Partial<FoundTopic> = {},
  config: Record<string, string> = {},
): FoundTopic => ({
  partitions: planOf(name).partitions ?? 4,
  replicas: 3,
  ...rest,
  config: {
    "retention.bytes": "-1",
    "compression.type": "producer",
    ...configOf(planOf(name), settings),
    ...config,
  },
});

test("every topic is without findings as Millrace itself makes it", () => {
  for (const plan of topicPlans) expect(findingsOf(plan, plan.name, found(plan.name), 3)).toEqual([]);
});

test.each<[string, Partial<FoundTopic>, Record<string, string>, string, boolean]>([
  ["baskets", {}, { "cleanup.policy": "compact" }, "cleanup.policy", true],
  ["baskets", {}, { "cleanup.policy": "compact,delete" }, "cleanup.policy", true],
  ["answers", {}, { "cleanup.policy": "delete" }, "cleanup.policy", true],
  ["models", {}, { "cleanup.policy": "compact,delete" }, "cleanup.policy", false],
  ["items", {}, { "cleanup.policy": "delete" }, "cleanup.policy", false],
  ["clicks", {}, { "retention.ms": "3600000" }, "retention.ms", false],
  ["clicks", {}, { "retention.bytes": "1000000" }, "retention.bytes", false],
  ["clicks", {}, { "message.timestamp.type": "CreateTime" }, "message.timestamp.type", false],
  ["clicks", {}, { "min.insync.replicas": "1" }, "min.insync.replicas", false],
  ["clicks", {}, { "unclean.leader.election.enable": "true" }, "unclean.leader.election.enable", false],
  ["clicks", { replicas: 1 }, {}, "replication.factor", false],
  ["interactions", { partitions: 4 }, {}, "partitions", true],
])("%s with %o %o: %s, and whether that is beyond use is %s", (name, rest, config, setting, fatal) => {
  const findings = findingsOf(planOf(name), name, found(name, rest, config), 3);
  expect(findings.map((f) => [f.setting, f.fatal])).toEqual([[setting, fatal]]);
});

test("keeping events for ever is no finding", () => {
  expect(findingsOf(planOf("clicks"), "clicks", found("clicks", {}, { "retention.ms": "-1" }), 3)).toEqual(
    [],
  );
});
