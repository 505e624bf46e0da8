import { type ParseArgsConfig, parseArgs } from "node:util";
import { isStreamName, type StreamName, streams } from "@millrace/events";
import { UsageError } from "./errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>;

/** Options and positional arguments. @throws {UsageError} on an unknown option or a missing value */
export const parse = <const T extends Options>(args: readonly string[], options: T): Parsed<T> => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
};

/**
 * Exactly the positional arguments that a command takes.
 * @param names what they are called in the usage.
 * @throws {UsageError} naming those that are missing or too many
 */
export const positionals = <const N extends readonly string[]>(
  given: readonly string[],
  names: N,
): { readonly [I in keyof N]: string } => {
  const missing = names.slice(given.length);
  if (missing.length > 0) throw new UsageError(`${missing.join(" and ")} is missing`);
  if (given.length > names.length) throw new UsageError(`"${given[names.length]}" is one argument too many`);
  return given as { readonly [I in keyof N]: string } & readonly string[];
};

/** A whole number given as text; undefined stays undefined. @throws {UsageError} outside of the range */
export const wholeNumber = (
  option: string,
  text: string | undefined,
  min: number,
  max: number,
): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`${option} takes a whole number from ${min} to ${max}, not "${text}"`);
  return value;
};

/** A stream's name. @throws {UsageError} listing the streams */
export const streamName = (text: string): StreamName => {
  if (!isStreamName(text))
    throw new UsageError(`there is no stream "${text}"; there are ${streams.join(", ")}`);
  return text;
};
