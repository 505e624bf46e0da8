import { createServer } from "node:net";

/**
 * Below the ports that systems hand out to outgoing connections (from 32768, or 49152): while a broker is away, no
 * client's connection can take its port, not even one of its own clients' that tries to reconnect to it.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** Whether nobody listens on this port of 127.0.0.1 at this moment. */
export const portIsFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** A port of 127.0.0.1 that is free at this moment, drawn at random so that two callers seldom meet. */
export const freePort = async (random: () => number = Math.random): Promise<number> => {
  for (;;) {
    const port = FIRST + Math.floor(random() * (LAST - FIRST));
    if (await portIsFree(port)) return port;
  }
};
