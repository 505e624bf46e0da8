import { expect, test } from "vitest";
import { NextItemModels } from "./next-item-models.ts";
import { SessionIndex } from "./session-index.ts";

/** Items that stand in a row, by slot. */
const itemsIn = (index: SessionIndex, models: NextItemModels, row: number): number[] =>
  Array.from({ length: index.length(row) }, (_, i) => index.item(row, i, models.chain.view.serials));

/** Three sessions over the same items, the second one somebody's who will be forgotten. */
const three = () => {
  const models = new NextItemModels({ items: 20, neighbours: 10 });
  const places = ["first", "ada", "third"].map((sessionId) => {
    const begun = models.learn([], "a", undefined, sessionId);
    return models.learn(["a"], `after-${sessionId}`, begun, sessionId);
  });
  return { models, rows: places.map(({ row }) => row) };
};

const restored = (models: NextItemModels): NextItemModels => {
  const copy = new NextItemModels({ items: 20, neighbours: 10 });
  copy.restore(new Map([...models.chunks()].map(({ name, bytes }) => [name, bytes()])));
  return copy;
};

test("a forgotten session leaves its neighbours, also after a restore, and nobody else does", () => {
  const { models, rows } = three();
  for (const each of [models, restored(models)]) {
    each.forget("ada");
    expect(rows.map((row) => itemsIn(each.index, each, row).length)).toEqual([2, 0, 2]);
    const posting = each.index.posting(each.chain.popularity.table.find("a"));
    const live = Array.from({ length: posting?.size ?? 0 }, (_, i) => i)
      .filter((i) => each.index.isLive(posting?.row(i) ?? 0, posting?.stamp(i) ?? 0))
      .map((i) => posting?.row(i));
    expect(live).toEqual([rows[0], rows[2]]);
  }
});

test("a reader's copy forgets it with the next row that is published", () => {
  const { models, rows } = three();
  const reader = new SessionIndex({ sessions: Number.MAX_SAFE_INTEGER });
  const publish = (): void => {
    for (const row of models.index.changed.take(100)) reader.apply(models.index.encodeRow(row));
  };
  publish();
  expect(rows.map((row) => reader.length(row))).toEqual([2, 2, 2]);
  models.forget("ada");
  publish();
  expect(rows.map((row) => reader.length(row))).toEqual([2, 0, 2]);
});

test("a session that comes back under the same name after it was forgotten begins anew", () => {
  const { models, rows } = three();
  models.forget("ada");
  const again = models.learn([], "b", undefined, "ada");
  expect(rows).not.toContain(again.row);
  expect(models.index.length(again.row)).toBe(1);
});
