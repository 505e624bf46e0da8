export { type Course, courses } from "./course.ts";
export { type Edition, openPublisher, trainEdition } from "./edition.ts";
export { start } from "./start.ts";
