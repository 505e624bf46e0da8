export { type ConformalOptions, MISS_GRID } from "./conformal.ts";
export { type ForecastPoint, forecast, forecastAround, halfWidth, type LinearRung } from "./forecast.ts";
export { type ChangedItems, MarkovChain, type MarkovOptions } from "./markov.ts";
export { mergePages, type PageCounts, type PageStats, type Step } from "./pages.ts";
export { Popularity, type ScoredItem } from "./popularity.ts";
export type { RegressionOptions } from "./recursive-least-squares.ts";
export { TransitionReplica } from "./replica.ts";
export { type NextValues, SeriesModel, type SeriesOptions } from "./series-model.ts";
export { decodeSeries, encodeSeries, type RungResiduals, type SeriesState } from "./series-state.ts";
