import { AuditLog, type KeptAbout, type PersonReader } from "@millrace/clickhouse";
import type { EventToSend, KafkaEventProducer } from "@millrace/kafka";
import { type Clock, encodeForget, forgetHeader, Trouble } from "@millrace/pipeline";
import type { Place, ProgressBoard } from "./view/progress.ts";

/** Streams whose events may name a person. */
const personal = ["clicks", "baskets", "reviews"] as const;
/** Rows wait half a second for company before they are written: sessions are looked up when those of now are there. */
const ROWS_SETTLE_MS = 1_000;
/** Sessions named in one record: some 300 KB of the 1 MiB that a broker takes. */
const SESSIONS_PER_RECORD = 1_000;

/** Who asked, for the audit. */
export interface AskedBy {
  readonly key: string;
  readonly requestId: string;
}

/** What became of the wish. */
export interface Forgotten {
  /** Whether every partition has done it; else they will. */
  readonly done: boolean;
  /** Rows that were kept about the person. */
  readonly rows: KeptAbout;
  readonly sessions: number;
  readonly places: readonly Place[];
}

/** What forgetting needs from the world. */
export interface ForgettingPorts {
  readonly person: Pick<PersonReader, "sessionsOf" | "kept">;
  readonly audit: Pick<AuditLog, "write">;
  readonly producer: Pick<KafkaEventProducer, "send">;
  readonly board: Pick<ProgressBoard, "reach">;
  /** How many partitions a stream's topic has; 0 where that is not known. */
  readonly partitionsOf: (stream: string) => number;
  readonly clock: Pick<Clock, "now" | "sleep">;
}

/**
 * Forgets a person everywhere: a request on every partition's own log, so that it has its place among the events and a
 * replay forgets at the same place. Each partition then takes back what its models hold under the name, publishes
 * tombstones, and deletes the rows.
 */
export class Forgetting {
  readonly #ports: ForgettingPorts;

  constructor(ports: ForgettingPorts) {
    this.#ports = ports;
  }

  /** Resolves when it is done, or after `waitMs` where it is only under way. @throws {Trouble} */
  async forget(userId: string, by: AskedBy, waitMs: number): Promise<Forgotten> {
    const { person, audit, clock, board } = this.#ports;
    await clock.sleep(ROWS_SETTLE_MS);
    const sessionIds = await person.sessionsOf(userId);
    const rows = await person.kept(userId, sessionIds);
    const sessions = sessionIds.length;
    const entry = {
      action: "forget_user",
      subject: AuditLog.subjectOf(userId),
      askedBy: by.key,
      requestId: by.requestId,
    };
    const details = { ...rows, sessions };
    await audit.write({ ...entry, at: clock.now(), details });
    const places = await this.#ask(userId, sessionIds);
    const done = await board.reach(places, waitMs);
    if (done) await audit.write({ ...entry, action: "user_forgotten", at: clock.now(), details });
    return { done, rows, sessions, places };
  }

  async #ask(userId: string, sessionIds: readonly string[]): Promise<readonly Place[]> {
    const places: Place[] = [];
    for (const stream of personal) {
      const partitions = this.#ports.partitionsOf(stream);
      if (partitions === 0)
        throw new Trouble("broker_unavailable", `Nobody knows the partitions of ${stream} yet.`, {
          retryable: true,
        });
      const requests = stream === "clicks" ? requestsOf(userId, sessionIds) : requestsOf(userId, []);
      for (let partition = 0; partition < partitions; partition++) {
        const sent = await this.#ports.producer.send(
          stream,
          requests.map((request) => ({ ...request, partition })),
        );
        for (const one of sent)
          if (one.ok) places.push({ stream, partition: one.partition, offset: one.offset });
      }
    }
    return places;
  }
}

const requestsOf = (userId: string, sessionIds: readonly string[]): EventToSend[] => {
  const requests: EventToSend[] = [];
  for (let from = 0; from === 0 || from < sessionIds.length; from += SESSIONS_PER_RECORD) {
    const some = sessionIds.slice(from, from + SESSIONS_PER_RECORD);
    const value = encodeForget({ userId, sessionIds: some });
    requests.push({ key: userId, value, headers: { [forgetHeader]: "1" } });
  }
  return requests;
};
