export { problems } from "./http/problem.ts";
export { openApiDocument } from "./openapi.ts";
export { start } from "./start.ts";
