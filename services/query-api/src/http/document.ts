import { eventSchema, streams } from "@millrace/events";
import { problems } from "./problem.ts";

/** As much of an OpenAPI document as is completed here. */
interface Document {
  readonly components?: Readonly<Record<string, unknown>>;
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "code", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(problems), description: "Stable: programs match on it." },
    detail: { type: "string" },
  },
};

const problemResponse = {
  description: "A refusal, as RFC 9457 has it; `x-request-id` names the request in the log.",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/** What the door takes: the bodies are read by the decoders of the streams, not by the router. */
const eventsBody = {
  required: true,
  content: {
    "application/json": {
      schema: {
        description: "One event of the stream, or an array of them; CloudEvents envelopes too.",
        anyOf: streams.flatMap((stream) => [
          { $ref: `#/components/schemas/${stream}` },
          { type: "array", items: { $ref: `#/components/schemas/${stream}` } },
        ]),
      },
    },
    "application/x-ndjson": { schema: { type: "string", description: "One event a line." } },
  },
};

const group = (path: string): string => {
  const [, version, first = ""] = path.split("/");
  return version === "v1" ? first : "health";
};

/** Adds what no single route can say: problems, the bodies of events, groups. */
export const completed = <D extends object>(given: D): D => {
  const document: Document = given;
  const schemas = Object.fromEntries(streams.map((stream) => [stream, eventSchema(stream)]));
  const paths = Object.entries(document.paths ?? {}).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => [
        method,
        {
          tags: [group(path)],
          ...operation,
          ...(path === "/v1/events/{stream}" ? { requestBody: eventsBody } : {}),
          responses: { ...Object(operation.responses), default: { $ref: "#/components/responses/Problem" } },
        },
      ]),
    ),
  ]);
  return {
    ...given,
    components: {
      ...document.components,
      schemas: { ...schemas, Problem: problemSchema },
      responses: { Problem: problemResponse },
    },
    paths: Object.fromEntries(paths),
  };
};
