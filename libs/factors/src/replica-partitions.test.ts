import { expect, test } from "vitest";
import { FactorReplica, PreferenceModel, PreferenceReplica, RatingModel } from "./index.ts";

const options = { factors: 2, seed: 1 };

/** A partition whose one user rated an item so often that it knows so many ratings. */
const partition = (userId: string, ratings: number) => {
  const rating = new RatingModel(options);
  const liking = new PreferenceModel(options);
  for (let n = 0; n < ratings; n++) {
    rating.learn({ userId: n === 0 ? userId : `${userId}${n}`, itemId: "i", rating: 1 + (n % 4) });
    liking.learn({ userId: n === 0 ? userId : `${userId}${n}`, itemId: "i", weight: 1, time: n });
  }
  return { rating, liking };
};

const said = (bytes: Uint8Array | undefined): Uint8Array => bytes ?? expect.fail();

test("of two partitions' rows of one item the one that knows more ratings is held, in whatever order they come", () => {
  const [few, many] = [partition("a", 3), partition("b", 9)];
  for (const order of [
    [few, many],
    [many, few],
  ]) {
    const factors = new FactorReplica(options);
    const preferences = new PreferenceReplica(options);
    for (const one of order) {
      factors.applyItem("i", said(one.rating.encodeItem("i")), one === few ? 0 : 1);
      preferences.applyItem("i", said(one.liking.encodeItem("i")), one === few ? 0 : 1);
      preferences.applyTotals(one.liking.encodeTotals(), one === few ? 0 : 1);
    }
    expect(factors.ratingsOfItem("i")?.ratings).toBe(9);
    expect(preferences.countOf(preferences.slotOf("i"))).toBe(9);
    // What the other partition let go is still known here.
    expect(factors.removeItem("i", 0)).toBe(false);
    expect(preferences.removeItem("i", 0)).toBe(false);
    // The partition that said it may take some of it back.
    many.rating.withdraw("b", "i");
    factors.applyItem("i", said(many.rating.encodeItem("i")), 1);
    expect(factors.ratingsOfItem("i")?.ratings).toBe(8);
    many.rating.learn({ userId: "b", itemId: "i", rating: 1 });
  }
});

test("a user is predicted with what that user's own partition says of everybody, to the bit", () => {
  const [few, many] = [partition("a", 3), partition("b", 9)];
  const factors = new FactorReplica(options);
  for (const [n, one] of [few, many].entries()) {
    factors.applyGlobal(one.rating.encodeGlobal(), n);
    factors.applyUser(n === 0 ? "a" : "b", said(one.rating.encodeUser(n === 0 ? "a" : "b")), n);
  }
  expect(factors.mean).toBe(many.rating.predict("", "").mean);
  expect(factors.predict("a", "?")).toEqual(few.rating.predict("a", "?"));
  expect(factors.predict("b", "?")).toEqual(many.rating.predict("b", "?"));
});

test("when everything of a partition is void, the others' users and items stay", () => {
  const [few, many] = [partition("a", 3), partition("b", 9)];
  const factors = new FactorReplica(options);
  const preferences = new PreferenceReplica(options);
  for (const [n, one] of [few, many].entries()) {
    factors.applyGlobal(one.rating.encodeGlobal(), n);
    preferences.applyTotals(one.liking.encodeTotals(), n);
    const userId = n === 0 ? "a" : "b";
    factors.applyUser(userId, said(one.rating.encodeUser(userId)), n);
    preferences.applyUser(userId, said(one.liking.encodeUser(userId)), n);
    factors.applyItem(`i${n}`, said(one.rating.encodeItem("i")), n);
    preferences.applyItem(`i${n}`, said(one.liking.encodeItem("i")), n);
  }
  factors.removePartition(1);
  preferences.removePartition(1);
  expect([factors.hasUser("a"), factors.hasUser("b")]).toEqual([true, false]);
  expect([preferences.hasUser("a"), preferences.hasUser("b")]).toEqual([true, false]);
  expect([factors.slotOf("i0") >= 0, factors.slotOf("i1")]).toEqual([true, -1]);
  expect([preferences.slotOf("i0") >= 0, preferences.slotOf("i1")]).toEqual([true, -1]);
  expect(factors.mean).toBe(few.rating.predict("", "").mean);
  expect(preferences.now).toBe(2);
});
