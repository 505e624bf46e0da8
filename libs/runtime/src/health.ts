import { createServer } from "node:http";
import type { Config, Metrics, Scope } from "@millrace/service";
import type { Halt } from "./partition-board.ts";

/**
 * Health and metrics of a process that runs alone, on a port beside it, until `scope` is stopped. Alive as long as it
 * answers; not ready once a partition halted.
 */
export const serveHealth = async (
  config: Pick<Config, "healthPort" | "httpHost">,
  metrics: Metrics,
  halts: () => readonly Halt[],
  scope: Scope,
): Promise<void> => {
  await scope.start(
    "health",
    () => listen(config, metrics, halts),
    (server) => server.close(),
  );
};

const listen = (
  { healthPort, httpHost }: Pick<Config, "healthPort" | "httpHost">,
  metrics: Metrics,
  halts: () => readonly Halt[],
): Promise<{ close: () => Promise<void> }> =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      if (request.url === "/metrics") {
        void metrics
          .text()
          .then((text) => response.setHeader("content-type", metrics.registry.contentType).end(text));
        return;
      }
      const found = halts();
      const bad = request.url === "/readyz" && found.length > 0;
      response
        .writeHead(bad ? 503 : 200, { "content-type": "application/json" })
        .end(JSON.stringify({ status: bad ? "halted" : "alive", halts: found }));
    });
    server.once("error", reject);
    server.listen(healthPort, httpHost, () =>
      resolve({
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });
