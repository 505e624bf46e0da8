export {
  completeJourneyBaskets,
  completeJourneyItems,
  type ProductRow,
  type PurchaseColumns,
} from "./demo/complete-journey.ts";
export { type FoodReviewRow, foodReviews } from "./demo/fine-foods.ts";
export { interleave } from "./demo/interleave.ts";
export { type MovieRatingRow, movieItems, movieReviews } from "./demo/movies.ts";
export { type WeatherRow, weatherReadings } from "./demo/weather.ts";
export type * from "./event.ts";
export {
  type BadRow,
  ImportError,
  type Importer,
  type ImportOptions,
  type Lines,
} from "./import/importer.ts";
export { NYSE_TEST_FROM_MS } from "./import/nyse.ts";
export { type ImportFormat, importers, isImportFormat } from "./import/registry.ts";
export { type Random, seededRandom } from "./random/xoshiro.ts";
export {
  type BasketSimulation,
  type BasketTruth,
  type PlantedRule,
  simulateBaskets,
} from "./simulate/baskets.ts";
export type { ClickTruth, NextItemFigures } from "./simulate/click-truth.ts";
export { type ClickSimulation, simulateClicks } from "./simulate/clicks.ts";
export {
  type HiddenClickSimulation,
  type HiddenTruth,
  simulateHiddenClicks,
} from "./simulate/hidden-clicks.ts";
export { type ItemSimulation, simulateItems } from "./simulate/items.ts";
export { malformedEvents, mixIn } from "./simulate/malformed.ts";
export {
  type PlantedSeries,
  type ReadingSimulation,
  type ReadingTruth,
  simulateReadings,
} from "./simulate/readings.ts";
export { type ReviewSimulation, type ReviewTruth, simulateReviews } from "./simulate/reviews.ts";
export { SIMULATED_START_MS, type Simulated, simulatedItemId } from "./simulate/simulated.ts";
