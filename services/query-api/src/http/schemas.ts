import Type, { type TObject, type TProperties, type TSchema } from "typebox";

/** What every answer carries: who answered, from what, and how new it is. */
export const envelope = {
  model: Type.String({ description: "Model that answered." }),
  modelVersion: Type.String({ description: "Changes whenever the model's state does." }),
  rung: Type.String({ description: "Which fallback step answered." }),
  computedAt: Type.String({ description: "When the answer was computed, RFC 3339." }),
  eventTime: Type.Union([Type.String(), Type.Null()], {
    description: "Newest event that it reflects, RFC 3339; null before the first.",
  }),
};

/** An answer: the envelope and its own members. */
export const answerSchema = <P extends TProperties>(properties: P): TObject<typeof envelope & P> =>
  Type.Object({ ...envelope, ...properties });

/** An id in a path or query. */
export const idSchema = Type.String({ minLength: 1, maxLength: 256 });

/** The query parameter by which a caller reads its own writes. */
export const afterSchema = Type.Optional(
  Type.String({ description: "Token of POST /v1/events: waits until the answer reflects those events." }),
);

/** A `limit` parameter. */
export const limitSchema = (fallback: number, max: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: max, default: fallback }));

/** One reason for a recommended item. */
export const whySchema = Type.Object({
  source: Type.String(),
  weight: Type.Number(),
  evidence: Type.Unknown(),
});

/** A list in an answer. */
export const listOf = <T extends TSchema>(item: T) => Type.Immutable(Type.Array(item));
