export { BasketIndex, type Companion } from "./basket-index.ts";
export { BasketLog, type BasketLogSettings, type LogChange } from "./basket-log.ts";
export { BasketCompletion, type CompletionRanks } from "./completion.ts";
export { FrequentSets, type FrequentSetsSettings } from "./frequent-sets.ts";
export { measure, type RuleMeasures } from "./measures.ts";
export type { FoundRules, Itemset, Rule, RuleQuery, RuleSort } from "./rule.ts";
export { ageMaxMs, type Scope } from "./scope.ts";
export type { ScopedSetsSettings } from "./scoped-sets.ts";
export { fisherTail } from "./significance.ts";
