export { Moments } from "./moments.ts";
export { type Components, principalComponents, project } from "./pca.ts";
export { TsneLayout, type TsneOptions } from "./tsne.ts";
