import { setImmediate } from "node:timers/promises";

/** Longest work at a stretch, about: 200 forecasts take 70 ms, and whoever else asks is not to wait for them. */
const SLICE_MS = 8;

/**
 * `of` each, in order, with room for other requests every 8 ms.
 * @param clockMs milliseconds since any fixed moment.
 */
export const inSlices = async <In, Out>(
  all: readonly In[],
  of: (one: In) => Out,
  clockMs: () => number = () => performance.now(),
): Promise<readonly Out[]> => {
  const found: Out[] = [];
  let began = clockMs();
  for (const one of all) {
    found.push(of(one));
    if (clockMs() - began < SLICE_MS) continue;
    await setImmediate();
    began = clockMs();
  }
  return found;
};
