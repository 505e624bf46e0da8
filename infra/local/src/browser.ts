import { findOnPath, isExecutable } from "./command.ts";
import type { Progress } from "./progress.ts";
import { install, TOOLS } from "./tools.ts";

/** Names of the program, the one of Debian first. */
const PROGRAMS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
/** Where macOS keeps it, off PATH. */
const OTHER_PLACES = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The path of a Chromium (or Chrome) for the tests of the dashboard, or undefined. */
export const findBrowser = (): string | undefined =>
  PROGRAMS.map(findOnPath).find((program) => program !== undefined) ?? OTHER_PLACES.find(isExecutable);

/** Finds a Chromium, or installs one where that needs nobody's leave. @throws {LocalError} `tool_missing` */
export const setUpBrowser = async (progress: Progress): Promise<string> => {
  const there = findBrowser();
  if (there !== undefined) return there;
  await install(TOOLS.browser, progress);
  return findBrowser() ?? "installed, but not found on PATH";
};
