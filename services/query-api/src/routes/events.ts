import { isStreamName, type StreamName } from "@millrace/events";
import Type from "typebox";
import type { EventDoor, Refused } from "../door.ts";
import { encodeAfter } from "../http/after.ts";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";

const rejectedSchema = Type.Array(
  Type.Object({ index: Type.Integer(), reason: Type.String(), detail: Type.String() }),
);

/** The producers' door: events by HTTP, acknowledged once the broker has them. */
export const eventsRoutes = (app: App, door: Pick<EventDoor, "publish">, batchEventsMax: number): void => {
  app.addContentTypeParser(
    [
      "application/x-ndjson",
      "application/json",
      "application/cloudevents+json",
      "application/cloudevents-batch+json",
    ],
    { parseAs: "buffer" },
    (request, body, done) => {
      // Other routes get their JSON parsed as usual; the door takes bytes, so that a bad line spoils no other.
      if (request.routeOptions.url === "/v1/events/:stream") done(null, body);
      else app.getDefaultJsonParser("error", "error")(request, body.toString("utf8"), done);
    },
  );

  app.post(
    "/v1/events/:stream",
    {
      config: { scope: "ingest" },
      schema: {
        summary: "Publish events: one object, an array, or NDJSON",
        params: Type.Object({ stream: Type.String() }),
        response: {
          202: Type.Object({ accepted: Type.Integer(), after: Type.String(), rejected: rejectedSchema }),
        },
      },
    },
    async (request, reply) => {
      const stream = streamOf(request.params.stream);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const isLines = request.headers["content-type"]?.startsWith("application/x-ndjson") ?? false;
      const values = isLines ? lines(body) : elements(body);
      if (values.length === 0) throw new Problem("bad_request", "The body holds no event.");
      if (values.length > batchEventsMax) {
        throw new Problem(
          "too_large",
          `The body holds ${values.length} events; at most ${batchEventsMax} are taken at once.`,
        );
      }
      const { places, rejected } = await door.publish(stream, values);
      if (places.length === 0)
        throw new Problem("bad_request", "No event could be read.", { extra: { rejected: shown(rejected) } });
      return reply
        .code(202)
        .send({ accepted: places.length, after: encodeAfter(places), rejected: shown(rejected) });
    },
  );
};

const streamOf = (name: string): StreamName => {
  if (isStreamName(name)) return name;
  throw new Problem("not_found", "The streams are clicks, baskets, reviews, readings and items.");
};

const REJECTED_SHOWN_MAX = 1_000;
const shown = (rejected: readonly Refused[]): Refused[] => rejected.slice(0, REJECTED_SHOWN_MAX);

/** The lines of a body that are not empty, as bytes. */
const lines = (body: Buffer): Uint8Array[] => {
  const found: Uint8Array[] = [];
  for (let start = 0; start < body.length; ) {
    const newline = body.indexOf(10, start);
    const end = newline < 0 ? body.length : newline;
    const line = body.subarray(start, end);
    if (!line.every((byte) => byte === 13 || byte === 32 || byte === 9)) found.push(line);
    start = end + 1;
  }
  return found;
};

/** The elements of a JSON array, or the one value that the body is. */
const elements = (body: Buffer): Uint8Array[] => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Problem(
      "bad_request",
      "The body is not JSON; for several events send an array or application/x-ndjson.",
    );
  }
  return Array.isArray(parsed) ? parsed.map((value) => Buffer.from(JSON.stringify(value))) : [body];
};
