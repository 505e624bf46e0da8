import { type Content, element, words } from "./html.ts";
import { type Group, page, type Section } from "./page.ts";
import { fieldRow, fieldTable, type Schema, schemaTable } from "./schema-table.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

interface Body {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses?: Readonly<Record<string, Body & { readonly $ref?: string }>>;
}

/** The part of an OpenAPI document that the page tells. */
export interface HttpDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const slug = (method: string, path: string): string =>
  `${method}${path}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");

const EXAMPLE: Readonly<Record<string, string>> = {
  stream: "reviews",
  itemId: "i-1",
  userId: "u-1",
  seriesId: "roof-thermometer",
  sessionId: "s-1",
  word: "coffee",
  id: "r-1",
  q: "the best",
};

/** A call to copy: path with ids filled in and the parameters that must be given. */
const exampleOf = (method: string, path: string, operation: Operation): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => EXAMPLE[name] ?? name);
  const must = (operation.parameters ?? []).filter((one) => one.in === "query" && one.required === true);
  const query = must.map(({ name }) => `${name}=${encodeURIComponent(EXAMPLE[name] ?? "…")}`).join("&");
  const url = `'http://127.0.0.1:8080${filled}${query === "" ? "" : `?${query}`}'`;
  const parts = ["curl", method === "get" ? "" : `-X ${method.toUpperCase()}`, url].filter(Boolean);
  if (operation.requestBody !== undefined) parts.push("-H 'content-type: application/json' -d '{…}'");
  return parts.join(" ");
};

const bodyTables = (label: string, { content = {} }: Body): Content =>
  Object.entries(content).map(([type, { schema }]) => [
    element("p", { class: "hint" }, element("code", {}, type)),
    schema === undefined ? "" : schemaTable(`${label}, ${type}`, schema),
  ]);

const section = (method: string, path: string, operation: Operation): Section => {
  const { parameters = [], requestBody, responses = {}, summary = "", description = "" } = operation;
  const badge = element("span", { class: `badge method-${method}` }, method.toUpperCase());
  const rows = parameters.map(({ name, in: where, required, description: about, schema = {} }) =>
    fieldRow(
      name,
      schema,
      required === true,
      [about ?? schema.description ?? "", where === "query" ? "" : `In the ${where}.`]
        .filter(Boolean)
        .join(" "),
    ),
  );
  const answers = Object.entries(responses).filter(([status]) => status !== "default");
  return {
    id: slug(method, path),
    name: [badge, " ", path.replace(/^\/v1/, "")],
    content: [
      element("h2", {}, badge, " ", element("code", {}, path)),
      element("p", { class: "lead" }, words(`${summary}.`)),
      description === "" ? "" : element("p", {}, words(description)),
      element("pre", { tabindex: "0" }, exampleOf(method, path, operation)),
      rows.length === 0 ? "" : [element("h3", {}, "Parameters"), fieldTable(`Parameters of ${path}`, rows)],
      requestBody === undefined
        ? ""
        : [element("h3", {}, "Body"), bodyTables(`Body of ${path}`, requestBody)],
      answers.map(([status, answer]) =>
        element(
          "details",
          {},
          element("summary", {}, `Answer ${status}`),
          answer.description === undefined || answer.description === "Default Response"
            ? ""
            : element("p", {}, words(answer.description)),
          bodyTables(`Answer ${status} of ${method} ${path}`, answer),
        ),
      ),
    ],
  };
};

/** The page of all HTTP calls, from the OpenAPI document. The same document gives the same text. */
export const httpPage = ({ paths }: HttpDocument): string => {
  const groups = new Map<string, Section[]>();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      const name = operation.tags?.[0] ?? "other";
      groups.set(name, [...(groups.get(name) ?? []), section(method, path, operation)]);
    }
  const sorted: Group[] = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sections]) => ({ name, sections }));
  const lead = [
    element(
      "p",
      { class: "lead" },
      "All calls of the query API. Every answer tells its model, its version and how new the newest event is that it reflects; ",
      "give the ",
      element("code", {}, "after"),
      " token of an event and the answer waits until it reflects that event.",
    ),
    element(
      "p",
      {},
      "Where the server has keys, send ",
      element("code", {}, "Authorization: Bearer SECRET"),
      ": scope read for questions, ingest for events, admin for both and for dead letters, forgetting and the rest. ",
      "Refusals are ",
      element("code", {}, "application/problem+json"),
      " with a stable ",
      element("code", {}, "code"),
      ". The document itself: ",
      element("a", { href: "/docs/json" }, "OpenAPI"),
      "; to try calls from a form: ",
      element("a", { href: "/docs" }, "/docs"),
      ".",
    ),
  ];
  return page({ title: "HTTP calls", lead, file: "http.html" }, sorted);
};
