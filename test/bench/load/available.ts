import { existsSync } from "node:fs";
import type { BenchStream } from "./streams.ts";

const reviews = new URL("../../../services/reviews/src/topology.ts", import.meta.url);

/** Whether a stream's service is there. */
export const available = (stream: BenchStream): boolean => stream !== "reviews" || existsSync(reviews);
