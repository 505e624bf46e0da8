/** The part of JSON Schema that our documents use. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
}

const named = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

const object = (schema: JsonSchema, indent: string): string => {
  const { properties = {}, required = [], additionalProperties, patternProperties } = schema;
  const inner = `${indent}  `;
  const lines = Object.entries(properties).flatMap(([name, value]) => {
    const said = value.description === undefined ? [] : [`${inner}/** ${value.description} */`];
    const mark = required.includes(name) ? "" : "?";
    return [...said, `${inner}readonly ${named(name)}${mark}: ${typeOf(value, inner)};`];
  });
  const [pattern] = Object.values(patternProperties ?? {});
  const others = typeof additionalProperties === "object" ? additionalProperties : pattern;
  if (lines.length > 0) return `{\n${lines.join("\n")}\n${indent}}`;
  return others === undefined
    ? "Readonly<Record<string, unknown>>"
    : `Readonly<Record<string, ${typeOf(others, indent)}>>`;
};

/** The TypeScript type of what a schema takes, read-only throughout; `unknown` for what it leaves open. */
export const typeOf = (schema: JsonSchema, indent = ""): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.properties !== undefined) return object(schema, indent);
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(one, indent)).join(" | ");
  switch (schema.type) {
    case "object":
      return object(schema, indent);
    case "array": {
      const item = typeOf(schema.items ?? {}, indent);
      return / \| /.test(item) && !item.startsWith("{") ? `readonly (${item})[]` : `readonly ${item}[]`;
    }
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    default:
      return "unknown";
  }
};
