import { type Content, element, words } from "./html.ts";

/** The part of JSON Schema that our documents use, as a reader is told of it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

/** Deeper parts of a value are left to the document itself. */
const DEPTH_MAX = 5;

const said = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const alternatives = ({ anyOf = [] }: Schema): readonly Schema[] => {
  const isNull = ({ type }: Schema) => type === "null";
  return [...anyOf.filter((one) => !isNull(one)), ...anyOf.filter(isNull)];
};

/** What kind of value it is, in a few words, such as `list of texts`. */
export const kindOf = (schema: Schema): string => {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if (schema.const !== undefined) return said(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(said).join(" | ");
  if (schema.anyOf !== undefined) return [...new Set(alternatives(schema).map(kindOf))].join(" or ");
  if (schema.type === "array") return schema.items === undefined ? "list" : `list of ${kindOf(schema.items)}`;
  const others = schema.additionalProperties;
  if (schema.type === "object" && typeof others === "object" && schema.properties === undefined)
    return `object of ${kindOf(others)} by name`;
  return schema.format ?? schema.type ?? "anything";
};

const range = (least: string | undefined, most: string | undefined, unit: string): readonly string[] => {
  if (least === undefined && most === undefined) return [];
  if (least === undefined) return [`at most ${most}${unit}`];
  return [most === undefined ? `at least ${least}${unit}` : `${least} to ${most}${unit}`];
};

const number = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : value.toLocaleString("en");

/** What else is asked of the value: ranges, lengths, what stands where it is left out. */
const boundsOf = (schema: Schema): readonly string[] => {
  const { minimum, maximum, exclusiveMinimum, minLength, maxLength, minItems, maxItems, pattern } = schema;
  return [
    ...range(number(minimum), number(maximum), ""),
    ...(exclusiveMinimum === undefined ? [] : [`above ${number(exclusiveMinimum)}`]),
    ...range(number(minLength), number(maxLength), " characters"),
    ...range(number(minItems), number(maxItems), " of them"),
    ...(pattern === undefined ? [] : [`matches ${pattern}`]),
    ...(schema.default === undefined ? [] : [`unless given: ${said(schema.default)}`]),
    ...(schema.items === undefined ? [] : boundsOf(schema.items).map((bound) => `each ${bound}`)),
  ];
};

interface Row {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** All fields below a value, those of lists and of alternatives among them, by their paths. */
function* fieldsOf(schema: Schema, path: string, depth: number): Iterable<Row> {
  if (depth > DEPTH_MAX) return;
  for (const [name, value] of Object.entries(schema.properties ?? {})) {
    const at = path === "" ? name : `${path}.${name}`;
    yield { path: at, schema: value, isRequired: schema.required?.includes(name) ?? false };
    yield* fieldsOf(value, at, depth + 1);
  }
  if (typeof schema.additionalProperties === "object")
    yield* fieldsOf(schema.additionalProperties, `${path}.*`, depth + 1);
  if (schema.items !== undefined) yield* fieldsOf(schema.items, `${path}[]`, depth + 1);
  for (const one of schema.anyOf ?? []) yield* fieldsOf(one, path, depth + 1);
}

/** One line of a table of fields or parameters. */
export const fieldRow = (name: string, schema: Schema, isRequired: boolean, about = ""): Content => {
  const text = about === "" ? (schema.description ?? "") : about;
  const bounds = boundsOf(schema).join(", ");
  return element(
    "tr",
    {},
    element(
      "th",
      { scope: "row" },
      element("code", {}, name),
      isRequired ? element("span", { class: "must" }, "required") : "",
    ),
    element("td", { class: "kind" }, kindOf(schema)),
    element(
      "td",
      {},
      words(text),
      text !== "" && bounds !== "" ? " " : "",
      bounds === "" ? "" : element("span", { class: "hint" }, bounds),
    ),
  );
};

/** A table of rows under the three heads. @param label for who cannot see it. */
export const fieldTable = (label: string, rows: readonly Content[]): Content =>
  element(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": label },
    element(
      "table",
      {},
      element("caption", { class: "unseen" }, label),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ["Name", "Kind", "What it is"].map((head) => element("th", { scope: "col" }, head)),
        ),
      ),
      element("tbody", {}, rows),
    ),
  );

/** A table of all fields of an object; its kind in words where it has none. */
export const schemaTable = (label: string, schema: Schema): Content => {
  const rows = [...fieldsOf(schema, "", 0)];
  if (rows.length === 0)
    return element("p", { class: "hint" }, kindOf(schema), ". ", words(schema.description ?? ""));
  // Alternatives may share fields: each is told once.
  const seen = new Map(rows.map((row) => [row.path, row]));
  return fieldTable(
    label,
    [...seen.values()].map((row) => fieldRow(row.path, row.schema, row.isRequired)),
  );
};
