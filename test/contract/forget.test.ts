import {
  absorbRecord,
  encodeForget,
  type Forward,
  forgetHeader,
  noEffects,
  PartitionState,
  type SourceRecord,
} from "@millrace/pipeline";
import { expect, test } from "vitest";
import { type RunStreamName, withTopology } from "../support/topologies.ts";

const who = "ada-lovelace-1815";
const session = "the-session-of-ada";
const begin = Date.UTC(2026, 0, 5);
const settings = { MILLRACE_DEDUPE_IDS_MAX: "1000" };

const recordOf = (
  offset: number,
  value: Uint8Array,
  headers: SourceRecord["headers"] = {},
): SourceRecord => ({
  offset,
  timestamp: begin + offset * 1_000,
  key: null,
  value,
  headers,
});

interface Left {
  /** All chunks of the state, as text. */
  readonly state: string;
  /** Entities with new answers. */
  readonly published: readonly string[];
  /** Entities whose answers were withdrawn with the request. */
  readonly withdrawn: readonly string[];
  readonly forwards: readonly Forward[];
}

/** Absorbs records; what the state holds before the last one, which is the request, and after. */
const leftBy = (stream: RunStreamName, values: readonly Uint8Array[], request: SourceRecord): [Left, Left] =>
  withTopology(settings, stream, (run, idsMax) => {
    const { topology } = run;
    const state = new PartitionState(topology, 0, idsMax);
    const look = (records: readonly SourceRecord[]): Left => {
      const effects = noEffects();
      for (const record of records)
        absorbRecord(topology, state, { topic: "t", partition: 0, generation: 0 }, record, effects);
      expect(effects.deadLetters).toEqual([]);
      const chunks = [...state.chunks()].map(({ bytes }) => Buffer.from(bytes()).toString("latin1"));
      const answers = [...state.processor.drain()];
      const withdrawn = answers.filter(({ value }) => value === null).map(({ entity }) => entity);
      const published = answers.filter(({ value }) => value !== null).map(({ entity }) => entity);
      return { state: chunks.join("\n"), published, withdrawn, forwards: effects.forwards };
    };
    return [look(values.map((value, offset) => recordOf(offset, value))), look([request])];
  });

const request = (offset: number): SourceRecord =>
  recordOf(offset, encodeForget({ userId: who, sessionIds: [session] }), {
    [forgetHeader]: Buffer.from("1"),
  });
const json = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));

const reviews = [who, "bob", who, "eve"].map((userId, n) =>
  json({
    id: userId === who ? `review-by-ada-${n}` : `r${n}`,
    time: begin + n,
    userId,
    itemId: `i${n % 3}`,
    rating: 1 + n,
    text: "the handle is well made and the blade is sharp",
  }),
);

test("clicks: nothing of the person's session is left in the state, and its answer is withdrawn", () => {
  const clicks = [session, "s1", session, "s2", session].map((sessionId, n) =>
    json({ id: `c${n}`, time: begin + n, sessionId, itemId: `i${n % 3}`, action: "view" }),
  );
  const [before, after] = leftBy("clicks", clicks, request(clicks.length));
  expect(before.state).toContain(session);
  expect(after.state).not.toContain(session);
  expect(after.state).toContain("s1");
  expect(after.withdrawn).toEqual([`session/${session}`]);
});

test("clicks: a session that ended long ago leaves the neighbours too, at readers with the next publication", () => {
  const of = (id: string, sessionId: string, itemId: string, action = "view"): Uint8Array =>
    json({ id, time: begin, sessionId, itemId, action });
  const clicks = [
    of("c1", session, "i1"),
    of("c2", session, "only-ada-came-here"),
    of("c3", session, "i1", "exit"),
    of("c4", "s1", "i1"),
  ];
  const [, after] = leftBy("clicks", clicks, request(clicks.length));
  expect(after.published).toEqual(["neighbour/0"]);
});

test("reviews: nothing under the person's name is left, the answers are withdrawn, the recommender hears of it", () => {
  const [before, after] = leftBy("reviews", reviews, request(reviews.length));
  expect(before.state).toContain(who);
  expect(after.state).not.toContain(who);
  expect(after.state).not.toContain("review-by-ada");
  expect(after.state).toContain("bob");
  expect(after.withdrawn.toSorted()).toEqual(
    expect.arrayContaining(["review/review-by-ada-0", "review/review-by-ada-2"]),
  );
  const [told] = after.forwards;
  expect(told).toMatchObject({ topic: "interactions", key: who });
});

test("ratings: the person's row goes when the reviews' request reaches the recommender, and everybody else's stays", () => {
  const [{ forwards }, { forwards: last }] = leftBy("reviews", reviews, request(reviews.length));
  const told = last[0]?.value ?? new Uint8Array();
  const values = forwards.map(({ value }) => value);
  const [before, after] = leftBy("ratings", values, recordOf(values.length, told));
  expect(before.state).toContain(who);
  expect(after.state).not.toContain(who);
  expect(after.state).toContain("bob");
  expect(after.withdrawn).toContain(`user/${who}`);
});

test("a stream that holds nothing under a person's name has the recommender forget, and goes on", () => {
  const basket = json({ id: "b", time: begin, userId: who, items: ["x", "y"] });
  const [before, after] = leftBy("baskets", [basket], request(1));
  expect(before.state).not.toContain(who);
  expect(after).toMatchObject({ withdrawn: [], forwards: [{ topic: "interactions", key: who }] });
});
