/** What can go wrong in a command beside what the libraries say. Stable: scripts match on it. */
export type CommandErrorCode =
  | "not_running"
  | "not_reachable"
  | "refused"
  | "answer_unreadable"
  | "file_unreadable"
  | "line_too_long"
  | "nothing_to_read"
  | "sending_broke_off"
  | "not_local"
  | "still_running"
  | "not_empty"
  | "archive_failed"
  | "backup_unreadable";

/** A broken world as a command meets it; the message is all that a person needs. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: CommandErrorCode;
  /** Whether the same command may succeed later without anybody changing anything. */
  readonly retryable: boolean;

  constructor(
    code: CommandErrorCode,
    message: string,
    more: { readonly cause?: unknown; readonly retryable?: boolean } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.retryable = more.retryable ?? false;
  }
}

/** Arguments that the command does not take; it ends with 2 after its usage was shown. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
