export { type AnswerOf, Millrace, type MillraceOptions, type RequestOf, type Taken } from "./client.ts";
export type { Events } from "./events.ts";
export type { Operations } from "./operations.ts";
export { MillraceProblem } from "./problem.ts";
