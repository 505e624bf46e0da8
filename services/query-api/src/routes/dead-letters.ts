import Type from "typebox";
import type { DeadLetters } from "../dead-letters.ts";
import type { App } from "../http/app.ts";
import { limitSchema, listOf } from "../http/schemas.ts";

const letterSchema = Type.Object({
  stream: Type.String(),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.Integer(),
  arrivedAt: Type.String(),
  reason: Type.String(),
  detail: Type.String(),
  key: Type.Union([Type.String(), Type.Null()], { description: "Base64." }),
  value: Type.Union([Type.String(), Type.Null()], { description: "Base64." }),
});

/** What was refused and why, and another try. */
export const deadLetterRoutes = (
  app: App,
  deadLetters: Pick<DeadLetters, "list" | "replay">,
  limitMax: number,
): void => {
  app.get(
    "/v1/dead-letters",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Events that could not be read, newest first",
        querystring: Type.Object({
          stream: Type.Optional(Type.String({ maxLength: 64 })),
          limit: limitSchema(100, limitMax),
        }),
        response: { 200: Type.Object({ deadLetters: listOf(letterSchema) }) },
      },
    },
    async (request) => ({
      deadLetters: await deadLetters.list(request.query.stream, request.query.limit ?? 100),
    }),
  );

  app.post(
    "/v1/dead-letters/replay",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Publishes dead letters again on the topics they came from",
        body: Type.Object({
          stream: Type.Optional(Type.String({ maxLength: 64 })),
          reason: Type.Optional(Type.String({ maxLength: 64 })),
          limit: limitSchema(1_000, 10_000),
        }),
        response: { 202: Type.Object({ replayed: Type.Integer() }) },
      },
    },
    async (request, reply) => {
      const { stream, reason, limit = 1_000 } = request.body;
      return reply.code(202).send({ replayed: await deadLetters.replay(stream, reason, limit) });
    },
  );
};
