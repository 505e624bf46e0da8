import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, answerSchema, limitSchema, listOf } from "../http/schemas.ts";
import type { Layouts } from "../view/layouts.ts";
import type { View } from "../view/view.ts";

/** Most points of a map. */
const POINTS_MAX = 10_000;
const POINTS = 2_000;

const mapSchema = answerSchema({
  of: Type.String(),
  method: Type.String(),
  done: Type.Boolean({ description: "False while a t-SNE is still moving: ask again." }),
  share: Type.Union([listOf(Type.Number()), Type.Null()], {
    description: "Share of the two axes in the variance; null where axes mean nothing.",
  }),
  points: listOf(
    Type.Object({
      id: Type.String(),
      title: Type.Optional(Type.String()),
      category: Type.Optional(Type.String()),
      ratings: Type.Integer(),
      x: Type.Number(),
      y: Type.Number(),
    }),
  ),
});

/** Items or users in the plane, so that those alike lie close together. */
export const mapRoutes = (app: App, view: View, layouts: Layouts): void => {
  app.get(
    "/v1/map",
    {
      config: { scope: "read" },
      schema: {
        summary: "Items or users laid out in the plane by their vectors",
        querystring: Type.Object({
          of: Type.Optional(Type.Enum(["items", "users"])),
          method: Type.Optional(Type.Enum(["pca", "tsne"])),
          limit: limitSchema(POINTS, POINTS_MAX),
          after: afterSchema,
        }),
        response: { 200: mapSchema },
      },
    },
    async (request) => {
      const { of = "items", method = "pca", limit = POINTS } = request.query;
      const { factors } = view.ratings;
      const vectors = () => (of === "users" ? factors.userVectors(limit) : factors.itemVectors(limit));
      const layout = method === "pca" ? layouts.pca(vectors()) : layouts.tsne(`${of} ${limit}`, vectors);
      const rung = layout.ids.length === 0 ? "none: nothing has been rated yet" : layout.rung;
      const points = layout.ids.map((id, i) => {
        const { title, categories } = (of === "items" ? view.catalogue.item(id) : undefined) ?? {};
        const [category] = categories ?? [];
        return {
          id,
          ...(title === undefined ? {} : { title }),
          ...(category === undefined ? {} : { category }),
          ratings: layout.counts[i] ?? 0,
          x: rounded(layout.points[2 * i] ?? 0),
          y: rounded(layout.points[2 * i + 1] ?? 0),
        };
      });
      const { done, share } = layout;
      return { ...view.envelope("ratings", "map", rung), of, method, done, share, points };
    },
  );
};

/** Five digits are more than a screen shows. */
const rounded = (x: number): number => Number(x.toPrecision(5));
