export { systemClock } from "./clock.ts";
export { type Config, ConfigError, configurationPage, isLoopback, readConfig, settings } from "./config.ts";
export { openJournal } from "./journal.ts";
export { childEnvironment, environmentConfig, explain, runMain } from "./main.ts";
export { type MetricName, Metrics, type MetricValues, metricsCatalogue, metricsPage } from "./metrics.ts";
export { Scope, type Started } from "./scope.ts";
