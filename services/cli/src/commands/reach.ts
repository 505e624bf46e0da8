import { openEngine } from "@millrace/clickhouse";
import type { Check } from "@millrace/local";
import { openKafka } from "@millrace/runtime";
import { type Config, openJournal } from "@millrace/service";

const ANSWER_MS_MAX = 10_000;

const within = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS_MAX / 1_000} s`)), ANSWER_MS_MAX);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

const check = async (name: string, fix: string, probe: () => Promise<string>): Promise<Check> => {
  try {
    return { name, ok: true, detail: await within(probe()), fix: undefined };
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { name, ok: false, detail, fix };
  }
};

/** Whether the user's own Kafka answers, and with how many topics of ours. */
const kafkaAnswers = (config: Config, brokers: readonly string[]): Promise<Check> =>
  check("your Kafka", "check KAFKA_BROKERS, KAFKA_SSL_* and KAFKA_SASL_*", async () => {
    const kafka = openKafka(config, brokers, openJournal("silent", "doctor"));
    try {
      const topics = await kafka.admin("list of topics", (admin) => admin.listTopics());
      const own = topics.filter((topic) => topic.startsWith(config.topicPrefix)).length;
      return `answers, ${own} topics begin with ${config.topicPrefix}`;
    } finally {
      await kafka.close();
    }
  });

/** Whether the user's own ClickHouse answers. */
const clickHouseAnswers = (config: Config, url: string): Promise<Check> =>
  check("your ClickHouse", "check CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD", async () => {
    const { clickhouseUser: user, clickhousePassword: password, clickhouseDatabase: database } = config;
    const engine = await openEngine({ url, user, password, database, requestTimeoutMs: ANSWER_MS_MAX });
    try {
      await engine.ping();
      return "answers";
    } finally {
      await engine.close();
    }
  });

/** Looks whether the parts that the settings name answer; nothing where the local ones are used. */
export const examineOwnParts = async (config: Config): Promise<readonly Check[]> => [
  ...(config.kafkaBrokers === undefined ? [] : [await kafkaAnswers(config, config.kafkaBrokers)]),
  ...(config.clickhouseUrl === undefined ? [] : [await clickHouseAnswers(config, config.clickhouseUrl)]),
];
