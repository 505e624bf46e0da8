import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DemoApi } from "../support/demo-api.ts";
import { browserPath, keepPicture, openPage, startBrowser, withoutBrowser } from "../support/page.ts";

const ITEMS = 10_000;
const RATINGS = 30_000;
const BASKETS = 4_000;

/** Numbers that are the same with every run. */
const sequence = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

describe.skipIf(browserPath === undefined)(`the dashboard over ${ITEMS} items${withoutBrowser}`, () => {
  const api = new DemoApi();
  let browser: Browser;

  beforeAll(async () => {
    const random = sequence(9);
    const item = (): string => `i${Math.floor(random() * ITEMS)}`;
    const time = Date.now() - 1_000;
    const some = <T>(n: number, make: (at: number) => T): T[] =>
      Array.from({ length: n }, (_, at) => make(at));
    api.feed(
      "items",
      some(ITEMS, (at) => ({ itemId: `i${at}`, title: `thing ${at}`, categories: [`kind ${at % 14}`] })),
    );
    api.feed(
      "reviews",
      some(RATINGS, (at) => ({
        id: `r${at}`,
        time,
        userId: `u${at % 900}`,
        itemId: at < ITEMS ? `i${at}` : item(),
        rating: 1 + Math.floor(random() * 5),
      })),
    );
    api.feed(
      "baskets",
      some(BASKETS, (at) => {
        const first = Math.floor(random() * 400) * 2;
        return { id: `b${at}`, time, items: [`i${first}`, `i${first + 1}`, item()] };
      }),
    );
    api.tell();
    await api.open();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await api.close();
  });

  test("draws the map of all of them, finds one, and lists a thousand rules", async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`${api.url}/#/map`);
    await page.locator("main canvas").waitFor();
    await page.getByLabel("How many").selectOption("10000");
    await page.getByText(/^10,000 items/).waitFor({ timeout: 5_000 });
    await page.getByLabel("Find").fill("thing 777");
    await page.getByText("The same as a list").click();
    await page.locator(".as-list tbody tr", { hasText: "thing 7771" }).waitFor({ timeout: 3_000 });
    await keepPicture(page, "map-10000");
    await page.goto(`${api.url}/#/rules`);
    await page.locator("main tbody tr").first().waitFor();
    await page.getByLabel("How many").selectOption("1000");
    await page.getByText(/^The first 1,000 rules|^\d+ rules/).waitFor({ timeout: 5_000 });
    const began = performance.now();
    await page.getByRole("button", { name: "Confidence" }).click();
    await page.locator("th[aria-sort]", { hasText: "Confidence" }).waitFor();
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
