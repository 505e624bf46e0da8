import type { AuditLog } from "@millrace/clickhouse";
import Type from "typebox";
import type { Forgetting } from "../forgetting.ts";
import { encodeAfter } from "../http/after.ts";
import type { App } from "../http/app.ts";
import { idSchema, limitSchema, listOf } from "../http/schemas.ts";

const forgottenSchema = Type.Object({
  userId: Type.String(),
  status: Type.String({ description: "`forgotten`, or `under way` where a partition has still to do it." }),
  rows: Type.Record(Type.String(), Type.Integer(), { description: "Rows that were kept, by table." }),
  sessions: Type.Integer({ description: "Sessions in which the person was named." }),
  after: Type.String({ description: "Any GET with it waits until every partition has forgotten." }),
});

/** A person's right to be forgotten, and what was done about it. */
export const forgetRoutes = (
  app: App,
  forgetting: Pick<Forgetting, "forget">,
  audit: Pick<AuditLog, "list">,
  waitMs: number,
  limitMax: number,
): void => {
  app.delete(
    "/v1/users/:userId",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Forgets a person everywhere: rows, factors, sessions, answers",
        params: Type.Object({ userId: idSchema }),
        response: { 200: forgottenSchema, 202: forgottenSchema },
      },
    },
    async (request, reply) => {
      const { userId } = request.params;
      const by = { key: request.keyName, requestId: request.id };
      const { done, rows, sessions, places } = await forgetting.forget(userId, by, waitMs);
      const status = done ? "forgotten" : "under way";
      return reply
        .code(done ? 200 : 202)
        .send({ userId, status, rows: { ...rows }, sessions, after: encodeAfter(places) });
    },
  );

  app.get(
    "/v1/admin/audit",
    {
      config: { scope: "admin" },
      schema: {
        summary: "What administrators had done, newest first",
        querystring: Type.Object({ limit: limitSchema(100, limitMax) }),
        response: {
          200: Type.Object({
            entries: listOf(
              Type.Object({
                at: Type.String(),
                action: Type.String(),
                subject: Type.String({ description: "SHA-256 of the user id, hexadecimal." }),
                askedBy: Type.String({ description: "Name of the key." }),
                requestId: Type.String(),
                details: Type.Record(Type.String(), Type.Number()),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const entries = await audit.list(request.query.limit ?? 100);
      return {
        entries: entries.map((entry) => ({
          ...entry,
          at: new Date(entry.at).toISOString(),
          details: { ...entry.details },
        })),
      };
    },
  );
};
