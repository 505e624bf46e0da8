import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DemoApi, demoSecrets } from "../support/demo-api.ts";
import { fillDemo } from "../support/demo-data.ts";
import { browserPath, keepPicture, openPage, startBrowser, withoutBrowser } from "../support/page.ts";

describe.skipIf(browserPath === undefined)(`the dashboard of a server with keys${withoutBrowser}`, () => {
  const api = new DemoApi(true);
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

  test("asks for one, takes no wrong one, reads its live streams with it, and keeps it nowhere", async () => {
    const { page } = await openPage(browser);
    await page.goto(api.url);
    await page.getByRole("heading", { name: "A key, please" }).waitFor();
    await keepPicture(page, "key");
    await page.getByLabel("Key", { exact: true }).fill("not-the-key-of-this-server");
    await page.getByRole("button", { name: "Use the key" }).click();
    await page.getByText("This key is not known to the server.").waitFor();
    await page.getByLabel("Key", { exact: true }).fill(demoSecrets.read);
    await page.getByRole("button", { name: "Use the key" }).click();
    await page
      .locator(".stream")
      .first()
      .locator(".rate .hint", { hasText: /in all/ })
      .waitFor();
    expect(page.url()).not.toContain(demoSecrets.read);
    const kept = await page.evaluate(
      "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])",
    );
    expect(kept).toBe('[{},{},""]');
    await page.reload();
    await page.getByRole("heading", { name: "A key, please" }).waitFor();
    await page.context().close();
  });

  test("shows no dead letter and publishes nothing until there is a key that allows it", async () => {
    const { page } = await openPage(browser);
    await page.goto(`${api.url}/#/dead-letters`);
    await page.getByLabel("Key", { exact: true }).fill(demoSecrets.read);
    await page.getByRole("button", { name: "Use the key" }).click();
    await page.getByRole("button", { name: "Use an admin key" }).click();
    await page.getByText("This needs a key with the scope “admin”.").waitFor();
    await page.getByLabel("Key", { exact: true }).fill(demoSecrets.admin);
    await page.getByRole("button", { name: "Use the key" }).click();
    await page.locator("main tbody tr").nth(10).waitFor();
    await page.getByRole("button", { name: "Forget key" }).click();
    await page.getByRole("heading", { name: "A key, please" }).waitFor();
    await page.context().close();
  });
});
