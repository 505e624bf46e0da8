export { SessionLog } from "./clicks.ts";
export { type Course, courses } from "./course.ts";
export { type Edition, openPublisher, trainEdition } from "./edition.ts";
export { fitHiddenStates } from "./hidden-states.ts";
export { trainLanguage } from "./language.ts";
export { readVectors } from "./pretrained.ts";
export { start } from "./start.ts";
