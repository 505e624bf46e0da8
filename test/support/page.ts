import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findBrowser } from "@millrace/local";
import { type Browser, chromium, type Page } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The program that the tests drive; undefined where there is none, and the tests that need it are left out. */
export const browserPath = findBrowser();

/** Said in the name of a suite that is left out. */
export const withoutBrowser =
  browserPath === undefined ? " (left out: no Chromium here; on Debian: apt-get install chromium)" : "";

/** How a page is looked at. */
export interface Look {
  /** @default 1600 */
  readonly width?: number;
  /** @default 1000 */
  readonly height?: number;
  /** @default "light" */
  readonly scheme?: "light" | "dark";
}

/** A page with everything that its console complained of. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions that nobody caught. */
  readonly complaints: string[];
}

/** Starts a browser. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath ?? "", args: FLAGS, chromiumSandbox: false });

/** Opens an empty page in a context of its own. */
export const openPage = async (browser: Browser, look: Look = {}): Promise<WatchedPage> => {
  const { width = 1600, height = 1000, scheme = "light" } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.stack ?? error.message}`));
  return { page, complaints };
};

/** Keeps a picture of the whole page under `.millrace/screenshots`, for a person to look at. */
export const keepPicture = async (page: Page, name: string): Promise<void> => {
  const folder = join(process.cwd(), ".millrace", "screenshots");
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};
