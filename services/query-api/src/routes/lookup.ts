import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, idSchema, listOf } from "../http/schemas.ts";
import { inSlices } from "../http/slices.ts";
import type { View } from "../view/view.ts";
import { relatedAnswer } from "./items.ts";
import { forecastAnswer } from "./series.ts";
import { recommendationAnswer } from "./users.ts";

const IDS_MAX = 200;
const LIMIT = 10;
const HORIZON = 24;
const LEVEL = 0.9;

/** Many point look-ups at once; what is unknown comes back under `missing`. */
export const lookupRoutes = (app: App, view: View): void => {
  const everybody = { limit: LIMIT, exclude: new Set<string>(), category: undefined, explain: false };
  const lookups: Readonly<Record<string, (id: string) => object | undefined>> = {
    users: (id) =>
      view.ratings.factors.hasUser(id) || view.ratings.preferences.hasUser(id)
        ? recommendationAnswer(view, id, everybody)
        : undefined,
    items: (id) => relatedAnswer(view, id, LIMIT),
    series: (id) => forecastAnswer(view, id, HORIZON, LEVEL),
  };
  for (const [what, find] of Object.entries(lookups)) {
    app.post(
      `/v1/${what}/lookup`,
      {
        config: { scope: "read" },
        schema: {
          summary: `Many ${what} at once`,
          querystring: Type.Object({ after: afterSchema }),
          body: Type.Object({ ids: Type.Array(idSchema, { minItems: 1, maxItems: IDS_MAX }) }),
          response: {
            200: Type.Object({
              found: Type.Record(Type.String(), Type.Object({}, { additionalProperties: true })),
              missing: listOf(Type.String()),
            }),
          },
        },
      },
      async (request) => {
        const { ids } = request.body;
        const answers = await view.baskets.unchanged(() => inSlices(ids, (id) => [id, find(id)] as const));
        return {
          found: Object.fromEntries(
            answers.filter((entry): entry is [string, object] => entry[1] !== undefined),
          ),
          missing: answers.filter(([, answer]) => answer === undefined).map(([id]) => id),
        };
      },
    );
  }
};
