import { setImmediate } from "node:timers/promises";
import type { TrainedNetwork } from "@millrace/neural";
import { type NextItemOptions, trainNextItem } from "@millrace/neural/training";
import { NextItemModels, type SessionPlace } from "@millrace/sequences";

/** The rungs that a network has to beat. */
const RUNGS = ["popularity", "markov", "rules", "vsknn"] as const;
type Rung = (typeof RUNGS)[number];
/** Clicks between two turns of the event loop. */
const TURN_CLICKS = 1_000;
const DEPTH = 20;
/** What the training takes where nothing is said. */
const VALIDATION_SHARE = 0.1;
const ITEMS_MAX = 50_000;
const JUDGED_MAX = 10_000;

/** Metrics by rung, named as those of the network. */
export type FiguresBeside = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The part that is learned of what is split as the training splits it. */
const learnedOf = (sessions: readonly (readonly string[])[], share: number) =>
  sessions.slice(0, Math.max(1, Math.floor(sessions.length * (1 - share))));

/**
 * What the counting rungs make of the predictions that a next-item network is judged on: learned from the sessions that
 * it learns from, all items ranked, repeated clicks kept. About 10 µs for each click learned, 0.2 ms for each judged.
 */
export const rungsBeside = async (
  sessions: readonly (readonly string[])[],
  {
    validationShare = VALIDATION_SHARE,
    itemsMax = ITEMS_MAX,
    judgedMax = JUDGED_MAX,
  }: Partial<NextItemOptions>,
): Promise<FiguresBeside> => {
  const models = new NextItemModels({ items: itemsMax });
  const learned = learnedOf(sessions, validationShare);
  let clicks = 0;
  const turn = async (): Promise<void> => {
    if (++clicks % TURN_CLICKS === 0) await setImmediate();
  };
  for (const session of learned) {
    let place: SessionPlace | undefined;
    for (const [n, itemId] of session.entries()) {
      place = models.learn(session.slice(Math.max(0, n - 16), n), itemId, place);
      await turn();
    }
  }
  const sums = new Map<Rung, { twenty: number; first: number; reciprocal: number }>(
    RUNGS.map((rung) => [rung, { twenty: 0, first: 0, reciprocal: 0 }]),
  );
  let judged = 0;
  for (let s = sessions.length - 1; s >= learned.length && judged < judgedMax; s--) {
    const session = sessions[s] ?? [];
    for (let n = 1; n < session.length; n++) {
      judged++;
      models.ladder.predict(models.trailOf(session.slice(0, n), undefined));
      const slot = models.chain.popularity.table.find(session[n] ?? "");
      for (const [rung, sum] of sums) {
        const rank = models.ladder.rank(rung, slot);
        if (rank === 1) sum.first++;
        if (rank > DEPTH) continue;
        sum.twenty++;
        sum.reciprocal += 1 / rank;
      }
      await turn();
    }
  }
  const per = Math.max(1, judged);
  return Object.fromEntries(
    [...sums].map(([rung, { first, twenty, reciprocal }]) => [
      rung,
      { recall1: first / per, recall20: twenty / per, mrr20: reciprocal / per },
    ]),
  );
};

/** Trains a next-item network, and writes on its card how the counting rungs do on the same predictions. */
export const trainBesideRungs = async (
  sessions: readonly (readonly string[])[],
  training: NextItemOptions,
): Promise<TrainedNetwork> => {
  const { weights, card } = await trainNextItem(sessions, training);
  return { weights, card: { ...card, beside: await rungsBeside(sessions, training) } };
};
