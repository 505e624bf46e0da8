// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

import type { AdminOperations } from "./operations/admin.ts";
import type { CompleteOperations } from "./operations/complete.ts";
import type { DeadLettersOperations } from "./operations/dead-letters.ts";
import type { FunnelOperations } from "./operations/funnel.ts";
import type { HealthOperations } from "./operations/health.ts";
import type { ItemsOperations } from "./operations/items.ts";
import type { ItemsetsOperations } from "./operations/itemsets.ts";
import type { MapOperations } from "./operations/map.ts";
import type { ModelsOperations } from "./operations/models.ts";
import type { NetworksOperations } from "./operations/networks.ts";
import type { PagesOperations } from "./operations/pages.ts";
import type { RecommendationsOperations } from "./operations/recommendations.ts";
import type { ReviewsOperations } from "./operations/reviews.ts";
import type { RulesOperations } from "./operations/rules.ts";
import type { SentimentOperations } from "./operations/sentiment.ts";
import type { SeriesOperations } from "./operations/series.ts";
import type { SessionsOperations } from "./operations/sessions.ts";
import type { UsersOperations } from "./operations/users.ts";
import type { WordsOperations } from "./operations/words.ts";

/** Every call of the query API: what it takes and what it answers. */
export interface Operations
  extends AdminOperations,
    CompleteOperations,
    DeadLettersOperations,
    FunnelOperations,
    HealthOperations,
    ItemsOperations,
    ItemsetsOperations,
    MapOperations,
    ModelsOperations,
    NetworksOperations,
    PagesOperations,
    RecommendationsOperations,
    ReviewsOperations,
    RulesOperations,
    SentimentOperations,
    SeriesOperations,
    SessionsOperations,
    UsersOperations,
    WordsOperations {}
