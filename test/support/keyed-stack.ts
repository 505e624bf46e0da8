import { afterAll, beforeAll, expect } from "vitest";
import { type TestBroker, useBroker } from "./kafka.ts";
import { showOnFailure } from "./show-on-failure.ts";
import { type Reply, Stack } from "./stack.ts";

const keys = {
  ingest: "an-ingest-secret-for-tests",
  read: "a-read-secret-for-tests",
  admin: "an-admin-secret-for-tests",
};

/** Header of a key with a scope. */
export const withKey = (scope: keyof typeof keys): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${keys[scope]}`,
});

/** A running stack with keys, for the tests of a file. */
export interface KeyedStack {
  readonly broker: TestBroker;
  /** Sends the admin's key unless told otherwise. */
  readonly stack: Stack;
  /** Publishes events, all of which must be taken, and returns the `after` token. */
  publish(stream: string, events: readonly object[]): Promise<string>;
  /** Asks for an answer that reflects a token's events, and looks at its envelope. */
  answerOf(path: string, after: string): Promise<object>;
}

/** What every answer carries. */
export const envelope = {
  model: expect.any(String),
  modelVersion: expect.any(String),
  rung: expect.stringMatching(/./),
  computedAt: expect.stringMatching(/^\d{4}-.*Z$/),
};

/** A refusal is a problem document with a stable code. */
export const expectProblem = (reply: Reply, status: number, code: string): void => {
  expect(reply).toMatchObject({
    status,
    body: { status, code, title: expect.any(String), detail: expect.any(String) },
  });
  expect(reply.type).toMatch(/^application\/problem\+json/);
};

/** Starts a broker and a stack with keys before the tests of a file, and ends them after. */
export const useKeyedStack = (): KeyedStack => {
  const broker = useBroker();
  let running: Stack | undefined;
  beforeAll(async () => {
    running = await Stack.make({
      brokers: broker.brokers,
      prefix: "e.",
      headers: withKey("admin"),
      settings: {
        MILLRACE_API_KEYS: Object.entries(keys)
          .map(([scope, secret]) => `test-${scope}:${scope}:${secret}`)
          .join(","),
        MILLRACE_BATCH_EVENTS_MAX: "100",
        // A machine that does much else is slow, not wrong.
        MILLRACE_AFTER_WAIT_MS: "30000",
      },
    });
    await running.start();
    await running.ready();
  });
  afterAll(() => running?.close());
  showOnFailure(() => running);
  const stack = (): Stack => {
    if (running === undefined) throw new Error("the stack runs only during tests");
    return running;
  };
  return {
    broker,
    get stack() {
      return stack();
    },
    publish: async (stream, events) => {
      const { status, body } = await stack().post(`/v1/events/${stream}`, events, withKey("ingest"));
      expect({ status, body }).toMatchObject({
        status: 202,
        body: { accepted: events.length, rejected: [] },
      });
      return (body as { after: string }).after;
    },
    answerOf: async (path, after) => {
      const joined = `${path}${path.includes("?") ? "&" : "?"}after=${after}`;
      const { status, body } = await stack().get(joined, withKey("read"));
      expect({ path, status, body }).toMatchObject({ path, status: 200, body: envelope });
      return body as object;
    },
  };
};
