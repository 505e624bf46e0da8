import type { BasketEvent, BasketItem } from "../event.ts";
import { groupedBy } from "./grouped.ts";
import type { Importer, ImportOptions, Lines } from "./importer.ts";
import { readAmericanTime, readIsoTime, readNumber } from "./scalar.ts";
import { type Layout, readTable, Unreadable } from "./table.ts";

interface InvoiceLine {
  readonly invoice: string;
  readonly time: number;
  readonly customer: string;
  readonly item: BasketItem;
}

const LAYOUT: Layout = {
  columns: ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"],
};

async function* read(
  lines: Lines,
  { onBad, idPrefix = "" }: ImportOptions,
): AsyncGenerator<BasketEvent, void, undefined> {
  const rows = readTable<InvoiceLine>(
    lines,
    LAYOUT,
    onBad,
    ([invoice = "", stock = "", pieces = "", at = "", each = "", customer = ""]) => {
      const time = readAmericanTime(at) ?? readIsoTime(at);
      const quantity = readNumber(pieces);
      const price = readNumber(each);
      if (time === undefined) return new Unreadable("InvoiceDate is no time");
      if (quantity === undefined || price === undefined) return new Unreadable("no Quantity or no UnitPrice");
      if (invoice === "" || stock === "") return new Unreadable("no InvoiceNo or no StockCode");
      // Cancellations and corrections bought nothing.
      if (quantity <= 0 || price < 0) return undefined;
      return { invoice, time, customer, item: { itemId: idPrefix + stock, quantity, price } };
    },
  );
  for await (const group of groupedBy(rows, (row) => row.invoice)) {
    const { invoice, time, customer } = group[0];
    const owner = customer === "" ? {} : { userId: idPrefix + customer.replace(/\.0$/, "") };
    yield { id: `${idPrefix}online-retail-${invoice}`, time, ...owner, items: group.map((row) => row.item) };
  }
}

/** Invoices of the UCI Online Retail data. */
export const onlineRetail: Importer<"baskets"> = {
  stream: "baskets",
  description:
    "Online Retail (UCI) as CSV: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country. Lines of one invoice are one basket; cancelled lines (no positive quantity) are left out.",
  read,
};
