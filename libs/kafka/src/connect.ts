import type { ConnectionOptions } from "node:tls";
import type { Clock, Journal } from "@millrace/pipeline";
import kafkajs, {
  type Admin,
  type Consumer,
  type ConsumerConfig,
  type Kafka,
  type Producer,
  type SASLOptions,
} from "kafkajs";
import { registerCodecs } from "./codecs.ts";
import { quietLog } from "./log.ts";
import { Outbox } from "./outbox.ts";
import { decodeRecordsFast } from "./record-decoder.ts";
import { encodeRecordsFast } from "./record-encoder.ts";
import { asTrouble } from "./trouble.ts";

/** How to reach the broker. */
export interface KafkaSettings {
  /** `host:port` of one or more brokers. */
  readonly brokers: readonly string[];
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: SASLOptions;
  /** Names this process in the broker's logs and quotas. */
  readonly clientId: string;
  /** Stands before every topic and group, such as `millrace.`. */
  readonly prefix: string;
  readonly journal: Journal;
  readonly clock: Clock;
}

/** Waits and attempts within one call of the client; ports go on trying above that where it may help. */
const retry = { initialRetryTime: 100, multiplier: 2, maxRetryTime: 1_000, retries: 4 };
/** A consumer that outlasts a broker's restart keeps its place in the group; a new one waits for the old one's end. */
const patient = { ...retry, retries: 20 };

/** Partitions by murmur2 of the key, as Java's producers do. */
export const partitioner = kafkajs.Partitioners.DefaultPartitioner;

/** A client of the admin API and who uses it. */
interface SharedAdmin {
  readonly opened: Promise<Admin>;
  /** Calls under way. */
  calls: number;
  /** A call failed: nobody new gets it. */
  spent: boolean;
}

/** One process's way to Kafka. Nothing connects before it is needed. */
export class KafkaConnection {
  readonly #kafka: Kafka;
  readonly #consumers: Kafka;
  readonly prefix: string;
  readonly journal: Journal;
  readonly clock: Clock;
  #admin: SharedAdmin | undefined;
  #producer: Promise<Producer> | undefined;
  readonly #closing: (() => Promise<void>)[] = [];
  /** What this process's ports send leaves through here, in groups. */
  readonly outbox = new Outbox(() => this.producer());

  constructor(settings: KafkaSettings) {
    registerCodecs();
    encodeRecordsFast();
    decodeRecordsFast();
    const { brokers, ssl, sasl, clientId, prefix, journal, clock } = settings;
    this.prefix = prefix;
    this.journal = journal;
    this.clock = clock;
    const config = {
      brokers: [...brokers],
      clientId,
      ...(ssl === undefined ? {} : { ssl }),
      ...(sasl === undefined ? {} : { sasl }),
      connectionTimeout: 3_000,
      authenticationTimeout: 5_000,
      requestTimeout: 20_000,
      logLevel: kafkajs.logLevel.ERROR,
      logCreator: quietLog(journal, clock),
    };
    this.#kafka = new kafkajs.Kafka({ ...config, retry });
    this.#consumers = new kafkajs.Kafka({ ...config, retry: patient });
  }

  /** Full name of a topic or group. */
  name(short: string): string {
    return `${this.prefix}${short}`;
  }

  /** Calls the admin API. @throws {Trouble} */
  async admin<T>(doing: string, call: (admin: Admin) => Promise<T>): Promise<T> {
    const shared = this.#admin ?? { opened: this.#openAdmin(), calls: 0, spent: false };
    this.#admin = shared;
    shared.calls++;
    try {
      return await call(await shared.opened);
    } catch (error) {
      // The next call gets a client with fresh metadata: this one may go on asking the wrong broker for minutes.
      shared.spent = true;
      if (this.#admin === shared) this.#admin = undefined;
      throw asTrouble(error, doing);
    } finally {
      shared.calls--;
      // Not before the others that are under way have ended: they would find a client without its metadata.
      if (shared.spent && shared.calls === 0)
        void shared.opened.then((admin) => admin.disconnect()).catch(() => undefined);
    }
  }

  /** The producer that this process's ports share; keeps the order per partition. @throws {Trouble} */
  async producer(): Promise<Producer> {
    this.#producer ??= this.openProducer();
    const opened = this.#producer;
    try {
      return await opened;
    } catch (error) {
      if (this.#producer === opened) this.#producer = undefined;
      throw error;
    }
  }

  /**
   * A producer of its own, closed with the connection.
   * @param inOrder whether calls that were not awaited keep their order, at one request at a time.
   * @throws {Trouble}
   */
  async openProducer(inOrder = true): Promise<Producer> {
    const producer = this.#kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: partitioner,
      // With more than one request under way a retry could come after what was sent later.
      ...(inOrder ? { maxInFlightRequests: 1 } : {}),
    });
    try {
      await producer.connect();
    } catch (error) {
      throw asTrouble(error, "connecting a producer");
    }
    this.#closing.push(() => producer.disconnect());
    return producer;
  }

  /** A consumer, not connected yet. Its owner stops it. */
  consumer(config: ConsumerConfig): Consumer {
    return this.#consumers.consumer({
      ...config,
      allowAutoTopicCreation: false,
      // Whoever owns it makes a new one: the client gives up on errors that pass, and stays alive and idle then.
      retry: { ...patient, restartOnFailure: async () => false },
    });
  }

  /** Disconnects what was opened here. Sources and readers are stopped before. */
  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    this.#producer = undefined;
    const producers = this.#closing.splice(0).map((close) => close());
    await Promise.allSettled([...producers, admin?.opened.then((client) => client.disconnect())]);
  }

  async #openAdmin(): Promise<Admin> {
    const admin = this.#kafka.admin();
    await admin.connect();
    return admin;
  }
}

/** A connection to Kafka. Connects when it is first used, so that a broker may be started later. */
export const connect = (settings: KafkaSettings): KafkaConnection => new KafkaConnection(settings);
