import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it, type TestContext } from "vitest";
import type { EventOf, StreamName } from "../event.ts";
import type { Importer, ImportOptions } from "./importer.ts";
import { importers } from "./registry.ts";

const FOLDER = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

/** A generator, so that the file is opened when it is first asked: an idle readline interface loses lines. */
async function* linesOf(file: string): AsyncGenerator<string, void, undefined> {
  yield* createInterface({ input: createReadStream(FOLDER + file), crlfDelay: Infinity });
}

/** The events and the number of bad rows of a file; skips the test, naming the folder, when it is not there. */
const readAll = async <S extends StreamName>(
  context: TestContext,
  importer: Importer<S>,
  file: string,
  options: Partial<ImportOptions> & { companionFile?: string } = {},
): Promise<{ events: EventOf[S][]; bad: number }> => {
  if (!existsSync(FOLDER + file)) context.skip(`the public data are absent: no ${FOLDER}${file}`);
  const companion = options.companionFile === undefined ? {} : { companion: linesOf(options.companionFile) };
  let bad = 0;
  const events: EventOf[S][] = [];
  const onBad = (): void => {
    bad++;
  };
  for await (const event of importer.read(linesOf(file), { onBad, ...options, ...companion }))
    events.push(event);
  return { events, bad };
};

const distinct = <T>(events: readonly T[], of: (event: T) => unknown): number => new Set(events.map(of)).size;

describe("public data, counted against what their publishers say", () => {
  it("has 9,835 baskets of 169 categories in Groceries, 43,367 lines and 48,332 pieces", async (context) => {
    const { events, bad } = await readAll(context, importers.groceries, "baskets-groceries/Groceries.data", {
      companionFile: "baskets-groceries/Groceries.labels",
    });
    const lines = events.flatMap((basket) => basket.items);
    const pieces = lines.reduce(
      (sum, item) => sum + (typeof item === "string" ? 1 : (item.quantity ?? 1)),
      0,
    );
    const names = distinct(lines, (item) => (typeof item === "string" ? item : item.itemId));
    expect([events.length, names, lines.length, pieces, bad]).toEqual([9835, 169, 43_367, 48_332, 0]);
  });

  it("has 29,624 documents fetched in 15,732 sessions in epub", async (context) => {
    const { events, bad } = await readAll(context, importers.epub, "clicks-epub/epub.dat", {
      companionFile: "clicks-epub/epub.time",
    });
    const sessions = distinct(events, (click) => click.sessionId);
    const documents = distinct(events, (click) => click.itemId);
    expect([events.length, sessions, documents, bad]).toEqual([29_624, 15_732, 936, 0]);
  });

  it("has 862 events of 20 sessions in OTTO's sample", async (context) => {
    const { events, bad } = await readAll(context, importers.otto, "clicks-otto-sample/train.jsonl");
    const of = (action: string) => events.filter((click) => click.action === action).length;
    expect([of("view"), of("cart"), of("purchase"), bad]).toEqual([800, 52, 10, 0]);
    expect([distinct(events, (e) => e.sessionId), distinct(events, (e) => e.itemId)]).toEqual([20, 510]);
  });

  it("has 10,261 reviews of 900 instruments by 1,429 people at Amazon", async (context) => {
    const { events, bad } = await readAll(
      context,
      importers["amazon-reviews"],
      "reviews-amazon-musical/Musical_Instruments.json",
    );
    expect([
      events.length,
      distinct(events, (e) => e.userId),
      distinct(events, (e) => e.itemId),
      bad,
    ]).toEqual([10_261, 1429, 900, 0]);
    expect(events.filter((e) => e.rating === 5)).toHaveLength(6938);
    expect(distinct(events, (e) => e.id)).toBe(10_261);
  });

  it("has 10,320 half-hours of taxi rides in NAB", async (context) => {
    const { events, bad } = await readAll(
      context,
      importers.nab,
      "sensors-nab/data/realKnownCause/nyc_taxi.csv",
      {
        seriesId: "nyc-taxi",
      },
    );
    expect([events.length, bad]).toEqual([10_320, 0]);
    expect(events.every((e, n) => n === 0 || e.time - (events[n - 1]?.time ?? 0) === 1_800_000)).toBe(true);
  });
});
