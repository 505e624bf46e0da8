import type { BasketEvent } from "../event.ts";
import { groupedBy } from "./grouped.ts";
import {
  IMPORT_START_MS,
  type Importer,
  type ImportOptions,
  type Lines,
  requireCompanion,
} from "./importer.ts";
import { readNumber } from "./scalar.ts";
import { readTable, Unreadable } from "./table.ts";

const HOUR_MS = 3_600_000;
const COMPANION = "orders.csv, ordered by user and order_number";

interface Order {
  readonly order: string;
  readonly user: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** All orders by id, with a time made of the days between a user's orders. Holds one entry per order. */
const readOrders = async (lines: Lines, { onBad, startTime = IMPORT_START_MS }: ImportOptions) => {
  let current = "";
  let days = 0;
  const rows = readTable<Order>(
    lines,
    { columns: ["order_id", "user_id", "order_hour_of_day", "days_since_prior_order"] },
    onBad,
    ([order = "", user = "", hour = "", since = ""]) => {
      const clock = readNumber(hour);
      if (order === "" || user === "" || clock === undefined) return new Unreadable("no order, user or hour");
      days = user === current ? days + (readNumber(since) ?? 0) : 0;
      current = user;
      return { order, user, time: startTime + (days * 24 + clock) * HOUR_MS };
    },
  );
  const orders = new Map<string, Order>();
  for await (const row of rows) orders.set(row.order, row);
  return orders;
};

async function* read(lines: Lines, options: ImportOptions): AsyncGenerator<BasketEvent, void, undefined> {
  const { onBad, idPrefix = "" } = options;
  const orders = await readOrders(requireCompanion(options, COMPANION), options);
  const rows = readTable(lines, { columns: ["order_id", "product_id"] }, onBad, ([id = "", product = ""]) => {
    const order = orders.get(id);
    if (order === undefined) return new Unreadable(`order ${id} is not in orders.csv`);
    return product === "" ? new Unreadable("no product") : { order, product };
  });
  for await (const group of groupedBy(rows, (row) => row.order.order)) {
    const { order, user, time } = group[0].order;
    const items = group.map((row) => idPrefix + row.product);
    yield { id: `${idPrefix}instacart-${order}`, time, userId: idPrefix + user, items };
  }
}

/** Orders of Instacart. */
export const instacart: Importer<"baskets"> = {
  stream: "baskets",
  description:
    "order_products__prior.csv or order_products__train.csv of Instacart. The data has no dates: each user's first order is on the start day, later ones follow by days_since_prior_order (30 means 30 or more).",
  companion: COMPANION,
  read,
};

/** Products of Instacart. */
export const instacartProducts: Importer<"items"> = {
  stream: "items",
  description: "products.csv of Instacart: names, with aisle and department numbers as categories.",
  read: (lines, { onBad, idPrefix = "" }) =>
    readTable(
      lines,
      { columns: ["product_id", "product_name", "aisle_id", "department_id"] },
      onBad,
      ([product = "", title = "", aisle = "", department = ""]) =>
        product === ""
          ? new Unreadable("no product_id")
          : {
              itemId: idPrefix + product,
              title,
              categories: [`department ${department}`, `aisle ${aisle}`],
            },
    ),
};
