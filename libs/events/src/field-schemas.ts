import Type, { type TArray, type TOptional, type TSchema, type TUnion } from "typebox";
import { ID_CHARS_MAX, PRICE_MAX } from "./limits.ts";
import { TIME_MS_MAX, TIME_MS_MIN, TIME_PATTERN } from "./time.ts";

// Schemas of single fields: what the readers in read-fields.ts accept, for documents and generated pages.

/** An identifier, name or label: 1 to 256 characters. */
export const idSchema = (description: string): TSchema =>
  Type.String({ minLength: 1, maxLength: ID_CHARS_MAX, description });

/** A field that may be absent or null, which is the same. */
export const optional = (schema: TSchema): TOptional<TUnion> =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/** When it happened: RFC 3339 text or whole milliseconds since 1970. */
export const timeSchema = (): TSchema =>
  Type.Union(
    [
      Type.String({ format: "date-time", pattern: TIME_PATTERN }),
      Type.Integer({ minimum: TIME_MS_MIN, maximum: TIME_MS_MAX }),
    ],
    { description: "When it happened: RFC 3339 text, or whole milliseconds since 1970." },
  );

/** Price of one unit. */
export const priceSchema = (): TSchema =>
  Type.Number({ minimum: 0, maximum: PRICE_MAX, description: "Price of one unit, in the shop's currency." });

/** Free text of at most `max` characters. */
export const textSchema = (max: number, description: string): TSchema =>
  Type.String({ maxLength: max, description });

/** A list of at most `max` identifiers or labels. */
export const idsSchema = (max: number, description: string): TArray =>
  Type.Array(idSchema("An entry."), { maxItems: max, description });
