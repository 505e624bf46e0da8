/** What the serialiser takes: JSON values; undefined fields are left out. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly YamlValue[]
  | { readonly [name: string]: YamlValue };

// Names that YAML 1.1 or 1.2 readers would take for something else than text.
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;

const nameOf = (name: string): string =>
  /^[$A-Za-z_][\w$]*$/.test(name) && !NOT_TEXT.test(name) ? name : JSON.stringify(name);

/** Whether a value takes lines of its own rather than standing behind its name. */
const isBlock = (
  value: YamlValue,
): value is Exclude<YamlValue, string | number | boolean | null | undefined> =>
  typeof value === "object" && value !== null && Object.values(value).some((inner) => inner !== undefined);

const linesOf = (value: YamlValue): readonly string[] => {
  // A JSON string is a double-quoted YAML scalar, and JSON's numbers, flags, [] and {} are YAML as they are.
  if (!isBlock(value)) return [JSON.stringify(value)];
  return Object.entries(value).flatMap(([name, inner]: [string, YamlValue]) => {
    if (inner === undefined) return [];
    const lines = linesOf(inner);
    const indented = lines.map((line) => `  ${line}`);
    if (Array.isArray(value)) return [`- ${lines[0]}`, ...indented.slice(1)];
    return isBlock(inner) ? [`${nameOf(name)}:`, ...indented] : [`${nameOf(name)}: ${lines[0]}`];
  });
};

/** A JSON value as YAML 1.2 in block style, one way only: equal values give equal text. Ends with a line feed. */
export const toYaml = (value: YamlValue): string => `${linesOf(value).join("\n")}\n`;
