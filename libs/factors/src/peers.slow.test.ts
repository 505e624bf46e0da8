import { expect, test } from "vitest";
import { PreferenceModel, RatingModel } from "./index.ts";
import { plantedRatings } from "./planted-ratings.ts";
import { decodePreferenceItem, decodePreferenceTotals } from "./preference-wire.ts";
import { decodeItemRow } from "./wire.ts";

/** Models that learn the same items from other users, and the newest that each said. */
class Peers<M extends Pick<RatingModel, "shares" | "adopt">> {
  readonly models: readonly M[];
  readonly #said = new Map<string, (Uint8Array | undefined)[]>();
  readonly #news = new Set<string>();

  constructor(models: readonly M[]) {
    this.models = models;
  }

  /** The model of whoever has this number. */
  of(userId: string): M {
    return this.models[Number(userId.slice(1)) % this.models.length] ?? expect.fail();
  }

  /** Notes what each has to say. */
  listen(): void {
    for (const [n, model] of this.models.entries())
      for (const [itemId, share] of model.shares()) {
        const said = this.#said.get(itemId) ?? [];
        this.#said.set(itemId, said);
        said[n] = share;
        this.#news.add(itemId);
      }
  }

  /** Tells everybody what is new. */
  exchange(): void {
    for (const itemId of this.#news)
      for (const [n, model] of this.models.entries())
        model.adopt(
          itemId,
          (this.#said.get(itemId) ?? []).filter(
            (share, from) => share !== undefined && share.length > 0 && from !== n,
          ) as Uint8Array[],
        );
    this.#news.clear();
  }
}

const ratings = plantedRatings(12_000, 400, 200, 2, 5);
const options = { factors: 4, lambda: 4, seed: 1 };

/** Over the second half, each rating predicted before it is learned; what others said is up to 100 ratings old. */
const rmse = (partitions: number, shared: boolean): Record<"biases" | "als", number> => {
  const peers = new Peers(Array.from({ length: partitions }, () => new RatingModel({ ...options, shared })));
  const sums = { biases: 0, als: 0 };
  for (const [n, one] of ratings.entries()) {
    const model = peers.of(one.userId);
    const said = model.predict(one.userId, one.itemId);
    if (n * 2 >= ratings.length)
      for (const rung of ["biases", "als"] as const) sums[rung] += (said[rung] - one.rating) ** 2;
    model.learn(one);
    if (!shared) continue;
    peers.listen();
    if (n % 100 === 0) peers.exchange();
  }
  const root = (sum: number): number => Math.sqrt((sum * 2) / ratings.length);
  return { biases: root(sums.biases), als: root(sums.als) };
};

test("four partitions that tell each other of the items predict ratings as one does, within one per cent; alone they do not", () => {
  const one = rmse(1, false);
  const four = rmse(4, true);
  const alone = rmse(4, false);
  expect(four.als / one.als).toBeLessThan(1.01);
  expect(four.biases / one.biases).toBeLessThan(1.01);
  expect(alone.als / one.als).toBeGreaterThan(1.03);
});

test("what all say of an item adds up, however often it is said: people, touches, heat, ratings and mean are those of one partition", () => {
  const heatHalfLifeMs = 86_400_000;
  const one = {
    rating: new RatingModel(options),
    liking: new PreferenceModel({ ...options, heatHalfLifeMs }),
  };
  const three = { ...options, shared: true };
  const peers = new Peers([0, 1, 2].map(() => new RatingModel(three)));
  const likes = new Peers([0, 1, 2].map(() => new PreferenceModel({ ...three, heatHalfLifeMs })));
  // So few that all of it is news.
  for (const [n, { userId, itemId, rating }] of ratings.slice(0, 80).entries()) {
    const touch = { userId, itemId, weight: rating, time: n * 60_000_000 };
    for (const model of [one.rating, peers.of(userId)]) model.learn({ userId, itemId, rating });
    for (const model of [one.liking, likes.of(userId)]) model.learn(touch);
    for (const all of [peers, likes]) {
      all.listen();
      if (n % 7 === 0 || n === 79) all.exchange();
    }
  }
  const items = one.rating.changedItems();
  expect(items.length).toBeGreaterThan(30);
  for (const itemId of items) {
    const row = (model: RatingModel) => decodeItemRow(model.encodeItem(itemId) ?? expect.fail(), 4);
    const { count, sum } = row(one.rating);
    for (const model of peers.models) expect(row(model)).toMatchObject({ count, sum });
  }
  for (const itemId of one.liking.changedItems()) {
    const row = (model: PreferenceModel) =>
      decodePreferenceItem(model.encodeItem(itemId) ?? expect.fail(), 4);
    const { count, touches, heat } = row(one.liking);
    for (const model of likes.models) {
      expect(row(model)).toMatchObject({ count, touches, heat: { time: heat.time } });
      expect(row(model).heat.mass).toBeCloseTo(heat.mass, 9);
    }
  }
  const totals = (model: PreferenceModel) => decodePreferenceTotals(model.encodeTotals());
  for (const model of likes.models) {
    const { touches, weights, heat } = totals(one.liking);
    expect(totals(model)).toMatchObject({ touches, weights, heat: { time: heat.time } });
    expect(totals(model).heat.mass).toBeCloseTo(heat.mass, 9);
  }
  for (const model of peers.models) expect(model.predict("", "").mean).toBe(one.rating.predict("", "").mean);
});

test("what peers say is part of the state: restored, a model goes on as it would have", () => {
  const peers = new Peers([0, 1].map(() => new RatingModel({ ...options, shared: true })));
  const likes = new Peers([0, 1].map(() => new PreferenceModel({ ...options, shared: true })));
  const learn = (from: number, to: number): void => {
    for (const [n, { userId, itemId, rating }] of ratings.slice(from, to).entries()) {
      peers.of(userId).learn({ userId, itemId, rating });
      likes.of(userId).learn({ userId, itemId, weight: rating, time: (from + n) * 1_000 });
    }
    for (const all of [peers, likes]) {
      all.listen();
      all.exchange();
    }
  };
  learn(0, 500);
  const bytes = (model: RatingModel | PreferenceModel) =>
    new Map([...model.chunks()].map((chunk) => [chunk.name, chunk.bytes()]));
  const again = new RatingModel({ ...options, shared: true });
  const likesAgain = new PreferenceModel({ ...options, shared: true });
  const [rating = expect.fail()] = peers.models;
  const [liking = expect.fail()] = likes.models;
  again.restore(bytes(rating));
  likesAgain.restore(bytes(liking));
  for (const [n, { userId, itemId, rating: stars }] of ratings.slice(500, 700).entries()) {
    for (const model of [rating, again]) model.learn({ userId, itemId, rating: stars });
    for (const model of [liking, likesAgain]) model.learn({ userId, itemId, weight: 1, time: n });
  }
  expect(bytes(again)).toEqual(bytes(rating));
  expect(bytes(likesAgain)).toEqual(bytes(liking));
  expect([...again.shares()]).toEqual([...rating.shares()]);
});
