import { encodeInteraction, type Interaction } from "@millrace/events";
import { decodeUserRow, PreferenceReplica } from "@millrace/factors";
import { encodeWeights, tasteKinds } from "@millrace/neural";
import { randomTaste, untrainedCard } from "@millrace/neural/testing";
import type { Processor } from "@millrace/pipeline";
import { decodeWeights, encodeAnswerId, priorWeights, sources } from "@millrace/ranking";
import { expect, test } from "vitest";
import {
  preferenceOptions,
  type RecommenderOptions,
  recommenderOptions,
  weightOfAction,
} from "./behaviour.ts";
import { decodeInteraction } from "./interaction.ts";
import { sharesOf } from "./preferences.ts";
import { recommenderTopology } from "./recommender.ts";

const nowhere = { row: () => undefined, forward: () => undefined };
const options: RecommenderOptions = { factors: 2, seed: 1 };

/** A recommender, what it is told next, and what its readers hold. */
const opened = (more: Partial<RecommenderOptions> = {}) => {
  const topology = recommenderTopology({ ...options, ...more });
  const processor: Processor<Interaction> = topology.open(0);
  const replica = new PreferenceReplica(preferenceOptions({ ...options, ...more }));
  let offset = -1;
  return {
    processor,
    tell: (said: Partial<Interaction>, at = ++offset): string => {
      const place = {
        from: said.action === undefined ? "reviews" : "clicks",
        partition: 0,
        offset: at,
        time: at,
      };
      const whole = { ...place, userId: "u", itemId: "a", rating: undefined, deleted: false, ...said };
      const decoded = topology.decode({
        offset: at,
        timestamp: 0,
        key: null,
        value: encodeInteraction(whole),
        headers: {},
      });
      if (!decoded.ok) return decoded.reason;
      return processor.absorb(decoded.event, { partition: 0, offset: at, appendedAt: 0 }, nowhere);
    },
    published: (): Map<string, Uint8Array | null> => {
      const answers = new Map([...processor.drain()].map(({ entity, value }) => [entity, value]));
      for (const [entity, value] of answers) {
        const id = entity.slice(entity.indexOf("/") + 1);
        if (entity.startsWith("taste/") && value !== null) replica.applyUser(id, value);
        if (entity.startsWith("liking/") && value !== null) replica.applyItem(id, value);
      }
      return answers;
    },
    taste: (userId: string): string[] =>
      replica.preferencesOf(userId).map(({ itemId, weight }) => `${itemId} ${weight}`),
  };
};

const board = (processor: Processor<Interaction>, stream: string) => {
  const boards = processor.scores() as readonly {
    readonly stream: string;
    readonly models: readonly { readonly model: string; readonly all: { readonly events: number } }[];
  }[];
  return boards.find((one) => one.stream === stream)?.models.map(({ all }) => all.events);
};

test("clicks, baskets and good ratings become preferences, each by its weight; the newest is last", () => {
  const on = opened();
  on.tell({ itemId: "seen", action: "view" });
  on.tell({ itemId: "bought", items: ["bought", "too"], action: "basket" });
  on.tell({ itemId: "good", rating: 4.5 });
  on.tell({ itemId: "bad", rating: 1 });
  on.tell({ itemId: "left", action: "exit" });
  on.tell({ itemId: "odd", action: "sing" });
  on.tell({ itemId: "seen", action: "cart" });
  on.published();
  expect(on.taste("u")).toEqual(["bought 5", "too 5", "good 4", "seen 3"]);
});

test("weights are settings: what is turned off says nothing, what is named says what it is told to", () => {
  const configured = recommenderOptions({
    factors: 2,
    usersMax: 10,
    itemsMax: 10,
    historyMax: 8,
    preferenceWeights: { view: "0", share: "2", cart: "much" },
    likedFrom: 5,
    recommenderPartitions: 1,
    trendHalfLifeMs: 1_000,
  });
  expect(
    ["view", "share", "cart", "purchase", "constructor"].map((a) => weightOfAction(configured, a)),
  ).toEqual([0, 2, 0, 5, 0]);
  const on = opened(configured);
  on.tell({ itemId: "a", action: "view" });
  on.tell({ itemId: "b", action: "share" });
  on.tell({ itemId: "c", rating: 4.5 });
  on.published();
  expect(on.taste("u")).toEqual(["b 2"]);
});

test("a rating that is withdrawn or turns bad is no preference any more, a purchase stays one", () => {
  const on = opened();
  for (const itemId of ["gone", "turned", "owned"]) on.tell({ itemId, rating: 5 });
  on.tell({ itemId: "owned", action: "purchase" });
  on.tell({ itemId: "gone", deleted: true });
  on.tell({ itemId: "turned", rating: 1 });
  on.tell({ itemId: "owned", deleted: true });
  on.published();
  expect(on.taste("u")).toEqual(["owned 5"]);
});

test("what is forwarded twice counts once, whichever stream it came from", () => {
  const on = opened();
  expect(on.tell({ action: "view" }, 4)).toBe("applied");
  expect(on.tell({ action: "view" }, 4)).toBe("duplicate");
  expect(on.tell({ rating: 3 }, 4)).toBe("applied");
  expect(on.processor.status().globals.watermarks).toEqual({ "clicks/0": 4, "reviews/0": 4 });
});

test("who is not known warms items but leaves no history", () => {
  const on = opened();
  on.tell({ userId: "", itemId: "hot", action: "purchase" });
  const published = on.published();
  expect(published.has("liking/hot")).toBe(true);
  expect([...published.keys()].filter((entity) => entity.startsWith("taste/"))).toEqual([]);
});

test("each preference that is new to its user is scored before it is learned, by how much was known of the user", () => {
  const on = opened();
  for (const itemId of ["a", "b", "c", "a"]) on.tell({ itemId, action: "view" });
  expect(board(on.processor, "preferences")).toEqual([3, 3, 3, 3, 0, 0]);
  expect(board(on.processor, "preferences/0")).toEqual([1, 1]);
  expect(board(on.processor, "preferences/1")).toEqual([1, 1]);
  expect(board(on.processor, "preferences/2-5")).toEqual([1, 1]);
});

test("choices among what was shown are scored and move the weights once they lead; other ids say nothing", () => {
  const on = opened();
  const followed = sources.indexOf("rules");
  expect(on.published().get("blend")).toBeDefined();
  for (let n = 0; n < 900; n++) {
    const items = ["a", "b", "c", "d", "e"].map((itemId, i) => ({
      itemId,
      scores: sources.map((_, s) => (((n + 3) * (i + 2) * (s + 5)) % 11) / 11),
    }));
    const best = [...items].sort((x, y) => (y.scores[followed] ?? 0) - (x.scores[followed] ?? 0))[0];
    const shown = items.map(({ itemId }) => itemId);
    on.tell({
      userId: "",
      itemId: best?.itemId ?? "",
      action: "view",
      shown: n % 3 === 0 ? [] : shown,
      answerId: n % 2 === 0 ? encodeAnswerId(items, n) : "of somebody else",
    });
  }
  expect(board(on.processor, "choices")).toEqual([450, 450, 450]);
  const weights = decodeWeights(on.published().get("blend") ?? new Uint8Array());
  expect(weights[followed]).toBeGreaterThan((priorWeights[followed] ?? 0) * 1.5);
});

test("where nothing but popularity is to be known, it has most of the blend", () => {
  const on = opened();
  const state = { seed: 7 };
  const random = (): number => {
    state.seed = (Math.imul(state.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return state.seed / 2 ** 32;
  };
  // Everybody takes at random from a few items, the first more often: nothing but popularity is to be known.
  for (let n = 0; n < 700; n++)
    on.tell({ userId: `u${n % 400}`, itemId: `i${Math.floor(30 * random() ** 3)}`, action: "view" });
  const weights = decodeWeights(on.published().get("blend") ?? new Uint8Array());
  const of = (source: (typeof sources)[number]): number => weights[sources.indexOf(source)] ?? 0;
  expect(of("popular")).toBeGreaterThan(of("preferences") + of("items") + of("trending"));
  expect(of("rules")).toBe(priorWeights[sources.indexOf("rules")]);
});

test("a rung that has proved better than the blend answers alone, a network in the place of the factors", () => {
  const weights = Float64Array.of(3, 2, 1, 2);
  expect(sharesOf("blend", weights)).toEqual([24 / 64, 16 / 64, 8 / 64, 16 / 64]);
  const alone = ["eals", "autoencoder", "item-knn", "popularity"].map((rung) => sharesOf(rung, weights));
  expect(alone.map((shares) => shares.join(""))).toEqual(["1000", "1000", "0100", "0001"]);
});

test("networks trained elsewhere are scored beside the others once they are in use, and named only where they lead", () => {
  const on = opened();
  const items = Array.from({ length: 12 }, (_, n) => `i${n}`);
  for (const kind of tasteKinds) {
    const weights = randomTaste(kind, items, 3, 1);
    const bytes = encodeWeights(weights, { ...untrainedCard(kind), dataRange: {} });
    expect(on.processor.adopt({ kind, version: "v1", bytes, trainedUpTo: {} })).toBe(true);
  }
  expect(on.processor.status().weights).toEqual({ boltzmann: "v1", autoencoder: "v1" });
  for (let n = 0; n < 60; n++)
    on.tell({ userId: `u${n % 7}`, itemId: `i${(n * 5 + (n % 3)) % 12}`, action: "view" });
  const [, popularity, , , machine, autoencoder] = board(on.processor, "preferences") ?? [];
  expect([machine, autoencoder]).toEqual([popularity, popularity]);
  expect(new TextDecoder().decode(on.published().get("leading") ?? new Uint8Array())).toBe("factors");
});

test("a rating estimated from a text is believed the less the wider its deviation; one that was given, wholly", () => {
  const learned = (deviation: number | undefined): number => {
    const on = opened();
    for (const userId of ["v", "w", "x"]) on.tell({ userId, itemId: "b", rating: 2 });
    on.tell({ rating: 5, deviation });
    const row = on.published().get("user/u");
    return decodeUserRow(row ?? new Uint8Array(), 2).ratings[0]?.rating ?? Number.NaN;
  };
  const [given, sure, unsure] = [learned(undefined), learned(0.3), learned(1.8)];
  expect(given).toBe(5);
  expect([sure < given, sure > 4.4, unsure < 3]).toEqual([true, true, true]);
});

test("what is no interaction is refused with a reason", () => {
  const record = (value: Uint8Array | null) => ({ offset: 0, timestamp: 0, key: null, value, headers: {} });
  const whole = { from: "clicks", partition: 0, offset: 0, time: 0, userId: "u", itemId: "a" };
  const of = (said: object): string => {
    const decoded = decodeInteraction(record(Buffer.from(JSON.stringify({ ...whole, ...said }))));
    return decoded.ok ? "ok" : decoded.reason;
  };
  expect(decodeInteraction(record(null))).toMatchObject({ ok: false, reason: "wrong_type" });
  expect(decodeInteraction(record(Buffer.from("{")))).toMatchObject({ ok: false, reason: "not_json" });
  expect([{}, { rating: 6 }, { items: [1] }, { shown: "a" }, { action: 1 }, { offset: 0.5 }].map(of)).toEqual(
    ["ok", ...Array.from({ length: 5 }, () => "wrong_type")],
  );
});

test("of many items that changed, a publication between those of a second tells some, the next one of a second all others", () => {
  const on = opened();
  const items = Array.from({ length: 100 }, (_, n) => `i${n}`);
  on.tell({ itemId: "i0", items, action: "basket" });
  const told = (heavy: boolean) =>
    [...on.processor.drain(heavy)].filter(({ entity }) => entity.startsWith("liking/"));
  const [some, rest] = [told(false), told(true)];
  expect(some).toHaveLength(32);
  expect([...some, ...rest].map(({ entity }) => entity.slice("liking/".length)).sort()).toEqual(items.sort());
  expect([...some, ...rest].every(({ lags }) => lags)).toBe(true);
  on.tell({ itemId: "i5", action: "view" });
  expect(told(false).map(({ entity }) => entity)).toEqual(["liking/i5"]);
});
