import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { App } from "./app.ts";

/** What a caller may send as an id of a request: nothing that could forge a line of a log. */
const ID = /^[\w.:-]{1,64}$/;

/** The caller's `x-request-id`, where it is one, else a new id. */
export const requestIdOf = (request: Pick<IncomingMessage, "headers">): string => {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && ID.test(given) ? given : randomUUID();
};

/** Sends each request's id back with its answer: the log names a failed request by it. */
export const nameRequests = (app: App): void => {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
};
