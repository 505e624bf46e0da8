export { LogLinearBlend } from "./blend.ts";
export {
  ClickLadder,
  LADDER_RUNGS,
  type LadderRung,
  type OutsideRung,
  type SessionTrail,
} from "./click-ladder.ts";
export {
  type BaumWelchFit,
  type BaumWelchOptions,
  baumWelch,
  meanLogLikelihood,
  randomModel,
} from "./hidden-markov/baum-welch.ts";
export { ForwardFilter, likeliestState } from "./hidden-markov/filter.ts";
export {
  type FittedStates,
  fitStates,
  indexSessions,
  itemsByFrequency,
  type StatesOptions,
  type TimedSession,
  type TriedStates,
} from "./hidden-markov/fit-states.ts";
export {
  expectedVisits,
  type Funnel,
  type FunnelFlow,
  type FunnelState,
  funnelOf,
  inOrderOfVisit,
} from "./hidden-markov/funnel.ts";
export { type HiddenMarkovModel, type IndexedSessions, STATES_MAX } from "./hidden-markov/model.ts";
export { newBlend } from "./ladder-features.ts";
export { type ChangedItems, MarkovChain, type MarkovOptions } from "./markov.ts";
export { NextItemModels, type NextItemOptions, type SessionPlace } from "./next-item-models.ts";
export { type OutLinks, PageRankGraph, type PageRankOptions, pageRankByPowerIteration } from "./page-rank.ts";
export { mergePages, type PageCounts, type PageStats, type Step } from "./pages.ts";
export { Popularity, type ScoredItem } from "./popularity.ts";
export { TransitionReplica } from "./replica.ts";
export { RuleReplica } from "./rule-row.ts";
export { SequentialRules } from "./sequential-rules.ts";
export { ALARMS_KEPT, type Alarm } from "./series/alarm-columns.ts";
export { ALARM_KINDS, ALARM_SCORE, type AlarmKind, type Finding, WARNING_SCORE } from "./series/detector.ts";
export { LEVELS, RUNG_LEVEL } from "./series/error-quantiles.ts";
export type { FarForecast } from "./series/far-forecasts.ts";
export { type ForecastPoint, forecast, type SeriesForecast } from "./series/forecast.ts";
export { autocorrelations, findSeasons, type Seasons } from "./series/period.ts";
export { RecursiveLeastSquares, type RegressionOptions } from "./series/recursive-least-squares.ts";
export { type Learned, type NextValues, SeriesModel } from "./series/series-model.ts";
export { readSeries, type SeriesState } from "./series/series-state.ts";
export type { SeriesOptions } from "./series/series-store.ts";
export { SessionIndex, type SessionIndexOptions } from "./session-index.ts";
export type { TransitionView } from "./transition-view.ts";
