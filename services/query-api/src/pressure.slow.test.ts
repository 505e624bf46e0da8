import { setImmediate as turn } from "node:timers/promises";
import { Metrics, openJournal, readConfig } from "@millrace/service";
import { expect, test } from "vitest";
import { openApp } from "./http/app.ts";
import { healthRoutes } from "./routes/health.ts";

/** Keeps the event loop for a while. */
const holdUp = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

test("a server that has too much to do turns questions away, and still says how it is", async () => {
  const config = readConfig({});
  const journal = openJournal("silent", "test");
  const app = await openApp({ config, keys: undefined, metrics: new Metrics(), journal, loopDelayMsMax: 5 });
  const readiness = () => ({ status: "ready" as const, reasons: [], partitions: [] });
  healthRoutes(app, readiness, async () => ({ type: "text/plain", text: "up 1" }));
  app.get("/v1/question", { config: { scope: "public" } }, async () => ({}));
  const status = async (url: string): Promise<number> => (await app.inject(url)).statusCode;
  while ((await status("/v1/question")) !== 503) {
    holdUp(60);
    await turn();
  }
  expect([await status("/healthz"), await status("/readyz"), await status("/metrics")]).toEqual([
    200, 200, 200,
  ]);
  await app.close();
});
