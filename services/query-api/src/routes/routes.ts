import type { AuditLog, ClickHouseSnapshotStore, HistoryReader } from "@millrace/clickhouse";
import type { Config, Metrics } from "@millrace/service";
import type { DeadLetters } from "../dead-letters.ts";
import type { EventDoor } from "../door.ts";
import type { Forgetting } from "../forgetting.ts";
import type { App } from "../http/app.ts";
import { keepAnswers } from "../http/kept-answers.ts";
import type { LiveFeed } from "../live.ts";
import type { Readiness } from "../readiness.ts";
import { Layouts } from "../view/layouts.ts";
import type { View } from "../view/view.ts";
import { adminRoutes } from "./admin.ts";
import { anomalyRoutes } from "./anomalies.ts";
import { dashboardRoutes } from "./dashboard.ts";
import { deadLetterRoutes } from "./dead-letters.ts";
import { eventsRoutes } from "./events.ts";
import { forgetRoutes } from "./forget.ts";
import { funnelRoutes } from "./funnel.ts";
import { healthRoutes } from "./health.ts";
import { historyRoutes } from "./history.ts";
import { itemRoutes } from "./items.ts";
import { listingRoutes } from "./listings.ts";
import { liveRoutes } from "./live.ts";
import { lookupRoutes } from "./lookup.ts";
import { mapRoutes } from "./map.ts";
import { modelsRoutes } from "./models.ts";
import { networkRoutes } from "./networks.ts";
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
  readonly history: Pick<
    HistoryReader,
    "reviewById" | "seriesHistory" | "scoresHistory" | "seriesAlarms" | "deedsOf"
  >;
  readonly feed: LiveFeed;
  readonly door: Pick<EventDoor, "publish">;
  readonly deadLetters: Pick<DeadLetters, "list" | "replay">;
  readonly store: Pick<ClickHouseSnapshotStore, "raiseGeneration">;
  readonly forgetting: Pick<Forgetting, "forget">;
  readonly audit: Pick<AuditLog, "list">;
  readonly metrics: Metrics;
  readonly readiness: () => Readiness;
  /** The metrics as Prometheus reads them, brought up to date. */
  readonly metricsText: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** Puts every path of the public contract that can be answered on the application. */
export const routes = (app: App, parts: RouteParts): void => {
  const { config, view } = parts;
  keepAnswers(app, {
    edition: (streams) => view.edition(streams),
    charsMax: config.keptAnswersCharsMax,
    now: () => view.now,
  });
  eventsRoutes(app, parts.door, config.batchEventsMax);
  rulesRoutes(app, view, config.limitMax, config.maxLength);
  sessionRoutes(app, view);
  funnelRoutes(app, view);
  seriesRoutes(app, view, parts.history, config.limitMax, config.horizonMax);
  anomalyRoutes(app, view, parts.history, config.limitMax);
  userRoutes(app, view, parts.history, config.limitMax);
  itemRoutes(app, view, config.limitMax);
  lookupRoutes(app, view);
  reviewRoutes(app, view, parts.history);
  wordRoutes(app, view, config.limitMax);
  modelsRoutes(app, view);
  networkRoutes(app, view);
  listingRoutes(app, view, config.limitMax);
  historyRoutes(app, view, parts.history, config.limitMax);
  mapRoutes(app, view, new Layouts(() => performance.now()));
  dashboardRoutes(app);
  deadLetterRoutes(app, parts.deadLetters, config.limitMax);
  adminRoutes(app, view, parts.store);
  forgetRoutes(app, parts.forgetting, parts.audit, config.afterWaitMs, config.limitMax);
  liveRoutes(app, parts.feed, config.liveListenersMax, parts.metrics);
  healthRoutes(app, parts.readiness, parts.metricsText);
};
