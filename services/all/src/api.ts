import { type BoardState, PartitionBoard } from "@millrace/runtime";
import type { MetricValues } from "@millrace/service";
import { start } from "@millrace/service-query-api";
import { runLinked } from "./linked.ts";

const partitions = new PartitionBoard();
const told = { partitions: (state: BoardState) => partitions.adopt("all", state) };
await runLinked("query-api", told, async (world, scope, calls) => {
  const metrics = (): Promise<readonly MetricValues[]> => calls.call("measured");
  await calls.call("listening", await start(world, scope, { partitions, metrics }));
});
