import { rowsOf, type Scores } from "@millrace/evaluation";
import { createDecoder } from "@millrace/events";
import { BasketIndex, type LogChange } from "@millrace/itemsets";
import type { Emitter, Processor } from "@millrace/pipeline";
import { hash32 } from "@millrace/state";
import { expect, it } from "vitest";
import { basketTopology } from "./index.ts";

const scope = { kind: "landmark" } as const;
const CUTOFF = 10;

const emit: Emitter = { row: () => undefined, forward: () => undefined };

/** Baskets of which every other one holds one of three pairs that go together, among many items. */
const itemsOf = (n: number): string[] => {
  const drawn = Array.from({ length: 3 }, (_, i) => `i${hash32(`${n}/${i}`) % 60}`);
  return [...new Set([...drawn, ...(n % 2 === 0 ? [`left${n % 6}`, `right${n % 6}`] : [])])];
};

/** Tells a reader all that changed. */
const publish = (processor: Pick<Processor<never>, "drain">, reader: BasketIndex): void => {
  for (const { entity, value } of processor.drain()) {
    const [kind, number] = entity.split("/");
    const of: LogChange["kind"] = kind === "items" ? "items" : "baskets";
    reader.changed(0, of, Number(number), value instanceof Uint8Array ? value : undefined);
  }
  reader.progressed(0, { folded: 0, errorBound: 0 });
  reader.settle();
};

/** What the scoreboard says after some baskets, and the hit rate and mean reciprocal rank of what a reader would have told. */
const scored = (baskets: number, minCount: number) => {
  const shared = { scope, minCount, minSupport: 0.001, maxLength: 4 };
  const settings = { ...shared, itemsMax: 1_000, basketsMax: 1_000 };
  const processor = basketTopology(createDecoder("baskets"), settings).open(0);
  const reader = new BasketIndex({ ...shared, setsMax: 100_000, trendHalfLifeMs: 3_600_000 });
  const told = { hitRateAt10: 0, mrrAt10: 0 };
  for (let n = 0; n < baskets; n++) {
    const id = `b${n}`;
    const items = itemsOf(n);
    const hidden = items[hash32(id, 7) % items.length] ?? "";
    const within = items.filter((item) => item !== hidden);
    const query = { minCount, minConfidence: 0, minLift: 0, sort: "confidence", limit: CUTOFF } as const;
    const rank = reader.missing({ ...query, within }).findIndex(({ then }) => then[0] === hidden) + 1;
    told.hitRateAt10 += rank > 0 ? 1 / baskets : 0;
    told.mrrAt10 += rank > 0 ? 1 / rank / baskets : 0;
    const entries = items.map((itemId) => ({ itemId, quantity: 1 }));
    processor.absorb({ id, time: n, items: entries }, { partition: 0, offset: n, appendedAt: n }, emit);
    publish(processor, reader);
  }
  const rows = rowsOf(processor.scores()[0] as Scores);
  const figure = (model: string, metric: "hitRateAt10" | "mrrAt10"): number =>
    rows.find((row) => row.model === model)?.metrics[metric] ?? Number.NaN;
  return { told, figure };
};

it("scores as `rules` the very list that a reader would have answered with before each basket came", () => {
  const { told, figure } = scored(40, 1);
  expect(figure("rules", "hitRateAt10")).toBeCloseTo(told.hitRateAt10, 9);
  expect(figure("rules", "mrrAt10")).toBeCloseTo(told.mrrAt10, 9);
});

it("shows by how much rules complete baskets better than what is bought most, beside the cosine of items", () => {
  const { figure } = scored(150, 3);
  expect(figure("rules", "mrrAt10")).toBeGreaterThan(figure("popularity", "mrrAt10") * 1.5);
  expect(figure("cosine", "mrrAt10")).toBeGreaterThan(figure("popularity", "mrrAt10"));
});
