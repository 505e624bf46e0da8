import type { ClickEvent } from "@millrace/datasets";
import { encodeWeights, type NetworkWeights } from "@millrace/neural";
import { Random, randomHiddenMarkov, randomNextItem, untrainedCard } from "@millrace/neural/testing";
import type { Weights } from "@millrace/pipeline";

/** Items that an item leads to. */
const SUCCESSORS = 30;
/** Sessions that go on at the same time. */
const CONCURRENT = 500;
const MEAN_CLICKS = 8;
const BEGIN = Date.UTC(2026, 0);

/** Clicks over any number of items, popularity about 1/rank, each item with successors of its own. O(live sessions) memory. */
export function* clicksOver(items: number, seed: number): Generator<ClickEvent, void, undefined> {
  const random = new Random(seed);
  const popular = (): number => Math.floor(items ** random.next()) - 1;
  const live: { id: string; item: number }[] = [];
  let opened = 0;
  for (let n = 0; ; n++) {
    while (live.length < CONCURRENT) live.push({ id: `s${seed}-${opened++}`, item: -1 });
    const at = Math.floor(random.next() * live.length);
    const session = live[at];
    if (session === undefined) return;
    const base = { id: `c${seed}-${n}`, time: BEGIN + n * 50, sessionId: session.id };
    if (session.item >= 0 && random.next() < 1 / MEAN_CLICKS) {
      live.splice(at, 1);
      yield { ...base, itemId: `i${session.item}`, action: "exit" };
      continue;
    }
    const successor = Math.floor(SUCCESSORS * random.next() ** 2);
    session.item =
      session.item < 0 || random.next() < 0.1
        ? popular()
        : (session.item * 31 + successor * successor * 17 + 1) % items;
    yield { ...base, itemId: `i${session.item}`, action: "view" };
  }
}

/** Untrained networks over these items, of the sizes that the trainer makes. */
export const networksOver = (items: number): readonly NetworkWeights[] => {
  const ids = Array.from({ length: items }, (_, i) => `i${i}`);
  return [randomNextItem(ids, 64, 1), randomHiddenMarkov(ids, 8, 2)];
};

/** The same as a partition is offered them. */
export const modelsOver = (items: number): readonly Weights[] =>
  networksOver(items).map((weights) => ({
    kind: weights.kind,
    version: "untrained",
    bytes: encodeWeights(weights, { ...untrainedCard(weights.kind), dataRange: {} }),
    trainedUpTo: {},
  }));
