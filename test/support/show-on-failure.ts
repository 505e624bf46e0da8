import { afterEach } from "vitest";
import type { Stack } from "./stack.ts";

/** Prints what the processes of a stack wrote, after each test of the file that failed. */
export const showOnFailure = (stackOf: () => Stack | undefined): void => {
  afterEach(({ task }) => {
    if (task.result?.state === "fail") console.error(stackOf()?.said);
  });
};
