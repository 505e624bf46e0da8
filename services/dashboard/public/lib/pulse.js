/**
 * What flows: the progress of all streams by one live connection, and the figures of `/metrics`. One for the whole page, so
 * that every view finds the last minutes when it is opened.
 */

import { get } from "./api.js";
import { onConnection } from "./connection.js";
import { every } from "./dom.js";
import { follow } from "./live.js";
import { bucketsOf, parseMetrics, quantile, since } from "./prometheus.js";

/** Streams that carry events, in the order in which they are shown. */
export const streams = ["clicks", "baskets", "reviews", "readings"];
const followed = [...streams, "ratings"];
const TICKS_MAX = 180;
const METRICS_MS = 2_000;
/** Event-to-answer times are over about this many looks at the metrics. */
const LOOKS = 15;

const listeners = new Set();
const newest = new Map();
const looks = [];

const blank = () => ({
  total: 0,
  outcomes: {},
  rate: 0,
  rates: [],
  eventTime: null,
  heard: false,
  models: [],
});

/** What is known of each stream now. */
export const pulse = {
  streams: new Map(followed.map((stream) => [stream, blank()])),
  /** Times of the ticks whose rates `rates` holds, ms since 1970. */
  ticks: [],
  /** Event-to-answer seconds by stream: `{p50, p99}`. */
  answerSeconds: new Map(),
  /** Records behind, by stream. */
  lag: new Map(),
};

/** Calls back once a second, and whenever a stream is heard. */
export const onPulse = (listener, signal) => {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
};

const take = ({ data }) => {
  const state = pulse.streams.get(data.stream);
  if (state === undefined) return;
  const outcomes = {};
  for (const partition of data.partitions)
    for (const [outcome, n] of Object.entries(partition.outcomes))
      outcomes[outcome] = (outcomes[outcome] ?? 0) + n;
  const total = Object.values(outcomes).reduce((sum, n) => sum + n, 0);
  Object.assign(state, {
    outcomes,
    total,
    eventTime: data.eventTime,
    models: data.models ?? [],
    heard: true,
  });
};

const tick = () => {
  pulse.ticks.push(Date.now());
  for (const [stream, state] of pulse.streams) {
    const before = newest.get(stream);
    const now = { total: state.total, at: performance.now() };
    // The first count is all there ever was: no rate follows from it. A count that fell is a server that began anew.
    const grown =
      before === undefined || !before.heard || state.total < before.total ? 0 : state.total - before.total;
    const rate = before === undefined ? 0 : (grown * 1000) / Math.max(1, now.at - before.at);
    state.rates.push(rate);
    state.rate = state.rates.slice(-5).reduce((sum, r) => sum + r, 0) / Math.min(5, state.rates.length);
    newest.set(stream, { ...now, heard: state.heard });
  }
  while (pulse.ticks.length > TICKS_MAX) {
    pulse.ticks.shift();
    for (const state of pulse.streams.values()) state.rates.shift();
  }
  for (const listener of listeners) listener();
};

const topicStream = (topic) => {
  const name = topic.slice(topic.lastIndexOf(".") + 1);
  return name === "interactions" ? "ratings" : name;
};

const look = async (signal) => {
  let samples;
  try {
    samples = parseMetrics(await get("/metrics", undefined, signal));
  } catch {
    return;
  }
  const lag = new Map();
  for (const { name, labels, value } of samples) {
    if (name !== "millrace_consumer_lag") continue;
    const stream = topicStream(labels.topic);
    lag.set(stream, (lag.get(stream) ?? 0) + Math.max(0, value));
  }
  pulse.lag = lag;
  const buckets = new Map(
    followed.map((stream) => [stream, bucketsOf(samples, "millrace_event_to_answer_seconds", { stream })]),
  );
  looks.push(buckets);
  if (looks.length > LOOKS) looks.shift();
  for (const stream of followed) {
    const recent = since(buckets.get(stream), looks[0].get(stream));
    const some = (recent.get(Number.POSITIVE_INFINITY) ?? 0) > 0 ? recent : buckets.get(stream);
    pulse.answerSeconds.set(stream, { p50: quantile(some, 0.5), p99: quantile(some, 0.99) });
  }
};

/** Begins to listen; until the page is left. */
export const startPulse = (signal) => {
  void follow({ stream: followed.join(",") }, signal, take);
  every(METRICS_MS, signal, () => look(signal));
  const timer = setInterval(tick, 1_000);
  signal.addEventListener("abort", () => clearInterval(timer));
  onConnection((what) => {
    if (what === "back") looks.length = 0;
  }, signal);
};
