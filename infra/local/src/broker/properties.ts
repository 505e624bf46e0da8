/** What a local broker is told; everything else is Kafka's default. */
export interface BrokerSettings {
  /** Where the log lies; absolute. */
  readonly logDir: string;
  /** Where clients connect, on 127.0.0.1. */
  readonly port: number;
  /** Where the broker talks to its own controller, on 127.0.0.1. */
  readonly controllerPort: number;
  /** The largest batch of records that is taken, in bytes. */
  readonly messageBytesMax: number;
}

/**
 * A Java properties value: backslashes, a leading blank and what is beyond ASCII are escaped, since Java reads a
 * backslash as an escape, skips blanks before a value, and may read the file as Latin-1.
 */
export const escapeProperty = (value: string): string =>
  value
    .replaceAll("\\", "\\\\")
    .replace(/^ /, "\\ ")
    .replace(/[^\u0020-\u007e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * The `server.properties` of a single KRaft node, broker and controller in one, that listens on the loopback address
 * only. One node can hold only one replica, so the internal topics say so.
 */
export const serverProperties = (settings: BrokerSettings): string => {
  const { logDir, port, controllerPort, messageBytesMax } = settings;
  const properties: Readonly<Record<string, string | number | boolean>> = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "log.dirs": logDir,
    // A mistyped topic is an error, not a new topic.
    "auto.create.topics.enable": false,
    "message.max.bytes": messageBytesMax,
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    // Fewer internal partitions than a cluster's 50: they are made at the first commit, which then waits for less.
    "offsets.topic.num.partitions": 8,
    "transaction.state.log.num.partitions": 4,
    // Alone in its group, a consumer need not wait 3 s for others.
    "group.initial.rebalance.delay.ms": 0,
    // A broker that was killed is known to its controller until this has passed, and cannot register again before.
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    "num.network.threads": 2,
    "num.io.threads": 4,
    // The default, 128 MB, is a quarter of the local broker's heap.
    "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}\n`)
    .join("");
};
