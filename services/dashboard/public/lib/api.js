/** Calls of the public API. */

import { connection } from "./connection.js";
import { keyFor, requestKey, scopeOf } from "./keys.js";

/** A call that was refused, with the words of the server. */
export class ApiError extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The server answers ${status}.`);
    this.status = status;
    this.code = document.code ?? "";
    this.document = document;
  }
}

/** The server could not be reached. */
export class Unreachable extends Error {}

/** Headers of a call with the key that it needs, if there is one. */
export const headersFor = (path, method) => {
  const key = keyFor(scopeOf(path, method));
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
};

/** How often a call is made again that the server had no time for, each time after the pause that it asks for. */
const BUSY_TRIES = 3;
const BUSY_MS_MAX = 3_000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const send = async (method, path, { body, signal, type = "application/json" } = {}) => {
  for (let busy = 0; ; ) {
    const headers = { ...headersFor(path, method), ...(body === undefined ? {} : { "content-type": type }) };
    let response;
    try {
      response = await fetch(path, { method, headers, body, signal, cache: "no-store" });
    } catch (error) {
      if (signal?.aborted || error?.name === "AbortError") throw error;
      connection.lost();
      throw new Unreachable("The server does not answer.");
    }
    const again = Number(response.headers.get("retry-after"));
    if (response.status === 503 && again > 0 && busy < BUSY_TRIES && method === "GET") {
      busy++;
      await pause(Math.min(BUSY_MS_MAX, again * 1_000));
      continue;
    }
    if (response.status !== 401) return response;
    const sent = "authorization" in headers;
    const why = sent ? "This key is not known to the server." : "";
    if (!(await requestKey(scopeOf(path, method), why)))
      throw new ApiError(401, { code: "unauthorized", detail: "A key is needed to see this." });
  }
};

const read = async (response) => {
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const body = isJson ? await response.json().catch(() => ({})) : await response.text();
  if (!response.ok) throw new ApiError(response.status, isJson ? body : {});
  return body;
};

const withQuery = (path, query = {}) => {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`;
};

/** Asks for an answer. @throws {ApiError | Unreachable} */
export const get = async (path, query, signal) => read(await send("GET", withQuery(path, query), { signal }));

/** Posts JSON. @throws {ApiError | Unreachable} */
export const post = async (path, body, signal, query) =>
  read(await send("POST", withQuery(path, query), { body: JSON.stringify(body), signal }));

/** Publishes one event and returns the token by which answers are asked for that reflect it. */
export const publish = async (stream, event) => {
  const { accepted, after, rejected } = await post(`/v1/events/${stream}`, event);
  if (accepted === 0) throw new ApiError(400, { detail: rejected[0]?.detail });
  return after;
};

let documented;

/**
 * Makes sure that the server has a path, by its own documentation, before it is asked for what it cannot answer.
 * @throws {ApiError} where it has not
 */
export const needs = async (template) => {
  documented ??= get("/docs/json").then(
    ({ paths }) => paths,
    () => {
      documented = undefined;
    },
  );
  const paths = await documented;
  if (paths !== undefined && paths[template] === undefined)
    throw new ApiError(404, { code: "no_path", detail: "This server does not answer this yet." });
};

/** An id in a path. */
export const segment = (id) => encodeURIComponent(id);

/** What to tell a person about a failed call, or undefined where it was only given up. */
export const wordsOf = (error) => {
  if (error?.name === "AbortError") return undefined;
  if (error instanceof Unreachable) return "The server does not answer. What you see is from before.";
  return error instanceof Error ? error.message : String(error);
};
