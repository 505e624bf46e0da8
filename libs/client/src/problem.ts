/** A refusal of the query API (RFC 9457), or that nothing answered. */
export class MillraceProblem extends Error {
  override readonly name = "MillraceProblem";
  /** HTTP status; 0 where nothing answered. */
  readonly status: number;
  /** Stable code; `unreachable` where nothing answered. See docs/errors.md. */
  readonly code: string;
  /** Names the request in the server's log. */
  readonly requestId: string;
  /** Seconds after which the same call may succeed; undefined where trying again does not help. */
  readonly retryAfter: number | undefined;
  /** The whole document. */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: {
      readonly requestId?: string;
      readonly retryAfter?: number | undefined;
      readonly document?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(`${code}: ${detail}`, { cause: more.cause });
    this.status = status;
    this.code = code;
    this.requestId = more.requestId ?? "";
    this.retryAfter = more.retryAfter;
    this.document = more.document ?? {};
  }
}

/** What a response that is not 2xx says. */
export const problemOf = async (response: Response): Promise<MillraceProblem> => {
  const text = await response.text();
  let document: Readonly<Record<string, unknown>> = {};
  try {
    document = Object(JSON.parse(text));
  } catch {
    document = { detail: text.slice(0, 300) };
  }
  const { code = `http_${response.status}`, detail = "" } = document;
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new MillraceProblem(response.status, String(code), String(detail), {
    requestId: response.headers.get("x-request-id") ?? "",
    retryAfter: Number.isFinite(wait) ? wait : undefined,
    document,
  });
};
