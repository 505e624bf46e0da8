import { type Rule, type RuleQuery, TESTED_RULES_MAX } from "@millrace/itemsets";
import Type from "typebox";
import { Problem } from "../http/problem.ts";
import { answerSchema, idSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";
import { nextSchema } from "./rules-cursor.ts";

const share = Type.Number({ minimum: 0, maximum: 1 });

/** What can be asked of rules, in a query and in a body. */
export const ruleFilters = {
  minSupport: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description:
        "Least share of baskets with both sides. Unless said, the share from which on sets are kept ready (MILLRACE_ITEMSETS_SUPPORT_MIN), but no less than MILLRACE_MIN_COUNT baskets.",
    }),
  ),
  minConfidence: Type.Optional(share),
  minLift: Type.Optional(Type.Number({ minimum: 0 })),
  minImprovement: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description:
        "Least confidence beyond that of every rule with the same right side and less on the left; above 0 leaves out redundant rules.",
    }),
  ),
  maxPValue: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description:
        "Greatest p-value of Fisher's exact test after the correction for how many rules were tried: 0.05 keeps what is hardly by chance.",
    }),
  ),
  correction: Type.Optional(
    Type.Enum(["bonferroni", "benjamini-hochberg", "none"], {
      description:
        "How p-values allow for the number of rules tried. Unless said, they are multiplied by it (Bonferroni): maxPValue bounds the probability that any rule is by chance. By rank (Benjamini and Hochberg): maxPValue bounds the expected share of the rules that are.",
    }),
  ),
  trend: Type.Optional(
    Type.Enum(["rising", "falling"], {
      description: "Only rules whose lift of late is above, or below, their lift over all baskets.",
    }),
  ),
  sort: Type.Optional(Type.Enum(["lift", "confidence", "support", "leverage", "conviction"])),
  size: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 16, description: "Most items on both sides; 0 is no limit." }),
  ),
} as const;

/** Items in a query, separated by commas. */
export const itemsInQuery = Type.Optional(
  Type.String({ minLength: 1, maxLength: 4_096, description: "Items, separated by commas." }),
);

const ruleSchema = Type.Object({
  if: listOf(Type.String()),
  then: listOf(Type.String()),
  count: Type.Number({ description: "Baskets with both sides; under decay the sum of their weights." }),
  support: Type.Number(),
  confidence: Type.Number(),
  lift: Type.Number(),
  leverage: Type.Number(),
  conviction: Type.Union([Type.Number(), Type.Null()], { description: "Null where the rule never fails." }),
  errorBound: Type.Number({ description: "How far the count may be below the truth." }),
  pValue: Type.Number({ description: "Fisher's exact test, one-sided, of this rule alone." }),
  adjustedPValue: Type.Number({ description: "The same, corrected for how many rules were tried." }),
  recentLift: Type.Union([Type.Number(), Type.Null()], {
    description:
      "Lift where a basket weighs half after MILLRACE_TREND_HALF_LIFE_MS; null where a side is in no new basket.",
  }),
  improvement: Type.Number({ description: "Confidence beyond that of the best rule with less on the left." }),
});

/** Something that is missing in a basket. */
const missingSchema = Type.Object({
  itemId: Type.String({
    description:
      "Each item that a rule leads to out of the basket, by the surest rule to it, surest first; then, with nothing on the left, what is bought most. The scoreboard scores this list as `rules`.",
  }),
  if: listOf(Type.String()),
  count: Type.Number({ description: "Baskets with both sides." }),
  support: Type.Number(),
  confidence: Type.Number(),
  lift: Type.Number(),
  errorBound: Type.Number(),
});

const rulesFields = {
  baskets: Type.Number(),
  completeFrom: Type.Number({
    description:
      "Rules of fewer baskets may be missing: greater than what was asked for only where there was no room.",
  }),
  tried: Type.Integer({ description: "Rules of enough baskets, before any other filter." }),
  next: nextSchema,
  rules: listOf(ruleSchema),
};

/** Rules as they are answered. */
export const rulesSchema = answerSchema(rulesFields);

/** Rules out of a basket, and what they complete it with. */
export const leadingRulesSchema = answerSchema({
  ...rulesFields,
  missing: listOf(missingSchema),
});

/** The surest rule to one item as it is answered. */
export const missingOf = ({ then, if: left, count, support, confidence, lift, errorBound }: Rule) => ({
  itemId: then[0] ?? "",
  if: [...left],
  count,
  support,
  confidence,
  lift,
  errorBound,
});

/**
 * So many rules can be tested together.
 * @throws {Problem} unprocessable for more
 */
export const requireTestable = async (view: View, query: RuleQuery): Promise<void> => {
  const tried = query.correction === "benjamini-hochberg" ? await view.baskets.tried(query) : 0;
  if (tried <= TESTED_RULES_MAX) return;
  throw new Problem(
    "unprocessable",
    `${tried} rules are too many to be ranked by their p-values: ask for a greater minSupport, a smaller size or one item.`,
    { extra: { tried, triedMax: TESTED_RULES_MAX } },
  );
};

/** Itemsets as they are answered. */
export const itemsetsSchema = answerSchema({
  baskets: Type.Number(),
  completeFrom: Type.Number({ description: "Sets of two or more items of fewer baskets may be missing." }),
  next: nextSchema,
  itemsets: listOf(
    Type.Object({
      items: listOf(Type.String()),
      count: Type.Number(),
      support: Type.Number(),
      errorBound: Type.Number(),
    }),
  ),
});

/** An item in a query. */
export const itemInQuery = Type.Optional(idSchema);

/**
 * Least count that a share of baskets comes to.
 * @throws {Problem} unprocessable where that is below the floor
 */
export const minCountOf = (view: View, minSupport: number | undefined): number => {
  const { minCount: floor } = view;
  const { index } = view.baskets;
  const { baskets } = index;
  if (minSupport === undefined || baskets === 0) return view.baskets.leastCount();
  const needed = index.countOf(minSupport);
  if (needed >= floor) return needed;
  throw new Problem(
    "unprocessable",
    `minSupport ${minSupport} of ${baskets} baskets is less than ${floor} baskets, which is too few to tell anything.`,
    { extra: { minCount: floor, leastSupport: floor / baskets } },
  );
};

/**
 * What a size asks for must be counted.
 * @throws {Problem} unprocessable for sets that are longer than any that is kept
 */
export const requireSize = (size: number, maxLength: number): void => {
  if (maxLength === 0 || size <= maxLength) return;
  throw new Problem("unprocessable", `Sets of more than ${maxLength} items are not counted.`, {
    extra: { maxLength },
  });
};
