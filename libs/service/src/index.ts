export { type ApiKey, type KeyScope, parseApiKeys } from "./api-keys.ts";
export { systemClock } from "./clock.ts";
export {
  type Config,
  type ConfigCheck,
  ConfigError,
  configurationPage,
  isLoopback,
  readConfig,
  settings,
} from "./config.ts";
export { openJournal, tellStop } from "./journal.ts";
export { NO_TRAINING } from "./limits.ts";
export { childEnvironment, environmentConfig, explain, runMain } from "./main.ts";
export { type MetricName, Metrics, type MetricValues, metricsCatalogue, metricsPage } from "./metrics.ts";
export { Scope, type Started } from "./scope.ts";
