import { Trouble } from "@millrace/pipeline";

/** ClickHouse's error codes that are about load, network or a replica's bad moment, not about the statement. */
const passing: ReadonlySet<string> = new Set([
  "3", // UNEXPECTED_END_OF_FILE
  "32", // ATTEMPT_TO_READ_AFTER_EOF: the request was cut
  "74", // CANNOT_READ_FROM_FILE_DESCRIPTOR
  "75", // CANNOT_WRITE_TO_FILE_DESCRIPTOR: such as a full disk
  "76", // CANNOT_OPEN_FILE
  "159", // TIMEOUT_EXCEEDED
  "160", // TOO_SLOW
  "201", // QUOTA_EXCEEDED
  "202", // TOO_MANY_SIMULTANEOUS_QUERIES
  "203", // NO_FREE_CONNECTION
  "209", // SOCKET_TIMEOUT
  "210", // NETWORK_ERROR
  "236", // ABORTED: the server is stopping
  "241", // MEMORY_LIMIT_EXCEEDED
  "242", // TABLE_IS_READ_ONLY: a replica lost its keeper
  "243", // NOT_ENOUGH_SPACE
  "252", // TOO_MANY_PARTS
  "279", // ALL_CONNECTION_TRIES_FAILED
  "285", // TOO_FEW_LIVE_REPLICAS
  "286", // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  "319", // UNKNOWN_STATUS_OF_INSERT: the same block again is safe
  "394", // QUERY_WAS_CANCELLED
  "425", // SYSTEM_ERROR
  "439", // CANNOT_SCHEDULE_TASK
  "692", // TOO_MANY_MUTATIONS
  "999", // KEEPER_EXCEPTION
  "1000", // POCO_EXCEPTION
]);

/** TLS and URL faults: they stay until a person changes a certificate or a setting. */
const lasting = /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_INVALID_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** What went wrong with a call to the engine, as trouble. Keeps trouble as it is; anything unknown came from the network. */
export const troubleOf = (error: unknown): Trouble => {
  if (error instanceof Trouble) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  // By its looks: client and embedded engine each bring a class of this name.
  if (/^\d+$/.test(code)) {
    const type = error instanceof Error && "type" in error ? String(error.type) : "";
    const text = `${code} ${type}: ${detail}`;
    return passing.has(code) ? unavailable(text, error) : refused(text, error);
  }
  return lasting.test(code) ? refused(detail, error) : unavailable(detail || code, error);
};

/** Trouble that may pass. */
export const unavailable = (detail: string, cause?: unknown): Trouble =>
  new Trouble("engine_unavailable", detail.slice(0, 1000), { retryable: true, cause });

/** Trouble that needs a person. */
export const refused = (detail: string, cause?: unknown): Trouble =>
  new Trouble("engine_refused", detail.slice(0, 1000), { retryable: false, cause });

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";
