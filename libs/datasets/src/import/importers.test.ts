import { describe, expect, it } from "vitest";
import type { BadRow, ImportOptions } from "./importer.ts";
import { type ImportFormat, importers, isImportFormat } from "./registry.ts";

const read = async (format: ImportFormat, lines: string[], options: Partial<ImportOptions> = {}) => {
  const bad: BadRow[] = [];
  const events: unknown[] = [];
  const importer = importers[format];
  for await (const event of importer.read(lines, { onBad: (row) => bad.push(row), ...options }))
    events.push(event);
  return { events, bad };
};

describe("importers", () => {
  it("read the RecSys 2015 files", async () => {
    const clicks = await read("recsys2015-clicks", [
      "1,2014-04-07T10:51:09.277Z,214536502,0",
      "1,never,2,0",
      "1",
    ]);
    expect(clicks.events).toEqual([
      {
        id: "recsys2015-click-1",
        time: Date.UTC(2014, 3, 7, 10, 51, 9, 277),
        sessionId: "1",
        itemId: "214536502",
        action: "view",
      },
    ]);
    expect(clicks.bad.map((row) => [row.line, row.reason])).toEqual([
      [2, "the timestamp is no time"],
      [3, "1 fields where 3 are needed"],
    ]);
    const buys = await read("recsys2015-buys", ["420374,2014-04-06T18:44:58.314Z,214537888,12462,1"]);
    expect(buys.events).toMatchObject([{ id: "recsys2015-buy-1", action: "purchase", itemId: "214537888" }]);
  });

  it("read RetailRocket, with a session per visitor and day", async () => {
    const { events, bad } = await read("retailrocket", [
      "timestamp,visitorid,event,itemid,transactionid",
      "1433221332117,257597,view,355908,",
      "1433224214164,992329,addtocart,248676,",
      "1433222276276,599528,transaction,356475,4000",
      "1433222276276,599528,stare,356475,",
      "9e99,599528,view,356475,",
    ]);
    expect(events).toMatchObject([
      { sessionId: "257597-2015-06-02", userId: "257597", action: "view", time: 1433221332117 },
      { action: "cart" },
      { action: "purchase" },
    ]);
    expect(bad.map((row) => row.reason)).toEqual(["unknown event stare", "timestamp is no time"]);
  });

  it("read OTTO's sessions", async () => {
    const line =
      '{"session":3,"events":[{"aid":7,"ts":1659304800025,"type":"clicks"},{"aid":8,"ts":1659304900000,"type":"orders"},{"aid":9}]}';
    const { events, bad } = await read("otto", [line, "[]"], { idPrefix: "o-" });
    expect(events).toEqual([
      { id: "o-otto-3-0", time: 1659304800025, sessionId: "o-3", itemId: "o-7", action: "view" },
      { id: "o-otto-3-1", time: 1659304900000, sessionId: "o-3", itemId: "o-8", action: "purchase" },
    ]);
    expect(bad.map((row) => row.line)).toEqual([1, 2]);
  });

  it("read Diginetica, whose times are a day and an offset, each session in order", async () => {
    const late = "1;NA;9654;526310;2016-05-09";
    const rows = [late, "1;NA;81766;526309;2016-05-09", "2;55;31331;1031018;2016-05-09"];
    const { events } = await read("diginetica", ["sessionId;userId;itemId;timeframe;eventdate", ...rows]);
    expect(events).toMatchObject([
      { sessionId: "1", itemId: "81766", time: Date.UTC(2016, 4, 9) + 526309 },
      { sessionId: "1", itemId: "9654" },
      { userId: "55" },
    ]);
    expect(events[0]).not.toHaveProperty("userId");
    const copy = await read("diginetica", ["session_id;user_id;item_id;timeframe;eventdate", ...rows]);
    expect(copy.events).toEqual(events);
  });

  it("read Online Retail, an invoice a basket, without what was cancelled", async () => {
    const { events, bad } = await read("online-retail", [
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
      '536365,85123A,"HANGING HEART, WHITE",6,12/1/2010 8:26,2.55,17850,United Kingdom',
      "536365,71053,LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom",
      "C536379,D,Discount,-1,12/1/2010 9:41,27.5,14527,United Kingdom",
      "536544,21773,RACK,1,2010-12-01 14:32:00,2.51,,United Kingdom",
      "536545,21774,RACK,one,2010-12-01 14:32:00,2.51,,United Kingdom",
    ]);
    expect(events).toEqual([
      {
        id: "online-retail-536365",
        time: Date.UTC(2010, 11, 1, 8, 26),
        userId: "17850",
        items: [
          { itemId: "85123A", quantity: 6, price: 2.55 },
          { itemId: "71053", quantity: 6, price: 3.39 },
        ],
      },
      {
        id: "online-retail-536544",
        time: Date.UTC(2010, 11, 1, 14, 32),
        items: [{ itemId: "21773", quantity: 1, price: 2.51 }],
      },
    ]);
    expect(bad).toHaveLength(1);
  });

  it("read Instacart, whose days add up from order to order", async () => {
    const orders = [
      "order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order",
      "11,1,prior,1,2,08,",
      "12,1,prior,2,3,07,15.0",
      "13,2,prior,1,3,10,",
    ];
    const products = [
      "order_id,product_id,add_to_cart_order,reordered",
      "12,196,1,1",
      "12,14084,2,0",
      "13,5,1,0",
      "99,5,1,0",
    ];
    const { events, bad } = await read("instacart", products, { companion: orders, startTime: 0 });
    expect(events).toEqual([
      { id: "instacart-12", time: (15 * 24 + 7) * 3_600_000, userId: "1", items: ["196", "14084"] },
      { id: "instacart-13", time: 10 * 3_600_000, userId: "2", items: ["5"] },
    ]);
    expect(bad.map((row) => row.reason)).toEqual(["order 99 is not in orders.csv"]);
    const named = await read("instacart-products", [
      "product_id,product_name,aisle_id,department_id",
      '1,"Salt, fine",2,3',
    ]);
    expect(named.events).toEqual([
      { itemId: "1", title: "Salt, fine", categories: ["department 3", "aisle 2"] },
    ]);
  });

  it("read MovieLens, new and old, and its films", async () => {
    const csv = await read("movielens", [
      "userId,movieId,rating,timestamp",
      "1,31,2.5,1260759144",
      "1,32,9,1260759144",
    ]);
    expect(csv.events).toEqual([
      { id: "movielens-1-31", time: 1260759144000, userId: "1", itemId: "31", rating: 2.5 },
    ]);
    expect(csv.bad.map((row) => row.line)).toEqual([3]);
    const old = await read("movielens-100k", ["196\t242\t3\t881250949"]);
    expect(old.events).toMatchObject([{ userId: "196", itemId: "242", rating: 3, time: 881250949000 }]);
    const films = await read("movielens-movies", [
      "movieId,title,genres",
      '11,"American President, The (1995)",Comedy|Drama',
    ]);
    expect(films.events).toEqual([
      { itemId: "11", title: "American President, The (1995)", categories: ["Comedy", "Drama"] },
    ]);
  });

  it("read Amazon's reviews of both generations", async () => {
    const { events, bad } = await read("amazon-reviews", [
      '{"reviewerID":"A2","asin":"1384719342","reviewText":"Crisp.","overall":5.0,"summary":"good","unixReviewTime":1393545600}',
      '{"user_id":"U1","asin":"B1","parent_asin":"P1","rating":2,"title":"","text":" ","timestamp":1588687728923}',
      '{"reviewerID":"A3","asin":"x","overall":5}',
      "{'reviewerID': 'A3'}",
    ]);
    expect(events).toEqual([
      {
        id: "amazon-A2-1384719342-1393545600000",
        time: 1393545600000,
        userId: "A2",
        itemId: "1384719342",
        rating: 5,
        text: "good\nCrisp.",
      },
      { id: "amazon-U1-P1-1588687728923", time: 1588687728923, userId: "U1", itemId: "P1", rating: 2 },
    ]);
    expect(bad.map((row) => row.reason)).toEqual(["no time", "not a JSON object"]);
  });

  it("read series of NAB and the days of NYSE", async () => {
    const taxi = await read("nab", ["timestamp,value", "2014-07-01 00:00:00,10844", "2014-07-01 00:30:00,"], {
      seriesId: "taxi",
    });
    expect(taxi.events).toEqual([
      { id: "nab-taxi-2", time: Date.UTC(2014, 6, 1), seriesId: "taxi", value: 10844 },
    ]);
    expect(taxi.bad).toHaveLength(1);
    const days = await read("nyse", [
      '"date","day_of_week","DJ_return","log_volume","log_volatility","train"',
      '"1962-12-03","mon",-0.004461,0.032573,-13.1274025527484,TRUE',
    ]);
    expect(days.events).toEqual([
      {
        id: "nyse-1962-12-03",
        time: Date.UTC(1962, 11, 3),
        seriesId: "nyse-log-volume",
        value: 0.032573,
        covariates: { DJ_return: -0.004461, log_volatility: -13.1274025527484 },
      },
    ]);
  });

  it("read the matrix of Groceries and the documents of epub", async () => {
    const labels = ["011\tfrankfurter\tWUERSTEL", "012\tsausage\tWURSTWAREN", "013\tham\tSCHINKEN"];
    const baskets = await read("groceries", ["1\t0\t2", "0\t0\t0", "0\tx\t1"], {
      companion: labels,
      startTime: 0,
    });
    expect(baskets.events).toEqual([
      { id: "groceries-1", time: 0, items: ["frankfurter", { itemId: "ham", quantity: 2 }] },
    ]);
    expect(baskets.bad.map((row) => row.reason)).toEqual(["an empty basket", "column 2 is no count"]);
    const times = ["session_4795;Wed Jan  1 19:59:00 2003"];
    const clicks = await read("epub", ["session_4795;doc_1", "session_4795;doc_2", "session_1;doc_2"], {
      companion: times,
    });
    expect(clicks.events).toMatchObject([
      { id: "epub-session_4795-0", time: Date.UTC(2003, 0, 1, 19, 59), itemId: "doc_1" },
      { id: "epub-session_4795-1", time: Date.UTC(2003, 0, 1, 19, 59, 1), itemId: "doc_2" },
    ]);
    expect(clicks.bad.map((row) => row.line)).toEqual([3]);
  });

  it("say which columns or which second file are missing", async () => {
    await expect(read("retailrocket", ["timestamp,visitorid", "1,2"])).rejects.toMatchObject({
      code: "columns_missing",
      message: expect.stringContaining("event, itemid"),
    });
    await expect(read("groceries", [])).rejects.toMatchObject({ code: "companion_missing" });
  });

  it("are found by name, and only by their own", () => {
    expect(isImportFormat("otto")).toBe(true);
    expect(isImportFormat("toString")).toBe(false);
  });
});
