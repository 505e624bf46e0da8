/**
 * Server-Sent Events by `fetch`, since EventSource sends no key. A stream that breaks is taken up where it was by
 * `Last-Event-ID`; a page that is not seen lets it go and takes it up again when it is.
 */

import { headersFor } from "./api.js";
import { connection } from "./connection.js";
import { requestKey } from "./keys.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;
/** A server that answers but has no time is asked again so often before that counts as being away. */
const BUSY_TRIES = 3;
/** The server says something every 15 s; silence for longer is a broken line. */
const SILENCE_MS = 40_000;

const pause = (ms, signal) =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });

const untilSeen = (signal) =>
  new Promise((done) => {
    if (!document.hidden || signal.aborted) return done();
    const look = () => !document.hidden && end();
    const end = () => {
      document.removeEventListener("visibilitychange", look);
      done();
    };
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", end);
  });

/** Splits the text of an event stream into messages. */
export const messageReader = (onMessage) => {
  let rest = "";
  return (text) => {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = {};
      for (const line of block.split("\n")) {
        const cut = line.indexOf(":");
        if (cut > 0) fields[line.slice(0, cut)] = line.slice(cut + 1).trimStart();
      }
      if (fields.data !== undefined)
        onMessage({ id: fields.id, name: fields.event, data: JSON.parse(fields.data) });
    }
  };
};

/**
 * Follows `/v1/live` until the signal ends it. @param onMessage gets `{id, name, data}`.
 * @param onRefused gets the status where the server answers but not with a stream; it is not asked again.
 */
export const follow = async (query, signal, onMessage, onRefused = () => {}) => {
  const path = `/v1/live?${new URLSearchParams(query)}`;
  let lastId;
  let wait = FIRST_WAIT_MS;
  let busy = 0;
  while (!signal.aborted) {
    await untilSeen(signal);
    const leave = new AbortController();
    const leaveWhenHidden = () => document.hidden && leave.abort();
    document.addEventListener("visibilitychange", leaveWhenHidden);
    const giveUp = () => leave.abort();
    signal.addEventListener("abort", giveUp);
    let silence;
    try {
      const headers = {
        ...headersFor(path, "GET"),
        ...(lastId === undefined ? {} : { "last-event-id": lastId }),
      };
      const response = await fetch(path, { headers, signal: leave.signal, cache: "no-store" });
      if (response.status === 401) {
        if (
          !(await requestKey(
            "read",
            "authorization" in headers ? "This key is not known to the server." : "",
          ))
        )
          return;
        continue;
      }
      if (response.status < 500 && response.status !== 429 && !response.ok) return onRefused(response.status);
      if (!response.ok) {
        // It is there, and has no time: that is not being away.
        busy++;
        if (busy > BUSY_TRIES) throw new Error(`status ${response.status}`);
        connection.heard();
        await pause(FIRST_WAIT_MS * 2 ** busy, signal);
        continue;
      }
      busy = 0;
      connection.heard();
      wait = FIRST_WAIT_MS;
      const take = messageReader((message) => {
        lastId = message.id ?? lastId;
        onMessage(message);
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        silence = setTimeout(giveUp, SILENCE_MS);
        const { value, done } = await reader.read();
        clearTimeout(silence);
        if (done) break;
        connection.heard();
        take(value);
      }
      throw new Error("the stream ended");
    } catch {
      if (signal.aborted) return;
      if (document.hidden) continue;
      connection.lost(Date.now() + wait);
      await pause(wait, signal);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    } finally {
      clearTimeout(silence);
      signal.removeEventListener("abort", giveUp);
      document.removeEventListener("visibilitychange", leaveWhenHidden);
    }
  }
};
