import type { RuleQuery } from "@millrace/itemsets";
import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

const share = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }));

const ruleSchema = Type.Object({
  if: listOf(Type.String()),
  then: listOf(Type.String()),
  count: Type.Integer(),
  support: Type.Number(),
  confidence: Type.Number(),
  lift: Type.Number(),
  leverage: Type.Number(),
  conviction: Type.Union([Type.Number(), Type.Null()], { description: "Null where the rule never fails." }),
  errorBound: Type.Integer(),
});

const rulesSchema = answerSchema({ baskets: Type.Integer(), rules: listOf(ruleSchema) });

const sortSchema = Type.Optional(Type.Enum(["lift", "confidence", "support", "leverage", "conviction"]));

/** Rules and itemsets over the baskets of all partitions. */
export const rulesRoutes = (app: App, view: View, limitMax: number): void => {
  const minCountOf = (minSupport: number | undefined): number => {
    const floor = view.minCount;
    if (minSupport === undefined) return floor;
    const needed = Math.ceil(minSupport * view.baskets.index.baskets - 1e-9);
    if (needed >= floor || view.baskets.index.baskets === 0) return Math.max(floor, needed);
    throw new Problem(
      "unprocessable",
      `minSupport ${minSupport} of ${view.baskets.index.baskets} baskets is less than ${floor} baskets, which is too few to tell anything.`,
      { extra: { minCount: floor, leastSupport: floor / view.baskets.index.baskets } },
    );
  };

  app.get(
    "/v1/rules",
    {
      config: { scope: "read" },
      schema: {
        summary: "Association rules",
        querystring: Type.Object({
          item: Type.Optional(idSchema),
          minSupport: share,
          minConfidence: share,
          minLift: Type.Optional(Type.Number({ minimum: 0 })),
          sort: sortSchema,
          limit: limitSchema(50, limitMax),
          after: afterSchema,
        }),
        response: { 200: rulesSchema },
      },
    },
    async (request) => {
      const { item, minSupport, minConfidence = 0, minLift = 0, sort = "lift", limit = 50 } = request.query;
      const query: RuleQuery = {
        item,
        minCount: minCountOf(minSupport),
        minConfidence,
        minLift,
        sort,
        limit,
      };
      return {
        ...view.envelope("baskets", "rules", "pairs"),
        baskets: view.baskets.index.baskets,
        rules: view.baskets.index.rules(query),
      };
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
          limit: limitSchema(20, limitMax),
          minSupport: share,
          minConfidence: share,
          minLift: Type.Optional(Type.Number({ minimum: 0 })),
          sort: sortSchema,
        }),
        response: { 200: rulesSchema },
      },
    },
    async (request) => {
      const {
        items,
        limit = 20,
        minSupport,
        minConfidence = 0,
        minLift = 0,
        sort = "confidence",
      } = request.body;
      const query = { minCount: minCountOf(minSupport), minConfidence, minLift, sort, limit };
      return {
        ...view.envelope("baskets", "rules", "pairs"),
        baskets: view.baskets.index.baskets,
        rules: view.baskets.index.rulesFrom(items, query),
      };
    },
  );

  app.get(
    "/v1/itemsets",
    {
      config: { scope: "read" },
      schema: {
        summary: "Frequent itemsets",
        querystring: Type.Object({
          minSupport: share,
          size: Type.Optional(Type.Integer({ minimum: 0, maximum: 2, default: 0 })),
          limit: limitSchema(50, limitMax),
          after: afterSchema,
        }),
        response: {
          200: answerSchema({
            baskets: Type.Integer(),
            itemsets: listOf(
              Type.Object({
                items: listOf(Type.String()),
                count: Type.Integer(),
                support: Type.Number(),
                errorBound: Type.Integer(),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { minSupport, size = 0, limit = 50 } = request.query;
      const itemsets = view.baskets.index.itemsets(minCountOf(minSupport), size, limit);
      return {
        ...view.envelope("baskets", "itemsets", "counts"),
        baskets: view.baskets.index.baskets,
        itemsets,
      };
    },
  );
};
