/** Stable codes of what a request can meet, with status and title (RFC 9457). */
export const problems = {
  bad_request: [400, "The request cannot be read"],
  unauthorized: [401, "A key is needed"],
  forbidden: [403, "The key does not allow this"],
  not_found: [404, "Nothing is known under this name"],
  method_not_allowed: [405, "The path does not take this method"],
  not_yet: [503, "The answers do not reflect these events yet"],
  too_large: [413, "The request is too large"],
  unsupported_media_type: [415, "The body is of a kind that is not read here"],
  unprocessable: [422, "A value is outside of what is answered"],
  too_many_requests: [429, "Too many requests"],
  internal: [500, "Something went wrong inside"],
  unavailable: [503, "A part that this needs is away"],
} as const satisfies Record<string, readonly [number, string]>;

/** One of the codes. */
export type ProblemCode = keyof typeof problems;

/** A request that ends in a problem document. */
export class Problem extends Error {
  readonly problem: ProblemCode;
  /** Seconds after which to try again, where that may help. */
  readonly retryAfter: number | undefined;
  /** Further members of the document. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    problem: ProblemCode,
    detail: string,
    options: { retryAfter?: number; extra?: Record<string, unknown> } = {},
  ) {
    super(detail);
    this.problem = problem;
    this.retryAfter = options.retryAfter;
    this.extra = options.extra ?? {};
  }

  /** HTTP status. */
  get statusCode(): number {
    return problems[this.problem][0];
  }
}

/** The document that is sent, `application/problem+json`. */
export const problemDocument = (
  code: ProblemCode,
  detail: string,
  extra: Readonly<Record<string, unknown>> = {},
): object => {
  const [status, title] = problems[code];
  return { type: "about:blank", title, status, code, detail, ...extra };
};
