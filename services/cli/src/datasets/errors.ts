/** What can be wrong when public data are fetched. Stable: callers match on it. */
export type DatasetErrorCode =
  | "python_missing"
  | "download_failed"
  | "hash_mismatch"
  | "archive_damaged"
  | "table_unreadable";

/** A broken world while public data are fetched or converted. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly code: DatasetErrorCode;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** The exact command that failed or that puts it right, where there is one. */
  readonly command: string | undefined;

  constructor(
    code: DatasetErrorCode,
    message: string,
    more: { readonly cause?: unknown; readonly retryable?: boolean; readonly command?: string } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.retryable = more.retryable ?? false;
    this.command = more.command;
  }
}
