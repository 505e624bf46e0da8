import type { Scope, ScopedSetsSettings } from "@millrace/itemsets";
import type { Config } from "@millrace/service";
import type { BasketSettings } from "./topology.ts";

const scopeOf = (config: Config): Scope => {
  const { basketsScope: kind, basketsWindow: baskets, basketsDurationMs: ms } = config;
  switch (kind) {
    case "landmark":
      return { kind };
    case "window":
      return { kind, baskets };
    case "duration":
      return { kind, ms };
    case "decay":
      return { kind, halfLifeMs: config.basketsHalfLifeMs };
  }
};

/** What bounds a partition's baskets. */
export const basketSettings = (config: Config): BasketSettings => ({
  scope: scopeOf(config),
  itemsMax: config.itemsMax,
  basketsMax: config.basketsMax,
  minCount: config.minCount,
  minSupport: config.minSupport,
  maxLength: config.maxLength,
});

/** Which sets readers keep, over the baskets of all partitions. */
export const itemsetSettings = (config: Config): ScopedSetsSettings => ({
  scope: scopeOf(config),
  minCount: config.minCount,
  minSupport: config.minSupport,
  maxLength: config.maxLength,
  setsMax: config.itemsetsMax,
  trendHalfLifeMs: config.trendHalfLifeMs,
});
