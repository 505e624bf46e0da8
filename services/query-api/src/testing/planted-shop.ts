import { BasketLog } from "@millrace/itemsets";
import { recommenderOptions, recommenderTopology } from "@millrace/service-reviews";
import { type OpenedApi, openedApi, tell } from "./opened-api.ts";

/**
 * An API over 20 items and 30 users of two kinds: each kind likes, buys and looks at one half of the items, the even or the odd
 * numbers, and the descriptions tell the halves apart.
 */
export const plantedShop = async (): Promise<OpenedApi> => {
  const api = await openedApi({ env: { MILLRACE_FACTORS: "4" } });
  const processor = recommenderTopology(recommenderOptions(api.config)).open(0);
  const log = new BasketLog({ scope: { kind: "landmark" }, itemsMax: 50, basketsMax: 500 });
  const nowhere = { row: () => undefined, forward: () => undefined };
  let offset = 0;
  for (let n = 0; n < 900; n++) {
    const user = n % 30;
    const item = (n * 7 + (n >> 3) * 3) % 20;
    const kept = item - (item % 2) + (user % 2);
    const from = { partition: 0, offset: offset++, time: n * 1_000, userId: `u${user}`, deleted: false };
    const rating = kept === item ? 5 : 2;
    const event =
      n % 3 === 0
        ? { ...from, from: "reviews", itemId: `i${item}`, rating }
        : {
            ...from,
            from: "clicks",
            itemId: `i${kept}`,
            rating: undefined,
            action: n % 3 === 1 ? "view" : "purchase",
          };
    processor.absorb(event, { partition: 0, offset, appendedAt: 0 }, nowhere);
    if (n % 10 === 0) log.add([`i${kept}`, `i${(kept + 2) % 20}`, `i${(kept + 4) % 20}`], n * 1_000);
  }
  tell(api.view, "ratings", processor, offset);
  const drain = function* () {
    for (const { kind, number, bytes } of log.drain())
      yield { entity: kind === "items" ? `items/${number}` : `block/${number}`, value: bytes ?? null };
  };
  const globals = { partition: 0, folded: log.folded, errorBound: log.errorBound };
  tell(
    api.view,
    "baskets",
    { drain, status: () => ({ sizes: {}, weights: {}, globals }), scores: () => [] },
    3,
  );
  for (let n = 0; n < 20; n++)
    api.view.catalogue.apply({
      itemId: `i${n}`,
      time: 0,
      title: `${n % 2 === 0 ? "red" : "blue"} thing`,
      categories: [n % 4 < 2 ? "low" : "high"],
      deleted: false,
    });
  api.view.catalogue.apply({ itemId: "fresh", time: 0, title: "red thing, new", deleted: false });
  api.view.catalogue.apply({
    itemId: "away",
    time: 0,
    title: "red thing, sold out",
    available: false,
    deleted: false,
  });
  return api;
};
