import { baskets } from "./baskets/baskets.ts";
import { clicks } from "./clicks/clicks.ts";
import { http } from "./http/http.ts";
import { islp } from "./islp/islp.ts";
import { language } from "./language/language.ts";
import { tagger } from "./language/tagger.ts";
import { latency } from "./latency/latency.ts";
import { memory } from "./memory/memory.ts";
import { alarms } from "./readings/alarms.ts";
import { hourly } from "./readings/hourly.ts";
import { intervals } from "./readings/intervals.ts";
import { rates } from "./readings/rates.ts";
import { recommender } from "./recommender/recommender.ts";
import type { Bench } from "./report.ts";
import { reviewRates } from "./reviews/rates.ts";
import { reviews } from "./reviews/reviews.ts";
import { scaling } from "./scaling/scaling.ts";
import { gradients } from "./sentiment/gradients.ts";
import { sentiment } from "./sentiment/sentiment.ts";
import { steps } from "./steps/steps.ts";
import { throughput } from "./throughput/throughput.ts";

/** All benchmarks, in the order in which they run. */
export const benches: readonly Bench[] = [
  throughput,
  latency,
  http,
  memory,
  scaling,
  steps,
  baskets,
  clicks,
  rates,
  alarms,
  intervals,
  hourly,
  islp,
  reviews,
  reviewRates,
  sentiment,
  gradients,
  language,
  tagger,
  recommender,
];
