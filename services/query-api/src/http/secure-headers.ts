import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";
import type { App } from "./app.ts";

/** The headers that keep a browser from guessing, framing and sharing, by their names in lower case. */
const secureHeaders = (): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = {};
  const put = helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
      },
    },
    strictTransportSecurity: false,
  });
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => undefined,
  };
  put({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
};

/** Puts them on every answer. They are the same on each and are worked out once: a request is to pay for nothing but sending them. */
export const secure = (app: App): void => {
  const headers = secureHeaders();
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
};
