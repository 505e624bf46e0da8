import { isForbidden } from "./structure.ts";

/** The tokens of a JSON pointer (RFC 6901), or what is wrong with it, in words. */
export const parsePointer = (text: string): readonly string[] | string => {
  if (!text.startsWith("/")) return "is not a JSON pointer: it has to start with /";
  if (/~(?![01])/.test(text)) return "is not a JSON pointer: ~ stands only before 0 or 1";
  const tokens = text
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  return tokens.some(isForbidden) ? "names a field that no event may have" : tokens;
};

/** What a pointer's tokens lead to in a JSON value; undefined when there is nothing. Own fields and list entries only. */
export const resolvePointer = (value: unknown, tokens: readonly string[]): unknown => {
  let current = value;
  for (const token of tokens) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, token)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[token];
  }
  return current;
};
