import type { RuleQuery } from "@millrace/itemsets";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, idSchema, limitSchema } from "../http/schemas.ts";
import type { View } from "../view/view.ts";
import {
  itemInQuery,
  itemsetsSchema,
  itemsInQuery,
  leadingRulesSchema,
  minCountOf,
  missingOf,
  requireSize,
  requireTestable,
  ruleFilters,
  rulesSchema,
} from "./rule-schemas.ts";
import { cursorSchema, decodeCursor, encodeCursor } from "./rules-cursor.ts";

/** Filters as they came. */
interface Filters extends Partial<Omit<RuleQuery, "minCount" | "within" | "after">> {
  readonly minSupport?: number | undefined;
  readonly cursor?: string | undefined;
}

/** What cursors through sets are places in. */
const SETS_ORDER = "itemsets";

const listed = (items: string | undefined): string[] | undefined =>
  items?.split(",").filter((id) => id !== "");

/** Rules and itemsets over the baskets of all partitions. */
export const rulesRoutes = (app: App, view: View, limitMax: number, maxLength: number): void => {
  const answer = async (filters: Filters, query: Partial<RuleQuery> & Pick<RuleQuery, "sort" | "limit">) => {
    requireSize(filters.size ?? 0, maxLength);
    const after = decodeCursor(query.sort, filters.cursor);
    await view.baskets.current();
    const minCount = minCountOf(view, filters.minSupport);
    await view.baskets.ready(minCount);
    const { minConfidence = 0, minLift = 0, minImprovement, maxPValue, correction, size, trend } = filters;
    const { index } = view.baskets;
    const asked: RuleQuery = {
      minConfidence,
      minLift,
      minImprovement,
      maxPValue,
      correction,
      trend,
      size,
      ...query,
      minCount,
      after,
    };
    await requireTestable(view, asked);
    const { rules, tried, next } = await view.baskets.rules(asked);
    const answered = {
      ...view.envelope("baskets", "rules", "sets"),
      baskets: index.baskets,
      completeFrom: Math.max(minCount, index.completeFrom),
      tried,
      next: encodeCursor(query.sort, next),
      rules,
    };
    return { answered, asked };
  };

  app.get(
    "/v1/rules",
    {
      config: { scope: "read", follows: ["baskets"] },
      schema: {
        summary: "Association rules",
        querystring: Type.Object({
          item: itemInQuery,
          if: itemsInQuery,
          then: itemsInQuery,
          ...ruleFilters,
          limit: limitSchema(50, limitMax),
          cursor: cursorSchema,
          after: afterSchema,
        }),
        response: { 200: rulesSchema },
      },
    },
    async (request) => {
      const { item, if: left, then: right, sort = "lift", limit = 50, after: _, ...filters } = request.query;
      request.renewed = [];
      const query = { item, if: listed(left), then: listed(right), sort, limit };
      return (await answer(filters, query)).answered;
    },
  );

  app.post(
    "/v1/rules/query",
    {
      config: { scope: "read" },
      schema: {
        summary: "Rules that lead out of a set of items",
        querystring: Type.Object({ after: afterSchema }),
        body: Type.Object({
          items: Type.Array(idSchema, { minItems: 1, maxItems: 1_000 }),
          ...ruleFilters,
          limit: limitSchema(20, limitMax),
          cursor: cursorSchema,
        }),
        response: { 200: leadingRulesSchema },
      },
    },
    async (request) => {
      const { items, limit = 20, sort = "confidence", ...filters } = request.body;
      const { answered, asked } = await answer(filters, { within: items, sort, limit });
      // What is missing is no page of anything: it comes with the first one.
      const missing =
        filters.cursor === undefined ? await view.baskets.missing({ ...asked, within: items }) : [];
      return { ...answered, missing: missing.map(missingOf) };
    },
  );

  app.get(
    "/v1/itemsets",
    {
      config: { scope: "read", follows: ["baskets"] },
      schema: {
        summary: "Frequent itemsets",
        querystring: Type.Object({
          minSupport: ruleFilters.minSupport,
          item: itemInQuery,
          size: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 16,
              default: 0,
              description: "Items in a set; 0 is any number.",
            }),
          ),
          limit: limitSchema(50, limitMax),
          cursor: cursorSchema,
          after: afterSchema,
        }),
        response: { 200: itemsetsSchema },
      },
    },
    async (request) => {
      request.renewed = [];
      const { minSupport, size = 0, limit = 50, item, cursor } = request.query;
      requireSize(size, maxLength);
      const after = decodeCursor(SETS_ORDER, cursor);
      await view.baskets.current();
      const minCount = minCountOf(view, minSupport);
      if (size !== 1) await view.baskets.ready(minCount);
      const { index } = view.baskets;
      const { itemsets, next } = await view.baskets.itemsets({ minCount, size, limit, item, after });
      return {
        ...view.envelope("baskets", "itemsets", "counts"),
        baskets: index.baskets,
        completeFrom: size === 1 ? minCount : Math.max(minCount, index.completeFrom),
        next: encodeCursor(SETS_ORDER, next),
        itemsets,
      };
    },
  );
};
