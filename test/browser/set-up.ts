// By its path: this runs before the test runner knows where packages have their source.
import { createProgress, setUpBrowser } from "../../infra/local/src/index.ts";

/** Before the tests of the dashboard: brings a Chromium where that is possible; where not, they say that they are left out. */
export const setup = async (): Promise<void> => {
  const progress = createProgress();
  await setUpBrowser(progress).catch((error: unknown) =>
    progress.say(`no browser, so that the dashboard's tests are left out: ${String(error)}`),
  );
};
