import fc from "fast-check";
import { expect, test } from "vitest";
import { Random, randomWindows } from "../testing.ts";
import { WINDOW } from "./window-weights.ts";
import { WindowNet } from "./windows.ts";

const nets = randomWindows(5, new Random(4)).map((weights) => new WindowNet(weights));
const window = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: WINDOW, maxLength: WINDOW });

test("many windows read together give the bits that each gives alone", () => {
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 9 }), (windows) => {
      const into = new Float64Array(windows.length);
      for (const net of nets) {
        net.nextOf(Float64Array.from(windows.flat()), windows.length, into);
        const alone = windows.map((one) => net.path(one, WINDOW, 1)?.[0] ?? Number.NaN);
        expect([...into]).toEqual(alone);
        // What comes next does not depend on how far it is asked.
        expect(windows.map((one) => net.path(one, WINDOW, 60)?.[0] ?? Number.NaN)).toEqual(alone);
      }
    }),
    { numRuns: 20 },
  );
});
