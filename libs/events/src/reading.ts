import Type from "typebox";
import { type JsonObject, latestMs, type ReadContext, type StreamDefinition } from "./definition.ts";
import { idSchema, optional, timeSchema } from "./field-schemas.ts";
import { kindOf } from "./findings.ts";
import { ID_CHARS_MAX } from "./limits.ts";
import { isAbsent, isId, readId, readNumber, readOptionalId, readTime } from "./read-fields.ts";
import { safeToken } from "./safe-token.ts";

/** One value of a time series. */
export interface ReadingEvent {
  readonly id?: string | undefined;
  /** When it was measured, in ms since 1970. */
  readonly time: number;
  readonly seriesId: string;
  /** In the series' own unit; finite. */
  readonly value: number;
  /** Other quantities known at that time, by name; finite. Names are never those of an object's own machinery. */
  readonly covariates?: Readonly<Record<string, number>> | undefined;
}

const NUMBER_MAX = Number.MAX_VALUE;

const readCovariates = (
  value: unknown,
  context: ReadContext,
): Readonly<Record<string, number>> | undefined => {
  const { findings, limits } = context;
  if (isAbsent(value)) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) {
    findings.fail("wrong_type", "/covariates", `expected an object, found ${kindOf(value)}`);
    return undefined;
  }
  const entries = Object.entries(value as JsonObject);
  if (entries.length > limits.covariatesMax) {
    findings.fail(
      "too_many_items",
      "/covariates",
      `${entries.length} names, at most ${limits.covariatesMax} are allowed`,
    );
    return undefined;
  }
  const covariates: Record<string, number> = {};
  for (const [name, covariate] of entries) {
    if (!isId(name)) readId(name, "/covariates", findings);
    else if (!isAbsent(covariate))
      covariates[name] = readNumber(
        covariate,
        `/covariates/${safeToken(name)}`,
        findings,
        -NUMBER_MAX,
        NUMBER_MAX,
      );
  }
  return covariates;
};

/** The stream `readings`. */
export const readingStream: StreamDefinition<ReadingEvent> = {
  about: "Measured values of time series.",
  keyRule: "seriesId",
  compacted: false,
  schema: (limits) =>
    Type.Object(
      {
        id: optional(idSchema("Makes the event count once, however often it arrives.")),
        time: timeSchema(),
        seriesId: idSchema("The series, such as a sensor or a share."),
        value: Type.Number({ description: "In the series' own unit." }),
        covariates: optional(
          Type.Object(
            {},
            {
              // Not Type.Record: its pattern would let names with a line feed in them go unchecked.
              additionalProperties: Type.Union([Type.Number(), Type.Null()]),
              maxProperties: limits.covariatesMax,
              propertyNames: { minLength: 1, maxLength: ID_CHARS_MAX },
              description: "Other quantities known at that time, by name.",
            },
          ),
        ),
      },
      { title: "Reading" },
    ),
  example: {
    id: "m-1",
    time: 1714557600000,
    seriesId: "roof-thermometer",
    value: 21.5,
    covariates: { humidity: 0.41 },
  },
  read: (source: JsonObject, context: ReadContext): ReadingEvent => ({
    id: readOptionalId(source.id, "/id", context.findings),
    time: readTime(source.time, "/time", context.findings, latestMs(context)),
    seriesId: readId(source.seriesId, "/seriesId", context.findings),
    value: readNumber(source.value, "/value", context.findings, -NUMBER_MAX, NUMBER_MAX),
    covariates: readCovariates(source.covariates, context),
  }),
  plain: {
    names: ["id", "time", "seriesId", "value", "covariates"],
    object: ([id, time, seriesId, value, covariates]) => ({ id, time, seriesId, value, covariates }),
  },
  key: (reading) => reading.seriesId,
};
