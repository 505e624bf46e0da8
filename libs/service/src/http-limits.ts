import { integer } from "./setting.ts";

/** Settings that bound what a caller may ask for by HTTP. */
export const httpLimits = {
  bodyBytesMax: integer(
    "MILLRACE_BODY_BYTES_MAX",
    8_388_608,
    1_024,
    134_217_728,
    "Largest body of a request, bytes.",
  ),
  batchEventsMax: integer("MILLRACE_BATCH_EVENTS_MAX", 10_000, 1, 1_000_000, "Most events in one request."),
  limitMax: integer("MILLRACE_LIMIT_MAX", 1_000, 1, 100_000, "Greatest `limit` of a query."),
  horizonMax: integer("MILLRACE_HORIZON_MAX", 1_000, 1, 100_000, "Greatest `horizon` of a forecast."),
  afterWaitMs: integer(
    "MILLRACE_AFTER_WAIT_MS",
    5_000,
    0,
    60_000,
    "Longest wait for the events that an `after` token names.",
  ),
  ratePerSecond: integer(
    "MILLRACE_RATE_PER_SECOND",
    5_000,
    1,
    1_000_000,
    "Requests a second that one key, or one address without key, may make.",
  ),
  keptAnswersCharsMax: integer(
    "MILLRACE_KEPT_ANSWERS_CHARS_MAX",
    8_388_608,
    0,
    1_073_741_824,
    "Characters of answers that are kept as they were sent, for each set of streams that they follow from, until any of these changes; 0 keeps none.",
  ),
  liveListenersMax: integer(
    "MILLRACE_LIVE_LISTENERS_MAX",
    1_000,
    1,
    100_000,
    "Most live streams open at once.",
  ),
} as const;
