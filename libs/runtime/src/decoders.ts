import {
  createDecoder,
  type DecoderOptions,
  defaultEventLimits,
  type EventByStream,
  type EventDecoder,
  type StreamName,
} from "@millrace/events";
import { type Config, ConfigError } from "@millrace/service";
import { mappings } from "./settings-check.ts";

/** How each stream's records are read, as configured. @throws {ConfigError} naming every problem of the mappings */
export const decoderOptions = (config: Config): ((stream: StreamName) => DecoderOptions) => {
  const { byStream, problems } = mappings(config);
  if (problems.length > 0) throw new ConfigError(problems);
  const limits = { ...defaultEventLimits, futureMsMax: config.futureSkewMs };
  return (stream) => ({ limits, mapping: byStream.get(stream) });
};

/** The decoder of one stream. */
export const decoderFor = <S extends StreamName>(config: Config, stream: S): EventDecoder<EventByStream[S]> =>
  createDecoder(stream, decoderOptions(config)(stream));
