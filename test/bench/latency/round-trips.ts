import { setTimeout as pause } from "node:timers/promises";
import { type BenchStream, benchStreams } from "../load/streams.ts";
import { type Spread, spreadOf } from "../statistics.ts";
import { nowMs } from "../timer.ts";

const EVERY_MS = 100;
const LONE_EVERY_MS = 120;
/** Number of the first lone event: other ids than those of a flow. */
const LONE_FROM = 1_000_000;

/** An event of a caller and the question whose answer must reflect it. */
interface Question {
  readonly event: object;
  readonly path: string;
}

const questions: Readonly<Record<BenchStream, (n: number, now: number) => Question>> = {
  baskets: (n, time) => ({
    event: { id: `probe-b-${n}`, time, items: ["0", "1", "2"] },
    path: "/v1/rules?item=0&limit=10",
  }),
  clicks: (n, time) => ({
    event: { id: `probe-c-${n}`, time, sessionId: `probe-${n}`, itemId: "sim-1", action: "view" },
    path: `/v1/sessions/probe-${n}/next`,
  }),
  readings: (n, time) => ({
    event: { id: `probe-s-${n}`, time, seriesId: "probe", value: Math.sin(n) },
    path: "/v1/series/probe/forecast",
  }),
  reviews: (n, time) => ({
    event: { id: `probe-r-${n}`, time, userId: `probe-${n}`, itemId: "sim-1", rating: 4, text: "a good one" },
    path: `/v1/reviews/probe-r-${n}`,
  }),
};

/**
 * Publishes an event and asks for an answer that reflects it. Returns when the first was acknowledged, ms.
 * @throws where either is not answered as it should be
 */
const roundTrip = async (url: string, stream: BenchStream, { event, path }: Question): Promise<number> => {
  const headers = { "content-type": "application/json" };
  const posted = await fetch(`${url}/v1/events/${stream}`, {
    method: "POST",
    headers,
    body: JSON.stringify(event),
  });
  if (posted.status !== 202) throw new Error(`POST of ${stream} was answered with ${posted.status}`);
  const { after } = (await posted.json()) as { after: string };
  const acknowledged = nowMs();
  const answer = await fetch(`${url}${path}${path.includes("?") ? "&" : "?"}after=${after}`);
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
  return acknowledged;
};

/** How long lone events take, ms. */
export interface LoneTrips {
  /** Until the event was acknowledged. */
  readonly posted: Spread;
  /** Until an answer that reflects it was there. */
  readonly answered: Spread;
}

/** Events of one stream one after the other while nothing else flows, each a while after the answer to the one before. */
export const loneTrips = async (url: string, stream: BenchStream, count: number): Promise<LoneTrips> => {
  const posted: number[] = [];
  const answered: number[] = [];
  for (let n = 0; n < count; n++) {
    // Not in step with any clock of the stack's own.
    await pause(LONE_EVERY_MS + ((n * 37) % LONE_EVERY_MS));
    const began = nowMs();
    posted.push((await roundTrip(url, stream, questions[stream](LONE_FROM + n, Date.now()))) - began);
    answered.push(nowMs() - began);
  }
  return { posted: spreadOf(posted), answered: spreadOf(answered) };
};

/** Round trips of all streams in turn, ms, each begun when it is due whether or not the one before has ended. */
export const roundTrips = async (url: string, seconds: number): Promise<ReadonlyMap<BenchStream, Spread>> => {
  const times = new Map<BenchStream, number[]>(benchStreams.map((stream) => [stream, []]));
  const began = nowMs();
  const trips: Promise<void>[] = [];
  for (let n = 0; n * EVERY_MS < seconds * 1000; n++) {
    const due = began + n * EVERY_MS;
    await pause(Math.max(0, due - nowMs()));
    const stream = benchStreams[n % benchStreams.length];
    if (stream === undefined) continue;
    const trip = roundTrip(url, stream, questions[stream](n, Date.now()));
    trips.push(trip.then(() => void times.get(stream)?.push(nowMs() - due)));
  }
  await Promise.all(trips);
  return new Map([...times].map(([stream, ms]) => [stream, spreadOf(ms)]));
};
