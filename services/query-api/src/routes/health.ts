import Type from "typebox";
import type { App } from "../http/app.ts";
import { listOf } from "../http/schemas.ts";
import type { Readiness } from "../readiness.ts";

const partitionSchema = Type.Object({
  stream: Type.String(),
  partition: Type.Integer(),
  restored: Type.Number({ description: "Share of the state that is back, 0 to 1." }),
  offset: Type.Integer(),
  lag: Type.Integer(),
});

/** A server that has too much to do says how it is all the same: that is when it is asked. */
const always = { pressureHandler: () => undefined };

/** Alive, ready, and the metrics. */
export const healthRoutes = (
  app: App,
  readiness: () => Readiness,
  metricsText: () => Promise<{ readonly type: string; readonly text: string }>,
): void => {
  app.get(
    "/healthz",
    {
      config: { scope: "public", ...always },
      schema: { summary: "Alive", response: { 200: Type.Object({ status: Type.String() }) } },
    },
    async () => ({ status: "alive" }),
  );

  const schema = Type.Object({
    status: Type.String(),
    reasons: listOf(Type.String()),
    partitions: listOf(partitionSchema),
  });
  app.get(
    "/readyz",
    {
      config: { scope: "public", ...always },
      schema: {
        summary: "Ready, with the restored share of each partition",
        response: { 200: schema, 503: schema },
      },
    },
    async (_, reply) => {
      const state = readiness();
      return reply.code(state.reasons.length === 0 ? 200 : 503).send(state);
    },
  );

  app.get(
    "/metrics",
    { config: { scope: "read", ...always }, schema: { summary: "Metrics for Prometheus", hide: true } },
    async (_, reply) => {
      const { type, text } = await metricsText();
      return reply.type(type).send(text);
    },
  );
};
