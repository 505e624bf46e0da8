import type { ClickHouseSnapshotStore, HistoryReader } from "@millrace/clickhouse";
import type { Config, Metrics } from "@millrace/service";
import type { DeadLetters } from "../dead-letters.ts";
import type { EventDoor } from "../door.ts";
import type { App } from "../http/app.ts";
import type { LiveFeed } from "../live.ts";
import type { Readiness } from "../readiness.ts";
import type { View } from "../view/view.ts";
import { adminRoutes } from "./admin.ts";
import { deadLetterRoutes } from "./dead-letters.ts";
import { eventsRoutes } from "./events.ts";
import { healthRoutes } from "./health.ts";
import { itemRoutes } from "./items.ts";
import { liveRoutes } from "./live.ts";
import { lookupRoutes } from "./lookup.ts";
import { modelsRoutes } from "./models.ts";
import { reviewRoutes } from "./reviews.ts";
import { rulesRoutes } from "./rules.ts";
import { seriesRoutes } from "./series.ts";
import { sessionRoutes } from "./sessions.ts";
import { userRoutes } from "./users.ts";
import { wordRoutes } from "./words.ts";

/** Everything that the routes answer from. */
export interface RouteParts {
  readonly config: Config;
  readonly view: View;
  readonly history: Pick<HistoryReader, "reviewById" | "seriesHistory">;
  readonly feed: LiveFeed;
  readonly door: Pick<EventDoor, "publish">;
  readonly deadLetters: Pick<DeadLetters, "list" | "replay">;
  readonly store: Pick<ClickHouseSnapshotStore, "raiseGeneration">;
  readonly metrics: Metrics;
  readonly readiness: () => Readiness;
  /** Brings the metrics that follow from the partitions' progress up to date. */
  readonly report: () => void;
}

/** Puts every path of the public contract that can be answered on the application. */
export const routes = (app: App, parts: RouteParts): void => {
  const { config, view } = parts;
  eventsRoutes(app, parts.door, config.batchEventsMax);
  rulesRoutes(app, view, config.limitMax);
  sessionRoutes(app, view);
  seriesRoutes(app, view, config.limitMax, config.horizonMax);
  userRoutes(app, view, config.limitMax);
  itemRoutes(app, view, config.limitMax);
  lookupRoutes(app, view);
  reviewRoutes(app, view, parts.history);
  wordRoutes(app, view, config.limitMax);
  modelsRoutes(app, view);
  deadLetterRoutes(app, parts.deadLetters, config.limitMax);
  adminRoutes(app, view, parts.store);
  liveRoutes(app, parts.feed, config.liveListenersMax);
  healthRoutes(app, parts.readiness, parts.metrics, parts.report);
};
