import type { Findings } from "./findings.ts";
import { safeToken } from "./safe-token.ts";

const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Whether `mark` stands more than `max` times in the text. */
const countsAbove = (text: string, mark: "[" | "{", max: number): boolean => {
  let count = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) if (++count > max) return true;
  return false;
};

/**
 * Whether brackets outside of strings nest deeper than `max`. Looks at the text, before the parser does any work; of a
 * text that is not JSON it says how a parser would meet it. O(length), about 2 ns a character; far less when the text has
 * so few brackets that it cannot be deep.
 */
export const nestsDeeper = (text: string, max: number): boolean => {
  const half = max >> 1;
  if (!countsAbove(text, "[", half) && !countsAbove(text, "{", half)) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (++depth > max) return true;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--;
  }
  return false;
};

/**
 * Whether `inspect` could find anything in the JSON of this text: a forbidden name can only stand there as it is or with
 * a `\u` escape in it, and half a surrogate pair only as an escape. Saves walking through nearly all events.
 */
export const needsInspection = (text: string): boolean =>
  text.includes("\\u") || text.includes("proto") || text.includes("constructor");

const inspectText = (text: string, at: string, findings: Findings): void => {
  if (/\p{Surrogate}/u.test(text)) findings.fail("bad_unicode", at, "half of a surrogate pair");
};

/** Looks for names that would reach an object's machinery, for halves of surrogate pairs and for too much depth, anywhere in a value. */
export const inspect = (value: unknown, depthMax: number, findings: Findings, at = ""): void => {
  if (findings.reason !== null) return;
  if (typeof value === "string") inspectText(value, at, findings);
  if (typeof value !== "object" || value === null) return;
  if (depthMax === 0) findings.fail("too_deep", "", "nested too deeply");
  else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) inspect(value[i], depthMax - 1, findings, `${at}/${i}`);
  } else {
    for (const [name, inner] of Object.entries(value)) {
      const below = `${at}/${safeToken(name)}`;
      if (FORBIDDEN.has(name)) findings.fail("forbidden_key", below, "this name is not allowed");
      inspectText(name, below, findings);
      inspect(inner, depthMax - 1, findings, below);
    }
  }
};

/** Whether a name would reach an object's machinery. */
export const isForbidden = (name: string): boolean => FORBIDDEN.has(name);
