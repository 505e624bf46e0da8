export { type Course, courses } from "./course.ts";
export { start } from "./start.ts";
