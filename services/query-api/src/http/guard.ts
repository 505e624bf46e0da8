import { systemClock } from "@millrace/service";
import type { App } from "./app.ts";
import { allows, type Keys, type Scope } from "./keys.ts";
import { Problem } from "./problem.ts";
import { RateLimit } from "./rate.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a key needs for this route; `public` routes need none. Without it a route needs `admin`: deny by default. */
    readonly scope?: Scope | "public";
  }
  interface FastifyRequest {
    /** Name of the key that the request came with; empty where it came without. */
    keyName: string;
  }
}

/** Routes of plug-ins that carry no scope of their own. */
const readPaths = ["/docs"];

/** Puts one hook before all routes: the rate first, then the key. Without keys everything on loopback is allowed. */
export const guard = (app: App, keys: Keys | undefined, perSecond: number): void => {
  const rate = new RateLimit(perSecond);
  app.decorateRequest("keyName", "");
  app.addHook("onRequest", (request, reply, done) => {
    const path = request.routeOptions.url ?? "";
    const own = request.routeOptions.config.scope;
    // Any key may hear that there is no such path, or no such method on it; nobody else learns which there are.
    const absent = request.is404;
    const needs = own ?? (readPaths.some((p) => path.startsWith(p)) ? "read" : "admin");
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const key = bearer === undefined ? undefined : keys?.find(bearer);
    request.keyName = key?.name ?? "";
    const wait = rate.take(
      key === undefined ? `address ${request.ip}` : `key ${key.name}`,
      systemClock.now(),
    );
    if (wait > 0)
      throw new Problem("too_many_requests", "This caller makes more requests than it may.", {
        retryAfter: wait,
      });
    if (keys === undefined || needs === "public") {
      done();
      return;
    }
    if (key === undefined) {
      reply.header("www-authenticate", "Bearer");
      throw new Problem("unauthorized", "Send a key: `Authorization: Bearer SECRET`.");
    }
    if (!absent && !allows(key.scope, needs))
      throw new Problem(
        "forbidden",
        `This needs a key with the scope \`${needs}\`; this one has \`${key.scope}\`.`,
      );
    done();
  });
};
