import type { Config } from "@millrace/service";
import { CommandError } from "./errors.ts";
import { findInstallation } from "./installation.ts";

/** The option that every command over HTTP takes. */
export const keyOption = { key: { type: "string" } } as const;

/** Its line in their usages. */
export const KEY_USAGE = "  --key SECRET    admin key; default: the first of MILLRACE_API_KEYS";

/** Longest wait for an answer: a replay of dead letters waits for the broker. */
const ANSWER_MS_MAX = 60_000;

/** The secret of the first key with the scope `admin` in `name:scope:secret,…`. */
export const adminSecret = (apiKeys: string | undefined): string | undefined =>
  apiKeys
    ?.split(",")
    .map((entry) => entry.trim().split(":"))
    .find(([, scope]) => scope === "admin")
    ?.slice(2)
    .join(":");

/** Calls of the query API as an operator makes them. */
export interface Api {
  readonly get: (path: string, query?: Readonly<Record<string, string | undefined>>) => Promise<unknown>;
  readonly post: (path: string, body: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

/** A refusal as a sentence, from a problem document or whatever was sent. */
export const refusalText = (status: number, text: string): string => {
  let problem: unknown;
  try {
    problem = JSON.parse(text);
  } catch {
    return `HTTP ${status}: ${text.slice(0, 300)}`;
  }
  const { title, detail, code } = (problem ?? {}) as Readonly<Record<string, unknown>>;
  return `${title ?? "Refused"} (${code ?? `HTTP ${status}`}). ${detail ?? ""}`.trim();
};

/** The API of the installation found. @param key stands above the configured one. */
export const openApi = async (config: Config, key: string | undefined): Promise<Api> => {
  const { http } = await findInstallation(config);
  const secret = key ?? adminSecret(config.apiKeys);
  const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };

  const ask = async (url: string, init: RequestInit): Promise<unknown> => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS_MAX) });
      text = await response.text();
    } catch (cause) {
      const message = `Nothing answers at ${http}: is Millrace running? \`npm start\` starts it; MILLRACE_DATA_DIR, or MILLRACE_HTTP_HOST and MILLRACE_HTTP_PORT, say where.`;
      throw new CommandError("not_reachable", message, { cause: reasonOf(cause), retryable: true });
    }
    if (response.ok) return decodeJson(text, url);
    const hint = response.status === 401 ? " Or: --key SECRET, or MILLRACE_API_KEYS in the environment." : "";
    throw new CommandError("refused", refusalText(response.status, text) + hint);
  };

  return {
    get: (path, query = {}) => {
      const url = new URL(path, `${http}/`);
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) url.searchParams.set(name, value);
      return ask(url.href, { headers });
    },
    post: (path, body) =>
      ask(`${http}${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
  };
};

/** What `fetch` hides in its cause, without its stack. */
const reasonOf = (error: unknown): unknown => {
  const inner = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return inner instanceof Error ? inner.message || inner.name : inner;
};

const decodeJson = (text: string, url: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `What ${url} answers is not JSON: is it Millrace?`;
    throw new CommandError("answer_unreadable", message, { cause: reasonOf(cause) });
  }
};
