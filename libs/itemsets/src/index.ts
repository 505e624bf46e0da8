export { BasketCompletion, type CompletionRanks } from "./completion.ts";
export { measure, type RuleMeasures } from "./measures.ts";
export { ItemsetMiner, type MinerSettings, minerDefaults } from "./miner.ts";
export { type Itemset, type Rule, RuleIndex, type RuleQuery } from "./rule-index.ts";
