import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { malformedEvents } from "@millrace/datasets";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fits, violations } from "../support/axe.ts";
import { Child } from "../support/child.ts";
import { newFolder, removeFolder } from "../support/folder.ts";
import { freePort } from "../support/free-port.ts";
import { useBroker } from "../support/kafka.ts";
import { browserPath, keepPicture, openPage, startBrowser, withoutBrowser } from "../support/page.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

/** What is simulated with the command line, as somebody does on the first day. */
const simulated = {
  items: 120,
  clicks: 400,
  baskets: 2_000,
  reviews: 1_500,
  readings: 250,
} as const;
type Simulated = keyof typeof simulated;

/** Each view with what must be there once its answers have come. */
const views = [
  ["overview", "main .stream:nth-of-type(4) .badge"],
  ["scoreboard", "main .ladder:nth-of-type(5) tbody tr"],
  ["shop/user/sim-user-3", "main .rec:nth-of-type(12)"],
  ["shop/item/sim-3", "main .item-panel tbody tr .bar"],
  ["rules", "main tbody tr:nth-of-type(20)"],
  ["sessions", "main .states .state:nth-of-type(2)"],
  ["series", "main canvas"],
  ["text", "main .verdict .badge"],
  ["map", "main canvas"],
  ["dead-letters", "main tbody tr:nth-of-type(3)"],
] as const;

describe.skipIf(browserPath === undefined)(`the dashboard of a running stack${withoutBrowser}`, () => {
  const broker = useBroker();
  let stack: Stack;
  let browser: Browser;
  let folder: string;
  const children: Child[] = [];

  beforeAll(async () => {
    folder = await newFolder("whole-stack");
    stack = await Stack.make({
      brokers: broker.brokers,
      prefix: "page.",
      // Killed and started again it is where the page looks for it.
      settings: {
        MILLRACE_HTTP_PORT: String(await freePort()),
        MILLRACE_TRAIN_EVENTS_MIN: "2000",
        MILLRACE_TRAIN_BUDGET_MS: "1000",
        // What is bought together by chance among so few items would be most of the work of two cores.
        MILLRACE_ITEMSETS_SUPPORT_MIN: "0.005",
        MILLRACE_TEXT_NETWORKS: "average",
        MILLRACE_TRAIN_LANGUAGE: "false",
      },
    });
    const [opened] = await Promise.all([startBrowser(), stack.start()]);
    browser = opened;
    await stack.ready();
  });
  afterAll(async () => {
    for (const child of children) child.signal("SIGKILL");
    await browser?.close();
    await stack?.close();
    await removeFolder(folder);
  });
  showOnFailure(() => stack);

  /** Begins a command of `npx millrace` beside the stack. */
  const begin = (...args: string[]): Child => {
    const child = new Child("services/cli/src/main.ts", args, { MILLRACE_DATA_DIR: stack.dataDir });
    children.push(child);
    return child;
  };
  /** Runs one to its end. */
  const millrace = async (...args: string[]): Promise<void> => {
    const child = begin(...args);
    await child.gone;
    if (child.ended !== 0) throw new Error(child.said);
  };
  const simulate = (stream: Simulated, seed: number, size: number) =>
    millrace("simulate", stream, "--seed", String(seed), "--size", String(size), "--send");
  /** Lets events come at the pace of a shop until it is told to stop. */
  const flow = async (stream: Simulated): Promise<Child> => {
    const file = join(folder, `${stream}.jsonl`);
    await millrace("simulate", stream, "--seed", "8", "--size", "10000", "--out", file);
    return begin("replay", stream, file, "--rate", "25");
  };
  /** Visitors of this very moment. */
  const visit = async (): Promise<void> => {
    const clicks = Array.from({ length: 24 }, (_, n) => ({
      id: `now-${n}`,
      time: Date.now() - 60_000 + 2_000 * n,
      sessionId: `now-${n % 5}`,
      itemId: `sim-${(n * n) % 31}`,
      action: "view",
    }));
    await stack.post("/v1/events/clicks", clicks);
  };
  const totalOf = (page: Page, stream: string) =>
    page.locator(".stream", { has: page.getByRole("heading", { name: stream }) }).locator(".rate .hint");

  const shows = async (page: Page, stream: string, total: number): Promise<void> =>
    totalOf(page, stream)
      .filter({ hasText: `${total.toLocaleString("en")} in all` })
      .waitFor({ timeout: 20_000 });

  /** Waits until a stream's rate is above nothing. */
  const flowing = (page: Page, stream: string): Promise<void> =>
    page
      .locator(".stream", { has: page.getByRole("heading", { name: stream }) })
      .locator(".rate .big")
      .filter({ hasText: /[1-9]/ })
      .waitFor({ timeout: 20_000 });

  test("says that nothing has come and how to begin, then shows what flows", async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`${stack.url}/`);
    await page.locator("#status", { hasText: "Live" }).waitFor();
    await page.getByRole("heading", { name: "Nothing has come yet" }).waitFor();
    for (const view of ["overview", "shop", "sessions", "series"]) {
      await page.goto(`${stack.url}/#/${view}`);
      await page.waitForSelector("[aria-busy]", { state: "detached" });
      await keepPicture(page, `stack-empty-${view}`);
    }
    await page.goto(`${stack.url}/#/overview`);
    await Promise.all(
      Object.entries(simulated).map(([stream, size]) => simulate(stream as Simulated, 7, size)),
    );
    await shows(page, "Baskets", simulated.baskets);
    await shows(page, "Reviews", simulated.reviews);
    await shows(page, "Readings", 4 * simulated.readings);
    const rates = page.locator(".stream .spark-line[d]");
    expect(await rates.count()).toBe(4);
    await page.getByRole("heading", { name: "Nothing has come yet" }).waitFor({ state: "detached" });
    await keepPicture(page, "stack-flowing");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("shows something in every view while events flow, without a complaint of the console or of axe-core", async () => {
    const bad = join(folder, "bad.jsonl");
    await writeFile(bad, [...malformedEvents("clicks", 12, 7)].map((line) => `${line}\n`).join(""));
    await millrace("replay", "clicks", bad, "--raw");
    await until(
      "the states of sessions were learned",
      async () => {
        const { body } = await stack.get("/v1/funnel");
        return ((body as { states?: readonly unknown[] }).states ?? []).length > 1;
      },
      120_000,
    );
    const flows = await Promise.all([flow("baskets"), flow("reviews")]);
    await visit();
    const found: string[] = [];
    for (const look of [
      { name: "wide", width: 1600, height: 1000, scheme: "light" },
      { name: "narrow", width: 400, height: 860, scheme: "dark" },
    ] as const) {
      const { page, complaints } = await openPage(browser, look);
      for (const [view, there] of views) {
        await page.goto(`${stack.url}/#/${view}`);
        await page.waitForSelector(there, { state: "attached", timeout: 10_000 });
        await page.waitForSelector("[aria-busy]", { state: "detached" });
        if (view === "overview") for (const stream of ["Baskets", "Reviews"]) await flowing(page, stream);
        if (!(await fits(page))) found.push(`${view} is wider than the window`);
        found.push(...(await violations(page)).map((violation) => `${view}: ${violation}`));
        await keepPicture(page, `stack-${view.replaceAll("/", "-")}-${look.name}`);
      }
      found.push(...complaints);
      await page.context().close();
    }
    for (const child of flows) {
      // Whoever had sent all by now did not flow while the page was looked at.
      expect(child.ended).toBeUndefined();
      child.signal("SIGTERM");
      await child.gone;
    }
    expect(found).toEqual([]);
  });

  test("shows what follows from a rating, a click, a purchase and a reading within a second", async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`${stack.url}/#/shop/user/sim-user-3`);
    const first = page.locator(".rec").first();
    await first.waitFor();
    const took: number[] = [];
    const does = async (act: () => Promise<void>, words: string): Promise<void> => {
      await act();
      const told = page.locator(".told", { hasText: new RegExp(`^${words}\\. In the answers after`) });
      await told.waitFor({ timeout: 5_000 });
      took.push(Number(/after ([\d,]+) ms/.exec((await told.textContent()) ?? "")?.[1]?.replace(",", "")));
    };
    const rated = await first.locator(".item").getAttribute("title");
    await does(() => first.locator(".star").first().click(), "Rated 1 of 5");
    expect(await page.locator(`.rec .item[title="${rated}"]`).count()).toBe(0);
    await does(
      () => page.locator(".rec").first().getByRole("button", { name: "Click", exact: true }).click(),
      "Clicked",
    );
    await page.locator(".bars .item").first().waitFor();
    await page.locator(".rec").first().getByRole("button", { name: "Into the basket" }).click();
    await page.getByRole("heading", { name: "Goes with it" }).waitFor();
    await does(() => page.getByRole("button", { name: "Buy 1 item" }).click(), "Bought");
    await page.getByText("It is empty.").waitFor();
    await page.goto(`${stack.url}/#/series`);
    await page.getByLabel("Send a reading").fill("12.5");
    const told = page.locator(".told", { hasText: /In the answers after/ });
    const began = performance.now();
    await page.getByRole("button", { name: "Publish" }).click();
    await told.waitFor({ timeout: 5_000 });
    took.push(performance.now() - began);
    await page.locator("tr.chosen", { hasText: "12.5" }).waitFor();
    console.info(`ms from a deed to the answers: ${took.map(Math.round).join(", ")}`);
    expect(took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)]).toBeLessThan(1_000);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("says that the stack was killed, keeps what it showed, and goes on where it was when it is back", async () => {
    const { page } = await openPage(browser);
    await page.goto(`${stack.url}/`);
    const asked: string[] = [];
    page.on("request", (request) => {
      const last = request.headers()["last-event-id"];
      if (request.url().includes("/v1/live") && last !== undefined) asked.push(last);
    });
    const total = totalOf(page, "Reviews");
    await total.filter({ hasText: /[1-9][\d,]* in all/ }).waitFor();
    const before = (await total.textContent()) ?? "";
    await stack.kill();
    await page.locator("#banner", { hasText: "The server does not answer." }).waitFor();
    expect(await page.locator("#status").textContent()).toBe("Server away");
    expect(await total.textContent()).toBe(before);
    await keepPicture(page, "stack-killed");
    await stack.start();
    await stack.ready();
    await page.locator("#status", { hasText: "Live" }).waitFor({ timeout: 15_000 });
    expect(await page.locator("#banner").isHidden()).toBe(true);
    await total.filter({ hasText: before }).waitFor();
    const reviews = Number(before.replace(/[^\d]/g, ""));
    await stack.post("/v1/events/reviews", {
      id: "after-all",
      time: Date.now(),
      userId: "ada",
      itemId: "sim-1",
      rating: 4,
    });
    await shows(page, "Reviews", reviews + 1);
    expect(asked.some((id) => /reviews=\d+\.\d+/.test(id))).toBe(true);
    await page.context().close();
  });
});
