import { eventSchema, streams } from "@millrace/events";
import { type JsonSchema, typeOf } from "./schema-type.ts";

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>> }>
  >;
}

/** The part of an OpenAPI document that a client is made of. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const HEAD = `// Generated from the OpenAPI document: \`npm run docs\`. Not to be changed by hand.
`;

const parametersOf = (operation: Operation, place: string): JsonSchema | undefined => {
  const own = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
  if (own.length === 0) return undefined;
  return {
    type: "object",
    required: own.filter(({ required }) => required === true).map(({ name }) => name),
    properties: Object.fromEntries(
      own.map(({ name, schema, description }) => [
        name,
        description === undefined ? schema : { ...schema, description },
      ]),
    ),
  };
};

const answerOf = ({ responses }: Operation): JsonSchema => {
  const [, good] = Object.entries(responses).find(([status]) => status.startsWith("2")) ?? [];
  return good?.content?.["application/json"]?.schema ?? {};
};

const operationType = (name: string, operation: Operation): string => {
  const path = parametersOf(operation, "path");
  const query = parametersOf(operation, "query");
  const body = operation.requestBody?.content["application/json"]?.schema;
  const lines = [`  /** ${operation.summary ?? name}. */`, `  readonly "${name}": {`];
  if (path !== undefined) lines.push(`    readonly path: ${typeOf(path, "    ")};`);
  if (query !== undefined) {
    const mark = (query.required ?? []).length > 0 ? "" : "?";
    lines.push(`    readonly query${mark}: ${typeOf(query, "    ")};`);
  }
  if (body !== undefined) lines.push(`    readonly body: ${typeOf(body, "    ")};`);
  lines.push(`    readonly answer: ${typeOf(answerOf(operation), "    ")};`, "  };");
  return lines.join("\n");
};

/** Paths that are no calls of the client's: events have a method of their own, live streams are no JSON. */
const left = new Set(["POST /v1/events/{stream}", "GET /v1/live"]);

/** The group of a path, such as `rules` for `/v1/rules/query`. */
const groupOf = (path: string): string => {
  const [, version, first = ""] = path.split("/");
  return version === "v1" ? first : "health";
};

/** `dead-letters` to `DeadLettersOperations`. */
const interfaceOf = (group: string): string =>
  `${group.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}Operations`;

/** The modules with the type of every call, by file name: one for each group of paths, and one with all of them. */
export const operationsModules = ({ paths }: OpenApi): Readonly<Record<string, string>> => {
  const groups = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      if (left.has(name)) continue;
      const types = groups.get(groupOf(path)) ?? [];
      groups.set(groupOf(path), types);
      types.push(operationType(name, operation));
    }
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  const modules = sorted.map(([group, types]) => [
    `operations/${group}.ts`,
    [
      HEAD,
      `/** Calls below /${group}. */`,
      `export interface ${interfaceOf(group)} {`,
      ...types,
      "}",
      "",
    ].join("\n"),
  ]);
  const all = [
    HEAD,
    ...sorted.map(([group]) => `import type { ${interfaceOf(group)} } from "./operations/${group}.ts";`),
    "",
    "/** Every call of the query API: what it takes and what it answers. */",
    "export interface Operations",
    `  extends ${sorted.map(([group]) => interfaceOf(group)).join(",\n    ")} {}`,
    "",
  ].join("\n");
  return { ...Object.fromEntries(modules), "operations.ts": all };
};

/** The module with the type of each stream's events. */
export const eventsModule = (): string => {
  const names = streams.map(
    (stream) => `  readonly ${stream}: ${typeOf(eventSchema(stream) as JsonSchema, "  ")};`,
  );
  return [
    HEAD,
    "/** An event of each stream, as it is sent. */",
    "export interface Events {",
    ...names,
    "}",
    "",
  ].join("\n");
};
