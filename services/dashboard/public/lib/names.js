/** Titles and categories of items, asked for many at once and kept while the page is open. */

import { get } from "./api.js";
import { h } from "./dom.js";

const known = new Map();
const KEPT_MAX = 20_000;
const AT_ONCE = 200;

/** Notes what an answer said of an item in passing. */
export const noteItem = (itemId, title, category) => {
  if (known.size < KEPT_MAX && (title !== undefined || category !== undefined || !known.has(itemId)))
    known.set(itemId, { title, category });
};

/** Makes the names of these items known, as far as the server knows them. Never fails: an id is a name too. */
export const learnNames = async (ids, signal) => {
  const unknown = [...new Set(ids)].filter((id) => !known.has(id) && !id.includes(","));
  for (let start = 0; start < unknown.length; start += AT_ONCE) {
    const some = unknown.slice(start, start + AT_ONCE);
    try {
      const { items } = await get("/v1/items", { ids: some.join(",") }, signal);
      for (const id of some) noteItem(id);
      for (const { itemId, title, categories } of items) noteItem(itemId, title, categories?.[0]);
    } catch {
      return;
    }
  }
};

/** What to call an item. */
export const nameOf = (itemId) => known.get(itemId)?.title ?? itemId;
/** The first category of an item, if any is known. */
export const categoryOf = (itemId) => known.get(itemId)?.category;

/** A link to an item in the shop, with its title and, beside it, its id. */
export const itemLink = (itemId) => {
  const name = nameOf(itemId);
  return h(
    "a",
    { class: "item", href: `#/shop/item/${encodeURIComponent(itemId)}`, title: itemId },
    h("span", { class: "item-name" }, name),
    name === itemId ? undefined : h("span", { class: "item-id" }, itemId),
  );
};
