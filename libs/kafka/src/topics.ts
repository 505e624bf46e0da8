/** What a topic of Millrace must be like. Names are without the prefix. */
export interface TopicPlan {
  readonly name: string;
  /** Events to be read once in order, the newest value by key, or something kept for people. */
  readonly holds: "events" | "newest" | "letters";
  /** Fixed number of partitions; undefined leaves it to the settings. */
  readonly partitions: number | undefined;
  /** Largest batch of records that the topic takes. */
  readonly messageBytesMax: number;
}

const MIB = 1 << 20;
/** Kafka's default. */
const usual = MIB + 12;

/** Every topic that Millrace reads or writes. */
export const topicPlans: readonly TopicPlan[] = [
  { name: "clicks", holds: "events", partitions: undefined, messageBytesMax: usual },
  { name: "baskets", holds: "events", partitions: undefined, messageBytesMax: usual },
  { name: "reviews", holds: "events", partitions: undefined, messageBytesMax: usual },
  { name: "readings", holds: "events", partitions: undefined, messageBytesMax: usual },
  // The recommender's only log: as many partitions as the settings say, else who owns which users would be in doubt.
  { name: "interactions", holds: "events", partitions: 1, messageBytesMax: usual },
  { name: "items", holds: "newest", partitions: 4, messageBytesMax: usual },
  { name: "answers", holds: "newest", partitions: 4, messageBytesMax: 2 * MIB },
  // In one order, so that one number says how far somebody has read.
  { name: "item-rows", holds: "newest", partitions: 1, messageBytesMax: usual },
  { name: "models", holds: "newest", partitions: 1, messageBytesMax: 2 * MIB },
  // A refused record comes with headers about it, and may itself be as large as its topic takes.
  { name: "dead-letters", holds: "letters", partitions: 4, messageBytesMax: 2 * MIB },
];

/** The plans with as many partitions of the recommender's log. */
export const plansWith = (recommenderPartitions: number): readonly TopicPlan[] =>
  topicPlans.map((plan) =>
    plan.name === "interactions" ? { ...plan, partitions: recommenderPartitions } : plan,
  );

/** Partitions of the answers topic, when Millrace makes it. */
export const answersPartitions = 4;

/** What the settings leave open. */
export interface TopicSettings {
  /** Partitions of a stream's topic. */
  readonly partitions: number;
  /** Partitions of the recommender's log. @default 1 */
  readonly recommenderPartitions?: number;
  /** Copies of each partition. */
  readonly replicationFactor: number;
  /** How long events are kept, ms; −1 for ever. */
  readonly retentionMs: number;
}

/** Dead letters wait for people. */
const LETTERS_MS = 30 * 24 * 3_600_000;
/** A reader that starts sees half a batch where the cleaner was faster than the batch's end. */
const COMPACTION_LAG_MS = 60_000;
const SEGMENT_BYTES = 64 * MIB;
const SEGMENT_MS = 3_600_000;

/** Settings of a topic at its creation, by Kafka's names. */
export const configOf = (plan: TopicPlan, settings: TopicSettings): Readonly<Record<string, string>> => ({
  "message.timestamp.type": "LogAppendTime",
  "max.message.bytes": String(plan.messageBytesMax),
  "min.insync.replicas": settings.replicationFactor > 2 ? "2" : "1",
  ...(plan.holds === "newest"
    ? {
        "cleanup.policy": "compact",
        "min.compaction.lag.ms": String(COMPACTION_LAG_MS),
        // The segment being written is never compacted, and whoever starts reads it whole.
        "segment.bytes": String(SEGMENT_BYTES),
        "segment.ms": String(SEGMENT_MS),
      }
    : {
        "cleanup.policy": "delete",
        "retention.ms": String(plan.holds === "letters" ? LETTERS_MS : settings.retentionMs),
      }),
});
