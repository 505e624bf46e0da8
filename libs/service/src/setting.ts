/** One setting of the environment: how it is read, what it may be, what it does. */
export interface Setting<T> {
  /** Name of the environment variable. */
  readonly env: string;
  readonly doc: string;
  /** What the generated page shows as default. */
  readonly shownDefault: string;
  /** What the generated page shows as allowed. */
  readonly allowed: string;
  /** Whether the value must never be shown. */
  readonly secret: boolean;
  readonly fallback: T;
  /** Reads a value that is present. */
  readonly read: (
    text: string,
  ) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };
}

/** A whole number within a range. */
export const integer = (
  env: string,
  fallback: number,
  min: number,
  max: number,
  doc: string,
): Setting<number> => ({
  env,
  doc,
  shownDefault: String(fallback),
  allowed: `${min} to ${max}`,
  secret: false,
  fallback,
  read: (text) => {
    const value = Number(text);
    return Number.isInteger(value) && value >= min && value <= max && text.trim() !== ""
      ? { ok: true, value }
      : { ok: false, problem: `is "${text}", but must be a whole number from ${min} to ${max}` };
  },
});

/** A number within a range. */
export const decimal = (
  env: string,
  fallback: number,
  min: number,
  max: number,
  doc: string,
): Setting<number> => ({
  ...integer(env, fallback, min, max, doc),
  read: (text) => {
    const value = Number(text);
    return Number.isFinite(value) && value >= min && value <= max && text.trim() !== ""
      ? { ok: true, value }
      : { ok: false, problem: `is "${text}", but must be a number from ${min} to ${max}` };
  },
});

/** Any text; undefined where it is not set. */
export const text = (
  env: string,
  doc: string,
  options: { secret?: boolean } = {},
): Setting<string | undefined> => ({
  env,
  doc,
  shownDefault: "",
  allowed: "text",
  secret: options.secret ?? false,
  fallback: undefined,
  read: (value) => ({ ok: true, value: value === "" ? undefined : value }),
});

/** A text with a default. */
export const textOr = (env: string, fallback: string, doc: string): Setting<string> => ({
  env,
  doc,
  shownDefault: fallback,
  allowed: "text",
  secret: false,
  fallback,
  read: (value) => ({ ok: true, value: value === "" ? fallback : value }),
});

/** One of a few words. */
export const choice = <const W extends string>(
  env: string,
  fallback: W,
  words: readonly W[],
  doc: string,
): Setting<W> => ({
  env,
  doc,
  shownDefault: fallback,
  allowed: words.join(", "),
  secret: false,
  fallback,
  read: (value) => {
    const found = words.find((w) => w === value);
    return found === undefined
      ? { ok: false, problem: `is "${value}", but must be one of ${words.join(", ")}` }
      : { ok: true, value: found };
  },
});

/** A list separated by commas; undefined where it is not set. */
export const list = (env: string, doc: string): Setting<readonly string[] | undefined> => ({
  env,
  doc,
  shownDefault: "",
  allowed: "values separated by commas",
  secret: false,
  fallback: undefined,
  read: (value) => {
    const parts = value
      .split(",")
      .map((p) => p.trim())
      .filter((p) => p !== "");
    return { ok: true, value: parts.length === 0 ? undefined : parts };
  },
});

/** Some of a few words, separated by commas. */
export const someOf = <const W extends string>(
  env: string,
  fallback: readonly W[],
  words: readonly W[],
  doc: string,
): Setting<readonly W[]> => ({
  env,
  doc,
  shownDefault: fallback.join(","),
  allowed: `some of ${words.join(", ")}`,
  secret: false,
  fallback,
  read: (value) => {
    const given = value.split(",").map((part) => part.trim());
    const found = words.filter((word) => given.includes(word));
    const unknown = given.find((part) => part !== "" && !words.some((word) => word === part));
    return unknown === undefined
      ? { ok: true, value: found }
      : { ok: false, problem: `has "${unknown}", but may only have ${words.join(", ")}` };
  },
});

/** A JSON object of texts; undefined where it is not set. */
export const jsonTexts = (
  env: string,
  doc: string,
): Setting<Readonly<Record<string, string>> | undefined> => ({
  env,
  doc,
  shownDefault: "",
  allowed: "a JSON object of texts",
  secret: false,
  fallback: undefined,
  read: (value) => {
    try {
      const parsed: unknown = JSON.parse(value);
      const entries =
        typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
          ? Object.entries(parsed)
          : undefined;
      const texts = entries?.filter((e): e is [string, string] => typeof e[1] === "string");
      return entries !== undefined && texts?.length === entries.length
        ? { ok: true, value: Object.fromEntries(texts) }
        : { ok: false, problem: "must be a JSON object whose values are texts" };
    } catch {
      return { ok: false, problem: "is not JSON" };
    }
  },
});
