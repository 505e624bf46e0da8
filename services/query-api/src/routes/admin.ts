import type { ClickHouseSnapshotStore } from "@millrace/clickhouse";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

/** What the command-line tool asks for: where each partition stands, and a reset by hand. */
export const adminRoutes = (
  app: App,
  view: View,
  store: Pick<ClickHouseSnapshotStore, "raiseGeneration">,
): void => {
  app.get(
    "/v1/admin/state",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Where each partition's state stands",
        response: {
          200: Type.Object({
            partitions: listOf(
              Type.Object({
                stream: Type.String(),
                partition: Type.Integer(),
                generation: Type.Integer(),
                offset: Type.Integer(),
                snapshotOffset: Type.Integer(),
                outcomes: Type.Record(Type.String(), Type.Integer()),
                weights: Type.Record(Type.String(), Type.String()),
              }),
            ),
          }),
        },
      },
    },
    async () => ({
      partitions: view.board.streams.flatMap((stream) =>
        [...view.board.partitions(stream)].map(([partition, p]) => ({
          stream,
          partition,
          generation: p.generation,
          offset: p.offset,
          snapshotOffset: p.snapshotOffset,
          outcomes: { ...p.outcomes },
          weights: { ...p.status.weights },
        })),
      ),
    }),
  );

  app.post(
    "/v1/admin/state/reset",
    {
      config: { scope: "admin" },
      schema: {
        summary:
          "Starts a stream's state anew from the beginning of its log, at the next start of its service",
        body: Type.Object({ stream: Type.String({ maxLength: 64 }) }),
        response: { 202: Type.Object({ stream: Type.String(), generation: Type.Integer() }) },
      },
    },
    async (request, reply) => {
      const { stream } = request.body;
      if (!view.board.streams.includes(stream))
        throw new Problem("not_found", `The streams are ${view.board.streams.join(", ")}.`);
      return reply.code(202).send({ stream, generation: await store.raiseGeneration(stream) });
    },
  );
};
