import type { Metrics } from "@millrace/service";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { idSchema } from "../http/schemas.ts";
import type { LiveFeed } from "../live.ts";

const HEARTBEAT_MS = 15_000;

/** Live streams by Server-Sent Events. */
export const liveRoutes = (
  app: App,
  feed: LiveFeed,
  listenersMax: number,
  metrics: Pick<Metrics, "set">,
): void => {
  let listeners = 0;
  app.get(
    "/v1/live",
    {
      config: { scope: "read" },
      schema: {
        summary: "The current answer, then each change, as Server-Sent Events; Last-Event-ID resumes",
        querystring: Type.Object({
          stream: Type.String({
            maxLength: 64,
            description: "A stream; without a key also several, separated by commas.",
          }),
          key: Type.Optional(idSchema),
        }),
      },
    },
    (request, reply) => {
      if (listeners >= listenersMax)
        throw new Problem("too_many_requests", "Too many live streams are open.", { retryAfter: 5 });
      const { stream, key } = request.query;
      const last = request.headers["last-event-id"];
      const lastId = typeof last === "string" ? last : undefined;
      const streams = stream.split(",");
      const answers =
        key === undefined && streams.length > 1
          ? feed.followAll(streams, lastId)
          : feed.follow(stream, key, lastId);
      metrics.set("live_listeners", {}, ++listeners);
      reply.hijack();
      const raw = reply.raw;
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      raw.write("retry: 1000\n\n");
      const beat = setInterval(() => raw.write(": still here\n\n"), HEARTBEAT_MS);
      const subscription = answers.subscribe({
        next: (event) => {
          raw.write(`id: ${event.id}\nevent: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`);
        },
        // An answer that cannot be computed ends its own stream; the listener comes again.
        error: () => raw.end(),
      });
      raw.on("close", () => {
        metrics.set("live_listeners", {}, --listeners);
        clearInterval(beat);
        subscription.unsubscribe();
      });
    },
  );
};
