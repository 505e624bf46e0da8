import { WeightsFormatError } from "../errors.ts";

/** A JSON object whose values are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

const refuse = (name: string, wanted: string): never => {
  throw new WeightsFormatError(`"${name}" is not ${wanted}`);
};

/** The value as an object. @throws {WeightsFormatError} */
export const asFields = (value: unknown, name: string): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuse(name, "an object");

/** A finite number. @throws {WeightsFormatError} */
export const numberIn = (fields: Fields, name: string): number => {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(name, "a finite number");
};

/** A whole number from `least` to `most`. @throws {WeightsFormatError} */
export const wholeIn = (fields: Fields, name: string, least: number, most: number): number => {
  const value = numberIn(fields, name);
  const fits = Number.isInteger(value) && value >= least && value <= most;
  return fits ? value : refuse(name, `a whole number from ${least} to ${most}`);
};

/** A text of at most 256 characters. @throws {WeightsFormatError} */
export const textIn = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === "string" && value.length <= 256 ? value : refuse(name, "a short text");
};

/** One of a closed list of texts. @throws {WeightsFormatError} */
export const oneOf = <T extends string>(fields: Fields, name: string, known: readonly T[]): T => {
  const value = fields[name];
  return known.find((one) => one === value) ?? refuse(name, `one of ${known.join(", ")}`);
};

/** A list of at most `most` elements, each read by `read`. @throws {WeightsFormatError} */
export const listIn = <T>(fields: Fields, name: string, most: number, read: (value: unknown) => T): T[] => {
  const value = fields[name];
  return Array.isArray(value) && value.length <= most
    ? value.map(read)
    : refuse(name, `a list of at most ${most}`);
};

/** An object of at most 256 entries, each read by `read` from its name. @throws {WeightsFormatError} */
export const mapIn = <T>(
  fields: Fields,
  name: string,
  read: (entries: Fields, entry: string) => T,
): Record<string, T> => {
  const entries = asFields(fields[name], name);
  const names = Object.keys(entries);
  if (names.length > 256) refuse(name, "an object of at most 256 entries");
  return Object.fromEntries(names.map((entry) => [entry, read(entries, entry)]));
};
