import type { Events } from "./events.ts";
import type { Operations } from "./operations.ts";
import { MillraceProblem, problemOf } from "./problem.ts";

/** Where the query API is, and how to call it. */
export interface MillraceOptions {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Secret of a key, where keys are on. */
  readonly key?: string;
  /** Times that an event is sent again where that may help. @default 5 */
  readonly retries?: number;
  /** In place of the platform's own, for tests. */
  readonly fetch?: typeof fetch;
}

/** What a call takes: its path, query and body. */
export type RequestOf<Name extends keyof Operations> = Omit<Operations[Name], "answer">;

/** What a call answers. */
export type AnswerOf<Name extends keyof Operations> = Operations[Name]["answer"];

/** The request may be left out where nothing in it is required. */
type Given<Request> = Record<never, never> extends Request ? [request?: Request] : [request: Request];

/** What became of events that were sent. */
export interface Taken {
  readonly accepted: number;
  /** Any call with it answers by these events too. */
  readonly after: string;
  readonly rejected: readonly { readonly index: number; readonly reason: string; readonly detail: string }[];
}

type Parts = {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

const MS = 1_000;
const WAIT_MS_MAX = 10_000;

/** The query API, typed by its OpenAPI document. */
export class Millrace {
  readonly #options: MillraceOptions;

  constructor(options: MillraceOptions) {
    this.#options = { ...options, url: options.url.replace(/\/+$/, "") };
  }

  /**
   * Makes one call, named by its method and path: `call("GET /v1/rules", { query: { item: "bread" } })`.
   * @throws {MillraceProblem}
   */
  async call<Name extends keyof Operations & string>(
    name: Name,
    ...[request]: Given<RequestOf<Name>>
  ): Promise<AnswerOf<Name>> {
    const [method = "", template = ""] = name.split(" ");
    const { path = {}, query = {}, body } = (request ?? {}) as Parts;
    const filled = template.replaceAll(/\{(\w+)\}/g, (_, part: string) =>
      encodeURIComponent(String(path[part])),
    );
    const url = new URL(this.#options.url + filled);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, String(value));
    return (await this.#ask(method, url.href, body)) as AnswerOf<Name>;
  }

  /**
   * Sends events and resolves when the broker has them. What may have come through is sent again under the same ids,
   * and so counts once: give every event an `id`.
   * @throws {MillraceProblem} where all were refused, or trying again did not help.
   */
  async publish<Stream extends keyof Events>(
    stream: Stream,
    events: Events[Stream] | readonly Events[Stream][],
  ): Promise<Taken> {
    const { url, retries = 5 } = this.#options;
    for (let tries = 0; ; tries++) {
      try {
        return (await this.#ask("POST", `${url}/v1/events/${stream}`, events)) as Taken;
      } catch (error) {
        const again = error instanceof MillraceProblem && error.retryAfter !== undefined && tries < retries;
        if (!again) throw error;
        const ms = Math.min(WAIT_MS_MAX, Math.max(error.retryAfter ?? 0, 0.1 * 2 ** tries) * MS);
        await new Promise((resolve) => setTimeout(resolve, ms));
      }
    }
  }

  async #ask(method: string, url: string, body: unknown): Promise<unknown> {
    const { key, fetch: call = fetch } = this.#options;
    const init: RequestInit = {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await call(url, init).catch((cause: unknown) => {
      throw new MillraceProblem(0, "unreachable", `Nothing answers at ${this.#options.url}.`, {
        retryAfter: 0,
        cause,
      });
    });
    if (!response.ok) throw await problemOf(response);
    return response.json();
  }
}
