import { ARCHITECTURES, WINDOW, WindowNet } from "@millrace/neural";
import { Random, randomWindows } from "@millrace/neural/testing";
import { expect, test } from "vitest";
import { AskedNetworks } from "./asked-networks.ts";
import { LADDER } from "./topology.ts";

const SERIES = 70;

test("a network that answers for a series is asked about each of its readings, with many series together", () => {
  const random = new Random(3);
  const windows = randomWindows(4, random).map((weights) => new WindowNet(weights));
  const recent = Array.from({ length: SERIES }, () => Array.from(random.uniform(WINDOW, 5)));
  const lstm = LADDER.indexOf("lstm");
  const of = (seriesId: string): number[] => recent[Number(seriesId)] ?? [];
  const asked = new AskedNetworks(
    {
      rungs: LADDER,
      origin: () => ({ step: 33, reach: 0 }),
      answersNear: (_, rung) => rung === lstm,
      answersFar: () => false,
      recent: of,
    },
    { windows, predict: () => undefined, path: () => undefined },
  );
  const expected = (seriesId: string) => {
    const said: (number | undefined)[] = [...asked.next(seriesId)];
    const net = windows[ARCHITECTURES.indexOf("lstm")];
    const alone = net?.path(of(seriesId), WINDOW, 1)?.[0];
    expect(said).toEqual([undefined, undefined, undefined, alone, undefined]);
    return alone;
  };
  // Before it was asked ahead, as after a restart, and after: the same.
  for (let n = 0; n < SERIES; n++) expected(String(n));
  for (let n = 0; n < SERIES; n++) asked.paths(String(n));
  for (let n = SERIES - 1; n >= 0; n--) {
    expect(expected(String(n))).toBeDefined();
  }
});
