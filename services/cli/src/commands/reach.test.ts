import { createServer } from "node:net";
import { readConfig } from "@millrace/service";
import { expect, test } from "vitest";
import { examineOwnParts } from "./reach.ts";

test("with local parts there is nothing to reach", async () => {
  expect(await examineOwnParts(readConfig({}))).toEqual([]);
});

test("a ClickHouse that is not there is told with the settings that name it", async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
  const config = readConfig({ CLICKHOUSE_URL: `http://127.0.0.1:${port}` });
  expect(await examineOwnParts(config)).toEqual([
    {
      name: "your ClickHouse",
      ok: false,
      detail: expect.stringMatching(/./),
      fix: expect.stringContaining("CLICKHOUSE_URL"),
    },
  ]);
});
