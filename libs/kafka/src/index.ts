export { KafkaAnswerPublisher } from "./answer-publisher.ts";
export { readableCodecs } from "./codecs.ts";
export { connect, KafkaConnection, type KafkaSettings } from "./connect.ts";
export { createTopics, type NewTopic } from "./create-topics.ts";
export { KafkaDeadLetterQueue } from "./dead-letter-queue.ts";
export { ensureTopics } from "./ensure-topics.ts";
export {
  type EventProducerSettings,
  type EventToSend,
  KafkaEventProducer,
  type Sent,
} from "./event-producer.ts";
export { KafkaForwarder } from "./forwarder.ts";
export { partitionOfKey } from "./murmur2.ts";
export { type Reading, type ReadPlan, readTopic } from "./read-topic.ts";
export { type ReplayPlan, replayTopic } from "./replay-topic.ts";
export { KafkaSource } from "./source.ts";
export type { KafkaSourcePlan } from "./source-plan.ts";
export type { TopicFinding } from "./topic-findings.ts";
export { answersPartitions, type TopicPlan, type TopicSettings, topicPlans } from "./topics.ts";
