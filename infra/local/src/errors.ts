/** What can be wrong with the parts of one machine. Stable: tests and operators match on it. */
export type LocalErrorCode =
  | "tool_missing"
  | "command_failed"
  | "hash_mismatch"
  | "not_set_up"
  | "engine_broken"
  | "tensor_library_broken"
  | "broker_already_running"
  | "broker_failed"
  | "broker_not_ready";

/** A broken world on this machine: a part that is missing, damaged or does not start. */
export class LocalError extends Error {
  override readonly name = "LocalError";
  readonly code: LocalErrorCode;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** The exact command that puts it right, where there is one. */
  readonly fix: string | undefined;

  constructor(
    code: LocalErrorCode,
    message: string,
    more: { readonly cause?: unknown; readonly retryable?: boolean; readonly fix?: string } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.retryable = more.retryable ?? false;
    this.fix = more.fix;
  }
}
