import { type DashboardFile, readDashboard } from "@millrace/service-dashboard";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";

/** Only what this server sends may run, style, or be asked: no inline script, no inline style, no frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page at `/` and its files, which need no key: what they show does. */
export const dashboardRoutes = (app: App): void => {
  let files: Promise<ReadonlyMap<string, DashboardFile>> | undefined;
  // A few files from memory, which a page that shows trouble needs too.
  const options = {
    config: { scope: "public", pressureHandler: () => undefined },
    schema: { hide: true },
  } as const;
  const send = async (name: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    files ??= readDashboard();
    const file = (await files).get(name);
    if (file === undefined) throw new Problem("not_found", "The page has no such file.");
    reply
      .header("content-security-policy", policy)
      .header("cache-control", "no-cache")
      .header("vary", "accept-encoding")
      .header("etag", file.etag);
    if (request.headers["if-none-match"] === file.etag) return reply.code(304).send();
    reply.type(file.type);
    if (/\bgzip\b/.test(String(request.headers["accept-encoding"])))
      return reply.header("content-encoding", "gzip").send(file.gzipped);
    return reply.send(file.bytes);
  };
  app.get("/", options, (request, reply) => send("index.html", request, reply));
  app.get<{ Params: { "*": string } }>("/dashboard/*", options, (request, reply) =>
    send(request.params["*"], request, reply),
  );
};
