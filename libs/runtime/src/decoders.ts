import {
  createDecoder,
  type DecoderOptions,
  decodeMapping,
  defaultEventLimits,
  type EventByStream,
  type EventDecoder,
  type FieldMapping,
  type StreamName,
} from "@millrace/events";
import { type Config, ConfigError } from "@millrace/service";

/** How each stream's records are read, as configured. @throws {ConfigError} naming every problem of the mappings */
export const decoderOptions = (config: Config): ((stream: StreamName) => DecoderOptions) => {
  const given = {
    clicks: config.fieldsClicks,
    baskets: config.fieldsBaskets,
    reviews: config.fieldsReviews,
    readings: config.fieldsReadings,
    items: config.fieldsItems,
  } as const satisfies Record<StreamName, unknown>;
  const mappings = new Map<string, FieldMapping>();
  const problems: string[] = [];
  for (const stream of ["clicks", "baskets", "reviews", "readings", "items"] as const) {
    const fields = given[stream];
    if (fields === undefined) continue;
    const decoded = decodeMapping(stream, fields);
    if (decoded.ok) mappings.set(stream, decoded.mapping);
    else problems.push(...decoded.problems.map((p) => `MILLRACE_FIELDS_${stream.toUpperCase()}: ${p}`));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const limits = { ...defaultEventLimits, futureMsMax: config.futureSkewMs };
  return (stream) => ({ limits, mapping: mappings.get(stream) });
};

/** The decoder of one stream. */
export const decoderFor = <S extends StreamName>(config: Config, stream: S): EventDecoder<EventByStream[S]> =>
  createDecoder(stream, decoderOptions(config)(stream));
