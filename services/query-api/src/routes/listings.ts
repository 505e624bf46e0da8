import Type from "typebox";
import type { App } from "../http/app.ts";
import { Problem } from "../http/problem.ts";
import { afterSchema, answerSchema, idSchema, limitSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

const IDS_MAX = 500;
const SESSIONS_MAX = 200;
const PAGES_MAX = 200;
const STEPS_SHOWN = 8;

const text = Type.Optional(Type.String());

/** What there is to ask about: items by name, live sessions, pages. */
export const listingRoutes = (app: App, view: View, limitMax: number): void => {
  app.get(
    "/v1/items",
    {
      config: { scope: "read" },
      schema: {
        summary: "Items of the catalogue, by id or by a part of the title",
        querystring: Type.Object({
          q: Type.Optional(Type.String({ maxLength: 256 })),
          ids: Type.Optional(
            Type.String({ maxLength: 65_536, description: "Item ids, separated by commas." }),
          ),
          limit: limitSchema(20, limitMax),
          after: afterSchema,
        }),
        response: {
          200: answerSchema({
            items: listOf(
              Type.Object({
                itemId: Type.String(),
                title: text,
                categories: Type.Optional(listOf(Type.String())),
                price: Type.Optional(Type.Number()),
                available: Type.Optional(Type.Boolean()),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { q = "", ids, limit = 20 } = request.query;
      const named = ids === undefined ? undefined : ids.split(",").filter((id) => id !== "");
      if ((named?.length ?? 0) > IDS_MAX)
        throw new Problem("unprocessable", `At most ${IDS_MAX} ids at once.`);
      const items = named?.flatMap((id) => view.catalogue.item(id) ?? []) ?? view.catalogue.search(q, limit);
      return {
        ...view.envelope(view.board.streams, "catalogue", "catalogue"),
        items: items.map(({ itemId, title, categories, price, available }) => ({
          itemId,
          ...(title === undefined ? {} : { title }),
          ...(categories === undefined ? {} : { categories: [...categories] }),
          ...(price === undefined ? {} : { price }),
          ...(available === undefined ? {} : { available }),
        })),
      };
    },
  );

  app.get(
    "/v1/sessions",
    {
      config: { scope: "read" },
      schema: {
        summary: "Live sessions, newest first",
        querystring: Type.Object({ limit: limitSchema(20, SESSIONS_MAX), after: afterSchema }),
        response: {
          200: answerSchema({
            live: Type.Integer({ description: "How many there are in all." }),
            sessions: listOf(
              Type.Object({
                sessionId: idSchema,
                clicks: Type.Integer(),
                lastItem: Type.String(),
                lastTime: Type.String(),
              }),
            ),
          }),
        },
      },
    },
    async (request) => ({
      ...view.envelope("clicks", "sessions", "counts"),
      live: view.clicks.sessions,
      sessions: view.clicks.newest(request.query.limit ?? 20).map(({ lastTime, ...session }) => ({
        sessionId: session.sessionId,
        clicks: session.clicks,
        lastItem: session.lastItem,
        lastTime: new Date(lastTime).toISOString(),
      })),
    }),
  );

  app.get(
    "/v1/pages",
    {
      config: { scope: "read" },
      schema: {
        summary: "The most visited pages",
        querystring: Type.Object({ limit: limitSchema(50, PAGES_MAX), after: afterSchema }),
        response: {
          200: answerSchema({
            pages: listOf(
              Type.Object({
                itemId: Type.String(),
                title: text,
                visits: Type.Integer(),
                entries: Type.Integer(),
                exits: Type.Integer(),
                bounces: Type.Integer(),
                bounceRate: Type.Number(),
                exitRate: Type.Number(),
                pageRank: Type.Number(),
                transitions: listOf(
                  Type.Object({ itemId: Type.String(), count: Type.Integer(), probability: Type.Number() }),
                ),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const pages = view.clicks.pages(request.query.limit ?? 50, STEPS_SHOWN);
      const ranks = await Promise.all(pages.map(({ itemId }) => view.clicks.pageRank(itemId)));
      return {
        ...view.envelope("clicks", "markov", "counts"),
        pages: pages.map((page, i) => {
          const title = view.catalogue.title(page.itemId);
          return { ...page, ...(title === undefined ? {} : { title }), pageRank: ranks[i] ?? 0 };
        }),
      };
    },
  );
};
