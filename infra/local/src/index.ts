export { type Broker, type BrokerOptions, startBroker } from "./broker/start.ts";
export type { Exit } from "./broker/supervised.ts";
export { findBrowser, setUpBrowser } from "./browser.ts";
export { type Check, doctor } from "./doctor.ts";
export { cacheFolder } from "./environment.ts";
export { LocalError, type LocalErrorCode } from "./errors.ts";
export { type OperatorProgram, provideProgram, providePythonWithKafka } from "./operatorTools.ts";
export { createProgress } from "./progress.ts";
export { type TensorBackend, tensorBackend } from "./tensor/layout.ts";
