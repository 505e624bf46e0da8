import type { IncomingMessage, ServerResponse } from "node:http";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import underPressure from "@fastify/under-pressure";
import type { Journal } from "@millrace/pipeline";
import type { Config, Metrics } from "@millrace/service";
import type { FastifyBaseLogger } from "fastify";
import Fastify, { type FastifyError, type FastifyInstance, type RawServerDefault } from "fastify";
import { completed } from "./document.ts";
import { guard } from "./guard.ts";
import type { Keys } from "./keys.ts";
import { PathMethods } from "./path-methods.ts";
import { Problem, type ProblemCode, problemDocument } from "./problem.ts";
import { nameRequests, requestIdOf } from "./request-id.ts";
import { secure } from "./secure-headers.ts";
import { validation } from "./validation.ts";

/** The application as routes see it: bodies and queries are typed by their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What every route may count on. */
export interface AppParts {
  readonly config: Config;
  readonly keys: Keys | undefined;
  readonly metrics: Metrics;
  readonly journal: Journal;
  /**
   * Event-loop delay above which new requests are turned away, so that those under way still end, ms; 0 turns none away.
   * @default 2,000
   */
  readonly loopDelayMsMax?: number;
}

const HEADER_BYTES_MAX = 16_384;
const REQUEST_MS_MAX = 30_000;
const PARAMETER_CHARS_MAX = 300;
const LOOP_DELAY_MS_MAX = 2_000;

/** An application with its guards but without routes: limits, keys, rate, problem documents, OpenAPI, metrics. */
export const openApp = async (parts: AppParts): Promise<App> => {
  const { config, keys, metrics, journal, loopDelayMsMax = LOOP_DELAY_MS_MAX } = parts;
  const app = Fastify({
    logger: false,
    genReqId: requestIdOf,
    bodyLimit: config.bodyBytesMax,
    requestTimeout: REQUEST_MS_MAX,
    routerOptions: { maxParamLength: PARAMETER_CHARS_MAX * 3 },
    http: { maxHeaderSize: HEADER_BYTES_MAX },
    forceCloseConnections: true,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validation());
  // Other bodies than JSON and lines of it are refused, not guessed at.
  app.removeContentTypeParser("text/plain");
  answerWithProblems(app, journal, new PathMethods(app));
  nameRequests(app);
  secure(app);
  await app.register(underPressure, {
    maxEventLoopDelay: loopDelayMsMax,
    pressureHandler: () => {
      throw new Problem("unavailable", "The server has more to do than it can; try again.", {
        retryAfter: 1,
      });
    },
  });
  await app.register(swagger, {
    transformObject: (made) => ("openapiObject" in made ? completed(made.openapiObject) : made.swaggerObject),
    openapi: {
      openapi: "3.1.0",
      info: { title: "Millrace", version: "1", description: "Answers that reflect the last event." },
      components: { securitySchemes: { key: { type: "http", scheme: "bearer" } } },
      ...(keys === undefined ? {} : { security: [{ key: [] }] }),
    },
  });
  await app.register(swaggerUi, { routePrefix: "/docs" });
  guard(app, keys, config.ratePerSecond);
  app.addHook("onResponse", (request, reply, done) => {
    const labels = {
      route: request.routeOptions.url ?? "none",
      method: request.method,
      status: String(reply.statusCode),
    };
    metrics.observe("http_request_duration_seconds", labels, reply.elapsedTime / 1000);
    done();
  });
  return app;
};

/** Before any plug-in, since a plug-in's routes keep the handlers that stood when it came. */
const answerWithProblems = (app: App, journal: Journal, paths: PathMethods): void => {
  app.setNotFoundHandler((request, reply) => {
    const methods = paths.of(request.url.split("?")[0] ?? "");
    const [status, document] =
      methods.length === 0
        ? [404, problemDocument("not_found", "There is no such path; see /docs.")]
        : [405, problemDocument("method_not_allowed", `The path takes ${methods.join(", ")}.`)];
    if (methods.length > 0) reply.header("allow", methods.join(", "));
    reply.code(status).type("application/problem+json").send(document);
  });
  app.setErrorHandler<FastifyError | Problem>((error, request, reply) => {
    const { code, detail, extra, retryAfter } = describe(error);
    if (code === "internal") {
      const facts = {
        requestId: request.id,
        route: request.routeOptions.url ?? "none",
        error: error.stack ?? error.message,
      };
      journal.error("request_failed", facts);
    }
    // The rest of a body that is too large is read and dropped, within the time limit of requests: a connection closed at
    // once would break the caller's writing before it has read why.
    if (code === "too_large") reply.removeHeader("connection");
    if (retryAfter !== undefined) reply.header("retry-after", Math.ceil(retryAfter));
    const document = problemDocument(code, detail, extra);
    reply
      .code("status" in document ? Number(document.status) : 500)
      .type("application/problem+json")
      .send(document);
  });
};

const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: "bad_request",
  404: "not_found",
  405: "method_not_allowed",
  413: "too_large",
  415: "unsupported_media_type",
  503: "unavailable",
};

const describe = (
  error: FastifyError | Problem,
): {
  code: ProblemCode;
  detail: string;
  extra?: Readonly<Record<string, unknown>>;
  retryAfter?: number | undefined;
} => {
  if (error instanceof Problem) {
    return { code: error.problem, detail: error.message, extra: error.extra, retryAfter: error.retryAfter };
  }
  if (error.validation !== undefined) return { code: "unprocessable", detail: error.message };
  if ("retryable" in error)
    return {
      code: "unavailable",
      detail: error.message,
      retryAfter: error.retryable === true ? 1 : undefined,
    };
  const code = byStatus[error.statusCode ?? 500];
  return code === undefined
    ? { code: "internal", detail: "The request failed; the log names it." }
    : { code, detail: error.message };
};
