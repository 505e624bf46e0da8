import { ClientEngine } from "./client-engine.ts";
import type { Engine } from "./engine.ts";
import { openRemote } from "./remote.ts";

/** Which engine to use. */
export interface EngineSettings {
  /** `http://host:8123` or `https://host:8443`; the engine inside this process where it is missing. */
  readonly url?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Lower-case letters, digits and underscores. */
  readonly database: string;
  /** Directory of the embedded engine; where it is missing the data vanishes at the end. */
  readonly dataDir?: string | undefined;
  /** Longest time for one call to a server, ms: how "accepts and hangs" is noticed. Default 30,000. */
  readonly requestTimeoutMs?: number | undefined;
}

/**
 * Opens an engine. A server is reached at the first call; the embedded engine is ready when the promise resolves.
 * @throws {Trouble} engine_unavailable where the embedded engine's directory cannot be had.
 */
export const openEngine = async (settings: EngineSettings): Promise<Engine> => {
  const { url, database, user, password, requestTimeoutMs = 30_000 } = settings;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(database)) throw new Error(`not a name for a database: ${database}`);
  if (url !== undefined) {
    return new ClientEngine(openRemote({ url, user, password, database, requestTimeoutMs }));
  }
  // Loaded only where it is used: the shared library is half a gigabyte.
  const { openEmbedded } = await import("./embedded.ts");
  return new ClientEngine(await openEmbedded(settings.dataDir, database));
};
