import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fits, violations } from "../support/axe.ts";
import { DemoApi } from "../support/demo-api.ts";
import { fillDemo } from "../support/demo-data.ts";
import {
  browserPath,
  keepPicture,
  type Look,
  openPage,
  startBrowser,
  withoutBrowser,
} from "../support/page.ts";

/** Each view with what must be there once its answers have come. */
const views = [
  ["overview", "main .stream:nth-of-type(4) .badge"],
  ["scoreboard", "main .ladder:nth-of-type(5) tbody tr"],
  ["shop", "main .rec:nth-of-type(12)"],
  ["shop/item/sim-3", "main .item-panel tbody tr .bar"],
  ["rules", "main tbody tr:nth-of-type(50)"],
  ["sessions", "main .states .state:nth-of-type(4)"],
  ["series", "main canvas"],
  ["text", "main .verdict .badge"],
  ["map", "main canvas"],
  ["dead-letters", "main tbody tr:nth-of-type(20)"],
] as const;

/** Each width and each scheme once; the other two looks are seen over a whole stack by `npm run test:faults`. */
const looks: readonly (Look & { readonly name: string })[] = [
  { name: "wide-dark", width: 1600, height: 1000, scheme: "dark" },
  { name: "narrow-light", width: 400, height: 860, scheme: "light" },
];

describe.skipIf(browserPath === undefined)(`the dashboard in a browser${withoutBrowser}`, () => {
  const api = new DemoApi();
  let browser: Browser;

  beforeAll(async () => {
    fillDemo(api);
    await api.open();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await api.close();
  });

  const opened = async (view: string, look: Look = {}) => {
    const watched = await openPage(browser, look);
    await watched.page.goto(`${api.url}/#/${view}`);
    return watched;
  };

  test.each(looks)(
    "shows every view, $name, without a complaint of the console or of axe-core, and no wider than the window",
    async (look) => {
      const { page, complaints } = await opened("overview", look);
      const found: string[] = [];
      for (const [view, there] of views) {
        await page.goto(`${api.url}/#/${view}`);
        await page.waitForSelector(there, { state: "attached", timeout: 10_000 });
        await page.waitForSelector("[aria-busy]", { state: "detached" });
        if (view === "overview")
          for (const words of await page.locator(".rate .hint").all())
            await words.filter({ hasText: /in all/ }).waitFor();
        if (!(await fits(page))) found.push(`${view} is wider than the window`);
        found.push(...(await violations(page)).map((violation) => `${view}: ${violation}`));
        await keepPicture(page, `${view.replaceAll("/", "-")}-${look.name}`);
      }
      expect(found).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  test.each(looks)(
    "tells all calls and all events on pages of their own, $name, whose every link leads somewhere",
    async (look) => {
      const { page, complaints } = await openPage(browser, look);
      const found: string[] = [];
      for (const [file, sections] of [
        ["http", 35],
        ["events", 6],
      ] as const) {
        await page.goto(`${api.url}/dashboard/reference/${file}.html`);
        expect(await page.locator("article").count()).toBeGreaterThanOrEqual(sections);
        if (!(await fits(page))) found.push(`${file} is wider than the window`);
        found.push(...(await violations(page)).map((violation) => `${file}: ${violation}`));
        const dangling = await page.evaluate(
          "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.getAttribute('href').slice(1)).filter((id) => document.getElementById(id) === null)",
        );
        found.push(...(dangling as string[]));
        await keepPicture(page, `reference-${file}-${look.name}`);
      }
      expect(await page.evaluate("fetch('/dashboard/reference/asyncapi.yaml').then((r) => r.ok)")).toBe(true);
      expect(found).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  test("shows what follows from a rating, a click and a purchase within a second", async () => {
    const { page, complaints } = await opened("shop/user/sim-user-3");
    const first = page.locator(".rec").first();
    await first.waitFor();
    const rated = await first.locator(".item").getAttribute("title");
    const within = async (act: () => Promise<void>, words: RegExp): Promise<void> => {
      await act();
      await page.locator(".told", { hasText: words }).waitFor({ timeout: 1_000 });
    };
    await within(() => first.locator(".star").first().click(), /Rated 1 of 5\. In the answers after \d+ ms/);
    expect(await page.locator(`.rec .item[title="${rated}"]`).count()).toBe(0);
    await within(
      () => page.locator(".rec").first().getByRole("button", { name: "Click", exact: true }).click(),
      /Clicked\. In the answers/,
    );
    await page.locator(".bars .item").first().waitFor({ timeout: 1_000 });
    await page.locator(".rec").first().getByRole("button", { name: "Into the basket" }).click();
    await page.getByRole("heading", { name: "Goes with it" }).waitFor({ timeout: 1_000 });
    await within(() => page.getByRole("button", { name: "Buy 1 item" }).click(), /Bought\. In the answers/);
    await page.getByText("It is empty.").waitFor();
    await keepPicture(page, "shop-after-deeds");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("shows a reading that was just sent in the forecast", async () => {
    const { page, complaints } = await opened("series/pump-7");
    const last = page.locator("tr.chosen");
    await last.waitFor();
    await page.getByLabel("Send a reading").fill("12.5");
    await page.getByRole("button", { name: "Publish" }).click();
    await page.locator(".told", { hasText: /In the answers after/ }).waitFor({ timeout: 1_000 });
    await page.goto(`${api.url}/#/overview`);
    await page.goto(`${api.url}/#/series/pump-7`);
    await page.locator("tr.chosen", { hasText: "12.5" }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("says what is going on when the server is away, keeps what was shown, and goes on by itself", async () => {
    const { page } = await opened("overview");
    await page.locator("#status", { hasText: "Live" }).waitFor();
    const asked: (string | undefined)[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/v1/live")) asked.push(request.headers()["last-event-id"]);
    });
    const total = page.locator(".stream").first().locator(".rate .hint");
    await total.filter({ hasText: /in all/ }).waitFor();
    const before = await total.textContent();
    await api.close();
    await page.locator("#banner", { hasText: "The server does not answer." }).waitFor();
    expect(await page.locator("#status").textContent()).toBe("Server away");
    expect(await total.textContent()).toBe(before);
    await keepPicture(page, "server-away");
    await page.goto(`${api.url}/#/rules`).catch(() => undefined);
    await page.locator(".panel .note-away").waitFor();
    api.feed("clicks", [
      { id: "while-away", time: Date.now(), sessionId: "away", itemId: "sim-1", action: "view" },
    ]);
    api.tell();
    await api.open();
    await page.locator("#status", { hasText: "Live" }).waitFor({ timeout: 10_000 });
    await page.locator("main tbody tr").nth(10).waitFor();
    expect(await page.locator("#banner").isHidden()).toBe(true);
    expect(asked.some((id) => /clicks=\d+\.\d+/.test(id ?? ""))).toBe(true);
    await page.goto(`${api.url}/#/overview`);
    await total.filter({ hasText: /in all/ }).waitFor();
    expect(await total.textContent()).not.toBe(before);
    await page.context().close();
  });

  test("is led by the keyboard alone: past the views, to a row, and into what it opens", async () => {
    const { page, complaints } = await opened("rules");
    await page.locator("main tbody tr").nth(5).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate("document.activeElement.textContent")) === "Graph") break;
    }
    await page.keyboard.press("Enter");
    await page.locator("main canvas").waitFor();
    await keepPicture(page, "rules-graph");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("asks for the rules that a slider leaves, and orders them by a column", async () => {
    const { page } = await opened("rules");
    await page.locator("main tbody tr").nth(5).waitFor();
    await page.getByLabel("Lift, at least").fill("15");
    await page.waitForResponse((response) => response.url().includes("minLift=15") && response.ok());
    await page.waitForSelector("[aria-busy]", { state: "detached" });
    const lifts = await page.locator("main tbody td strong").allTextContents();
    expect(lifts.length).toBeGreaterThan(0);
    expect(Math.min(...lifts.map(Number))).toBeGreaterThanOrEqual(15);
    await page.getByRole("button", { name: "Baskets" }).click();
    expect(await page.locator("th[aria-sort]").textContent()).toContain("Baskets");
    const counts = (await page.locator("main tbody tr td:nth-child(3)").allTextContents()).map((text) =>
      Number(text.replaceAll(",", "")),
    );
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    await page.context().close();
  });

  test("lays out a t-SNE that settles, and finds an item on it", async () => {
    const { page, complaints } = await opened("map");
    await page.locator("main canvas").waitFor();
    await page.getByRole("button", { name: "t-SNE" }).click();
    await page.getByText(/Still moving/).waitFor();
    await page.getByText(/Still moving/).waitFor({ state: "detached", timeout: 30_000 });
    await page.getByLabel("Find").fill("kettle");
    await page.getByText("The same as a list").click();
    await page.locator(".as-list tbody tr").first().filter({ hasText: "kettle" }).waitFor();
    for (const name of await page.locator(".as-list tbody th").allTextContents())
      expect(name).toContain("kettle");
    await keepPicture(page, "map-tsne");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("tries the dead letters of a reason again when a person says so", async () => {
    const { page, complaints } = await opened("dead-letters");
    await page.getByRole("button", { name: /^not_json/ }).click();
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Try these again" }).click();
    await page.getByText(/published again/).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
