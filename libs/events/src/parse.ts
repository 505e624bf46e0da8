import type { Findings } from "./findings.ts";
import type { EventLimits } from "./limits.ts";
import { inspect, needsInspection, nestsDeeper } from "./structure.ts";
import { decodeUtf8 } from "./utf8.ts";

const BYTE_ORDER_MARK = "\uFEFF";

const parseText = (text: string, findings: Findings): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be personal.
    const hint = text.startsWith(BYTE_ORDER_MARK) ? ": it starts with a byte order mark" : "";
    findings.fail("not_json", "", text === "" ? "empty" : `not JSON${hint}`);
    return undefined;
  }
};

/** The JSON value that a record's bytes spell, safe to look into; undefined when `findings` says why not. */
export const parseValue = (bytes: Uint8Array, limits: EventLimits, findings: Findings): unknown => {
  if (bytes.length > limits.recordBytesMax) {
    findings.fail("too_large", "", `${bytes.length} bytes, at most ${limits.recordBytesMax} are allowed`);
    return undefined;
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) findings.fail("bad_utf8", "", "not valid UTF-8");
  else if (nestsDeeper(text, limits.depthMax)) {
    findings.fail("too_deep", "", `nested deeper than ${limits.depthMax} levels`);
  } else {
    const value = parseText(text, findings);
    if (needsInspection(text)) inspect(value, limits.depthMax, findings);
    return value;
  }
  return undefined;
};
