import { amazonReviews } from "./amazon.ts";
import { diginetica } from "./diginetica.ts";
import { epub } from "./epub.ts";
import { groceries } from "./groceries.ts";
import type { Importer } from "./importer.ts";
import { instacart, instacartProducts } from "./instacart.ts";
import { movielens, movielens100k, movielensMovies } from "./movielens.ts";
import { nab } from "./nab.ts";
import { nyse } from "./nyse.ts";
import { onlineRetail } from "./online-retail.ts";
import { otto } from "./otto.ts";
import { recsys2015Buys, recsys2015Clicks } from "./recsys2015.ts";
import { retailrocket } from "./retailrocket.ts";

/** Every public format that can be read, by the name used on the command line. */
export const importers = {
  "amazon-reviews": amazonReviews,
  diginetica,
  epub,
  groceries,
  instacart,
  "instacart-products": instacartProducts,
  movielens,
  "movielens-100k": movielens100k,
  "movielens-movies": movielensMovies,
  nab,
  nyse,
  "online-retail": onlineRetail,
  otto,
  "recsys2015-buys": recsys2015Buys,
  "recsys2015-clicks": recsys2015Clicks,
  retailrocket,
} as const satisfies Readonly<Record<string, Importer>>;

/** Names of the formats. */
export type ImportFormat = keyof typeof importers;

/** Whether a name, say of the command line, is a format's. */
export const isImportFormat = (name: string): name is ImportFormat => Object.hasOwn(importers, name);
