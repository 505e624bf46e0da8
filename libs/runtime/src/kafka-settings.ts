import { readFileSync } from "node:fs";
import type { KafkaSettings } from "@millrace/kafka";
import { type Config, ConfigError } from "@millrace/service";

/** TLS and login for Kafka as configured. @throws {ConfigError} when a file cannot be read */
export const kafkaSecurity = (config: Config): Pick<KafkaSettings, "ssl" | "sasl"> => {
  const read = (name: string, file: string | undefined): string | undefined => {
    if (file === undefined) return undefined;
    try {
      return readFileSync(file, "utf8");
    } catch (cause) {
      throw new ConfigError([
        `${name} names ${file}, which cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      ]);
    }
  };
  const ca = read("KAFKA_SSL_CA", config.kafkaSslCa);
  const cert = read("KAFKA_SSL_CERT", config.kafkaSslCert);
  const key = read("KAFKA_SSL_KEY", config.kafkaSslKey);
  const username = config.kafkaSaslUsername;
  const password = config.kafkaSaslPassword ?? "";
  const ssl = {
    ...(ca === undefined ? {} : { ca: [ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  return {
    ...(config.kafkaSslEnabled === "true" ? { ssl: Object.keys(ssl).length === 0 ? true : ssl } : {}),
    ...(username === undefined
      ? {}
      : {
          sasl: { mechanism: config.kafkaSaslMechanism, username, password } as NonNullable<
            KafkaSettings["sasl"]
          >,
        }),
  };
};
