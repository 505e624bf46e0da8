import type { Reason, Refusal } from "./reason.ts";

/** What a value is, in words for a `detail`; never the value. */
export const kindOf = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return (
    { string: "text", number: "a number", boolean: "true or false", object: "an object" }[
      typeof value as string
    ] ?? "no JSON"
  );
};

/**
 * Collects what is wrong while one event is read: the first finding counts, readers go on with placeholders. This keeps
 * the hot path free of exceptions and of allocations; the event read is thrown away when `reason` is set.
 */
export class Findings {
  /** The first finding, or null while nothing is wrong. */
  reason: Reason | null = null;
  /** Stands for `*` in the pointers given to `fail`: the entry of a list being read. */
  index = 0;
  #pointer = "";
  #what = "";

  /** Notes that `what` is wrong at the JSON pointer `at`, unless something was noted before. */
  fail(reason: Reason, at: string, what: string): void {
    if (this.reason !== null) return;
    this.reason = reason;
    this.#pointer = at.replace("*", String(this.index));
    this.#what = what;
  }

  /** What was found first, if anything. `locate` turns our pointer into the one in the source document. */
  refusal(locate?: (pointer: string) => string): Refusal | undefined {
    if (this.reason === null) return undefined;
    const where = locate && this.#pointer.startsWith("/") ? locate(this.#pointer) : this.#pointer;
    return { ok: false, reason: this.reason, detail: where === "" ? this.#what : `${where}: ${this.#what}` };
  }
}
