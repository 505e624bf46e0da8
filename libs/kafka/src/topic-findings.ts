import { readableCodecs } from "./codecs.ts";
import type { TopicPlan } from "./topics.ts";

/** Something about an existing topic that does not keep what Millrace promises. */
export interface TopicFinding {
  /** Full name. */
  readonly topic: string;
  readonly setting: string;
  readonly found: string;
  /** What it means, and what to set. */
  readonly advice: string;
  /** Whether Millrace cannot work with it at all. */
  readonly fatal: boolean;
}

/** An existing topic. */
export interface FoundTopic {
  readonly partitions: number;
  /** Copies of the partition that has the fewest. */
  readonly replicas: number;
  /** By Kafka's names. */
  readonly config: Readonly<Record<string, string>>;
}

const DAY_MS = 24 * 3_600_000;

/** What is unsafe about `found`, with the settings' Kafka names. @param brokers in the cluster. */
export const findingsOf = (
  plan: TopicPlan,
  topic: string,
  found: FoundTopic,
  brokers: number,
): readonly TopicFinding[] => {
  const { partitions, replicas, config } = found;
  const findings: TopicFinding[] = [];
  const note = (unsafe: boolean, setting: string, value: string, advice: string, fatal = false): void => {
    if (unsafe) findings.push({ topic, setting, found: value, advice, fatal });
  };
  const of = (setting: string): string => config[setting] ?? "";
  const compacted = of("cleanup.policy").includes("compact");
  const deletes = of("cleanup.policy").includes("delete");
  const policy = of("cleanup.policy");
  if (plan.holds === "newest") {
    note(!compacted, "cleanup.policy", policy, "Old keys would be lost; set compact.", plan.name !== "items");
    note(compacted && deletes, "cleanup.policy", policy, "Keys that rest would be lost; set compact alone.");
  } else {
    note(
      compacted,
      "cleanup.policy",
      policy,
      "Events of one key would replace each other; set delete.",
      true,
    );
    const kept = Number(of("retention.ms"));
    const short = kept >= 0 && kept < DAY_MS;
    note(short, "retention.ms", String(kept), "After a stop longer than this, events are lost unread.");
    const bounded = Number(of("retention.bytes")) >= 0;
    note(bounded, "retention.bytes", of("retention.bytes"), "A burst may remove events unread; set -1.");
  }
  const fixed = plan.partitions === 1 || plan.name === "interactions";
  const several = `It must have ${plan.partitions}, by which it is known who owns what; make it anew, or change the setting.`;
  note(fixed && partitions !== plan.partitions, "partitions", String(partitions), several, true);
  const created = of("message.timestamp.type") !== "LogAppendTime";
  const advice = "A producer's clock decides what is late; set LogAppendTime.";
  note(created, "message.timestamp.type", of("message.timestamp.type"), advice);
  const single = replicas === 1 && brokers > 1;
  note(single, "replication.factor", "1", "The loss of one broker loses events; use 3.");
  const weak = replicas > 2 && Number(of("min.insync.replicas")) < 2;
  note(weak, "min.insync.replicas", of("min.insync.replicas"), "One copy counts as stored; set 2.");
  const unclean = of("unclean.leader.election.enable") === "true";
  note(unclean, "unclean.leader.election.enable", "true", "Acknowledged events may vanish; set false.");
  const codec = of("compression.type");
  const unreadable = codec !== "producer" && codec !== "uncompressed" && !readableCodecs().includes(codec);
  const upgrade = "This installation cannot read it; use Node 22.15 or later, or another codec.";
  note(codec !== "" && unreadable, "compression.type", codec, upgrade, true);
  return findings;
};
