import { choice, decimal, integer } from "./setting.ts";

/** Settings of the baskets: which of them count, and which sets of items are kept. */
export const basketLimits = {
  basketsScope: choice(
    "MILLRACE_BASKETS_SCOPE",
    "landmark",
    ["landmark", "window", "duration", "decay"],
    "Which baskets count: all, the newest so many, the newest so long, or all with a weight that halves as time passes.",
  ),
  basketsWindow: integer(
    "MILLRACE_BASKETS_WINDOW",
    100_000,
    1,
    100_000_000,
    "Newest baskets, over all partitions, that count in the scope `window`.",
  ),
  basketsDurationMs: integer(
    "MILLRACE_BASKETS_DURATION_MS",
    2_592_000_000,
    1_000,
    315_360_000_000,
    "How much older than the newest a basket may be to count in the scope `duration`.",
  ),
  basketsHalfLifeMs: integer(
    "MILLRACE_BASKETS_HALF_LIFE_MS",
    604_800_000,
    1_000,
    315_360_000_000,
    "Time in which a basket's weight halves in the scope `decay`.",
  ),
  trendHalfLifeMs: integer(
    "MILLRACE_TREND_HALF_LIFE_MS",
    604_800_000,
    1_000,
    315_360_000_000,
    "Time in which a basket's weight halves in a rule's lift of late.",
  ),
  basketsMax: integer(
    "MILLRACE_BASKETS_MAX",
    1_000_000,
    1_000,
    100_000_000,
    "Most baskets of one partition that are retained; beyond, the oldest only count for their items.",
  ),
  itemsetsMax: integer(
    "MILLRACE_ITEMSETS_MAX",
    500_000,
    1_000,
    50_000_000,
    "Most sets of two or more items that a reader counts, those just below the least support included; beyond, the least supported go.",
  ),
  maxLength: integer("MILLRACE_ITEMSETS_LENGTH_MAX", 4, 0, 16, "Most items in a set; 0 is no limit."),
  minSupport: decimal(
    "MILLRACE_ITEMSETS_SUPPORT_MIN",
    0.001,
    0.000_001,
    1,
    "Share of baskets from which on sets are kept ready; what is asked for below is counted when asked.",
  ),
  minCount: integer(
    "MILLRACE_MIN_COUNT",
    5,
    1,
    1_000_000,
    "Least count of an itemset or rule that is ever answered.",
  ),
} as const;
