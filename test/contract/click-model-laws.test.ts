import { LADDER_RUNGS, NextItemModels } from "@millrace/sequences";
import fc from "fast-check";
import { modelLaws } from "./model-laws.ts";

const id = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "1");

modelLaws("NextItemModels", {
  events: fc.record({ session: fc.nat(3), item: id, asked: fc.boolean() }),
  open: () => new NextItemModels({ items: 5, neighbours: 3 }),
  learn: (models, { session, item, asked }) => {
    // Sessions are told apart by where they stand; one that lost its place begins anew.
    const place = { row: session % 3, start: models.index.start(session % 3) };
    const trail = place.start === 0 ? [] : ["a", "b", "c"].slice(session);
    if (asked) {
      models.ladder.predict(models.trailOf(trail, place));
      models.ladder.learn(models.chain.popularity.table.find(item));
    }
    return models.learn(trail, item, place.start === 0 ? undefined : place);
  },
  ask: (models, { session, item }) => {
    models.ladder.predict(models.trailOf(["a", item], { row: session % 3, start: 1 }));
    return LADDER_RUNGS.map((rung) => [
      models.ladder.rank(rung, models.chain.popularity.table.find("b")),
      models.ladder.top(rung, 4),
    ]);
  },
  size: ({ sizes }) => {
    const all = Object.values(sizes);
    const sum = (of: "entries" | "bytes" | "evictions"): number =>
      all.reduce((total, size) => total + size[of], 0);
    return { entries: sum("entries"), bytes: sum("bytes"), evictions: sum("evictions") };
  },
  bounds: { entries: 5 + 5 + 3 + 1, bytes: 60_000 },
});
