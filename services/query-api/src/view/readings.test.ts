import { createDecoder } from "@millrace/events";
import { readingTopology } from "@millrace/service-readings";
import { expect, test } from "vitest";
import { NetworkShelf } from "./networks.ts";
import { ReadingsView } from "./readings.ts";

test("a series whose state another version wrote counts as unknown, and does not hide the others", () => {
  const processor = readingTopology(createDecoder("readings"), { seriesMax: 2, lags: 2 }).open(0);
  const nowhere = { row: () => undefined, forward: () => undefined };
  const view = new ReadingsView(new NetworkShelf());
  for (const [offset, seriesId] of ["new", "old"].entries())
    processor.absorb({ seriesId, time: 1, value: 7 }, { partition: 0, offset, appendedAt: 0 }, nowhere);
  for (const { entity, value } of processor.drain()) {
    const [, ...rest] = value ?? [];
    view.changed(0, entity, entity === "series/old" ? Uint8Array.from([1, ...rest]) : value);
  }
  expect([view.find("old"), view.find("new")?.state.last]).toEqual([undefined, 7]);
  expect(view.list(0, 9).map(({ state }) => state.seriesId)).toEqual(["new"]);
});
