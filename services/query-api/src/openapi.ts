import { Metrics, openJournal, readConfig } from "@millrace/service";
import { openApp } from "./http/app.ts";
import { LiveFeed } from "./live.ts";
import { routes } from "./routes/routes.ts";
import { View } from "./view/view.ts";

const absent = (): never => {
  throw new Error("only the document is made here");
};

/** The OpenAPI document of the query API with its default limits, JSON. Starts nothing. */
export const openApiDocument = async (): Promise<string> => {
  const config = readConfig({});
  const metrics = new Metrics();
  const app = await openApp({ config, keys: undefined, metrics, journal: openJournal("silent", "docs") });
  routes(app, {
    config,
    view: new View(config, () => 0),
    history: {
      reviewById: absent,
      seriesHistory: absent,
      scoresHistory: absent,
      seriesAlarms: absent,
      deedsOf: absent,
    },
    feed: new LiveFeed(new Map()),
    door: { publish: absent },
    deadLetters: { list: absent, replay: absent },
    store: { raiseGeneration: absent },
    forgetting: { forget: absent },
    audit: { list: absent },
    metrics,
    readiness: absent,
    metricsText: absent,
  });
  await app.ready();
  const document = app.swagger();
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
};
