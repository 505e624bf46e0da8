import type { JsonObject } from "./definition.ts";
import { parsePointer, resolvePointer } from "./json-pointer.ts";
import { defaultEventLimits } from "./limits.ts";
import { definitions, type StreamName } from "./streams.ts";

/** Where a topic that exists already keeps the fields of our events. Made by `decodeMapping`. */
export interface FieldMapping {
  /** JSON pointer of each field that is not where we keep it; `items/itemId` is relative to an entry of `items`. */
  readonly pointers: Readonly<Record<string, string>>;
  /** The event with our names, from a document with theirs. Fields without a pointer are read under their own name. */
  readonly apply: (document: JsonObject) => JsonObject;
  /** The pointer in their document for a pointer in our event. */
  readonly locate: (pointer: string) => string;
}

/** A mapping, or everything that is wrong with the setting. */
export type DecodedMapping =
  | { readonly ok: true; readonly mapping: FieldMapping }
  | { readonly ok: false; readonly problems: readonly string[] };

const ENTRY_FIELDS = ["itemId", "quantity", "price"].map((name) => `items/${name}`);

const fieldsOf = (stream: StreamName): readonly string[] => {
  const fields = Object.keys(definitions[stream].schema(defaultEventLimits).properties);
  return stream === "baskets" ? [...fields, ...ENTRY_FIELDS] : fields;
};

const compile = (fields: readonly string[], pointers: Readonly<Record<string, string>>): FieldMapping => {
  const tokens = new Map<string, readonly string[]>();
  for (const field of fields) {
    const parsed = parsePointer(pointers[field] ?? `/${field.replace("items/", "")}`);
    if (typeof parsed !== "string") tokens.set(field, parsed);
  }
  const top = fields.filter((field) => !field.includes("/"));
  const inEntries = fields.filter((field) => field.includes("/"));
  const pick = (document: unknown, names: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(
      names.map((n) => [n.replace("items/", ""), resolvePointer(document, tokens.get(n) ?? [])]),
    );
  const pickEntry = (entry: unknown): unknown =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry) ? pick(entry, inEntries) : entry;

  return {
    pointers,
    apply: (document) => {
      const event = pick(document, top);
      if (inEntries.length > 0 && Array.isArray(event.items)) event.items = event.items.map(pickEntry);
      return event;
    },
    locate: (pointer) => {
      const [, field = "", index, inner, ...rest] = pointer.split("/");
      let located = pointers[field] ?? `/${field}`;
      if (index !== undefined) located += `/${index}`;
      if (inner !== undefined) located += pointers[`${field}/${inner}`] ?? `/${inner}`;
      return [located, ...rest].join("/");
    },
  };
};

const parseSetting = (setting: unknown): unknown => {
  if (typeof setting !== "string") return setting;
  try {
    return JSON.parse(setting);
  } catch {
    return undefined;
  }
};

/**
 * Reads the setting that says where a topic keeps a stream's fields: an object, or its JSON text, such as
 * `{"itemId": "/product/sku", "items": "/lines", "items/itemId": "/sku"}`. Reports all problems at once.
 */
export const decodeMapping = (stream: StreamName, setting: unknown): DecodedMapping => {
  const value = parseSetting(setting);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return {
      ok: false,
      problems: [`the mapping of ${stream} has to be a JSON object from field to JSON pointer`],
    };

  const fields = fieldsOf(stream);
  const problems: string[] = [];
  const pointers: Record<string, string> = {};
  for (const [field, pointer] of Object.entries(value)) {
    const parsed = typeof pointer === "string" ? parsePointer(pointer) : "is not text";
    if (!fields.includes(field))
      problems.push(`${stream} has no field "${field}" (it has ${fields.join(", ")})`);
    else if (typeof parsed === "string") problems.push(`${stream}: the pointer of "${field}" ${parsed}`);
    else pointers[field] = String(pointer);
  }
  return problems.length === 0 ? { ok: true, mapping: compile(fields, pointers) } : { ok: false, problems };
};
