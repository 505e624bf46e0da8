import { Trouble } from "@millrace/pipeline";
import kafkajs from "kafkajs";
import type { KafkaConnection } from "./connect.ts";
import { createTopics } from "./create-topics.ts";
import { findingsOf, type TopicFinding } from "./topic-findings.ts";
import { configOf, plansWith, type TopicPlan, type TopicSettings } from "./topics.ts";

const settingsRead = [
  "cleanup.policy",
  "compression.type",
  "message.timestamp.type",
  "min.insync.replicas",
  "retention.bytes",
  "retention.ms",
  "unclean.leader.election.enable",
];

/**
 * Creates the topics that are missing and looks at the settings of those that are there; changes none of them. What
 * is unsafe is returned and put in the journal.
 * @throws {Trouble} topic_unsuitable where a topic cannot be used at all; broker_unavailable, broker_refused
 */
export const ensureTopics = async (
  connection: KafkaConnection,
  settings: TopicSettings,
  plans: readonly TopicPlan[] = plansWith(settings.recommenderPartitions ?? 1),
): Promise<readonly TopicFinding[]> => {
  const existing = new Set(await connection.admin("list of topics", (admin) => admin.listTopics()));
  const missing = plans.filter(({ name }) => !existing.has(connection.name(name)));
  if (missing.length > 0) await create(connection, settings, missing);
  const checked = plans.filter((plan) => !missing.includes(plan));
  const findings = checked.length === 0 ? [] : await inspect(connection, checked);
  for (const { topic, setting, found, advice } of findings)
    connection.journal.warn("topic_setting", { topic, setting, found, advice });
  const fatal = findings.filter((finding) => finding.fatal);
  if (fatal.length > 0) {
    const said = fatal.map(({ topic, setting, found, advice }) => `${topic}: ${setting}=${found}. ${advice}`);
    throw new Trouble("topic_unsuitable", said.join(" "), { retryable: false });
  }
  return findings;
};

const create = async (
  connection: KafkaConnection,
  settings: TopicSettings,
  plans: readonly TopicPlan[],
): Promise<void> => {
  const topics = plans.map((plan) => ({
    topic: connection.name(plan.name),
    partitions: plan.partitions ?? settings.partitions,
    replicationFactor: settings.replicationFactor,
    config: configOf(plan, settings),
  }));
  await createTopics(connection, topics);
  connection.journal.info("topics_created", { topics: topics.map(({ topic }) => topic) });
};

const inspect = async (
  connection: KafkaConnection,
  plans: readonly TopicPlan[],
): Promise<readonly TopicFinding[]> => {
  const names = plans.map(({ name }) => connection.name(name));
  const [metadata, described, cluster] = await connection.admin("settings of topics", (admin) =>
    Promise.all([
      admin.fetchTopicMetadata({ topics: names }),
      admin.describeConfigs({
        includeSynonyms: false,
        resources: names.map((name) => ({
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name,
          configNames: settingsRead,
        })),
      }),
      admin.describeCluster(),
    ]),
  );
  return plans.flatMap((plan) => {
    const topic = connection.name(plan.name);
    const partitions = metadata.topics.find(({ name }) => name === topic)?.partitions ?? [];
    const entries = described.resources.find(({ resourceName }) => resourceName === topic)?.configEntries;
    const config = Object.fromEntries(
      (entries ?? []).map(({ configName, configValue }) => [configName, configValue]),
    );
    const replicas = Math.min(...partitions.map((partition) => partition.replicas.length));
    const found = { partitions: partitions.length, replicas, config };
    return findingsOf(plan, topic, found, cluster.brokers.length);
  });
};
