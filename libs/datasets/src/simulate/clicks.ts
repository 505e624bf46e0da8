import type { ClickEvent } from "../event.ts";
import { drawBelow, drawChance, drawExponential } from "../random/draw.ts";
import { seededRandom } from "../random/xoshiro.ts";
import type { ClickProcess } from "./click-process.ts";
import { type ClickTruth, clickTruth } from "./click-truth.ts";
import { orderOneProcess } from "./order-one.ts";
import { orderThreeProcess } from "./order-three.ts";
import {
  requireInteger,
  requireRange,
  SIMULATED_START_MS,
  type Simulated,
  simulatedItemId,
} from "./simulated.ts";

/** Settings of `simulateClicks`. */
export interface ClickSimulation {
  readonly seed: number;
  /** Sessions in all, each ended by an `exit`. */
  readonly sessions: number;
  /** @default 40 (8 to 500) */
  readonly items?: number;
  /** How many past items decide the next one. @default 3 */
  readonly order?: 1 | 3;
  /** Successors of an item in the process of order 3. @default 3 (2 or 3) */
  readonly classes?: number;
  /** Probability that the planted rule decides the next item. @default 0.9 */
  readonly determined?: number;
  /** Mean clicks of a session. @default 12 */
  readonly clicksPerSession?: number;
  /** Sessions that go on at the same time. @default 40 */
  readonly concurrent?: number;
  /** People who come back; half of the sessions belong to one of them. @default 200 */
  readonly users?: number;
  /** Mean milliseconds between two events of the whole stream. @default 250 */
  readonly msBetween?: number;
  /** Milliseconds since 1970 of the first event. @default 2024-01-01 */
  readonly startTime?: number;
}

interface Session {
  readonly id: string;
  readonly userId: string | undefined;
  state: number | undefined;
}

const CART_SHARE = 0.08;
const PURCHASE_SHARE = 0.02;
const USER_SHARE = 0.5;

const planted = (o: ClickSimulation): ClickProcess => {
  const { seed, items = 40, order = 3, classes = 3, determined = 0.9, clicksPerSession = 12 } = o;
  requireInteger("items", items, 8, 500);
  requireInteger("classes", classes, 2, 3);
  requireRange("determined", determined, 0, 1);
  requireRange("clicksPerSession", clicksPerSession, 2, 1000);
  const settings = { seed, items, determined, clicksPerSession, classes };
  return order === 3 ? orderThreeProcess(settings) : orderOneProcess(settings);
};

/**
 * Clicks of sessions that interleave in time. What is bought or carted is drawn beside the process, so that the
 * action says nothing of the next item. About sessions × (clicksPerSession + 1) events.
 *
 * @throws {RangeError} when a setting is out of its range.
 */
export const simulateClicks = (options: ClickSimulation): Simulated<ClickEvent, ClickTruth> => {
  const {
    seed,
    sessions,
    concurrent = 40,
    users = 200,
    msBetween = 250,
    startTime = SIMULATED_START_MS,
  } = options;
  requireInteger("sessions", sessions, 1);
  requireInteger("concurrent", concurrent, 1, 100_000);
  requireInteger("users", users, 1);
  const process = planted(options);

  function* events(): Generator<ClickEvent, void, undefined> {
    const random = seededRandom(seed, 10);
    const live: Session[] = [];
    let opened = 0;
    let time = startTime;
    for (let n = 0; ; n++) {
      while (live.length < concurrent && opened < sessions) {
        const userId = drawChance(random, USER_SHARE) ? `sim-user-${drawBelow(random, users)}` : undefined;
        live.push({ id: `sim-${seed}-session-${opened++}`, userId, state: undefined });
      }
      const at = drawBelow(random, live.length);
      const session = live[at];
      if (session === undefined) return;
      time += Math.max(1, Math.round(drawExponential(random, msBetween)));
      const base = { id: `sim-${seed}-click-${n}`, time, sessionId: session.id };
      const owner = session.userId === undefined ? {} : { userId: session.userId };
      const last = session.state === undefined ? undefined : process.itemOf(session.state);
      if (last !== undefined && drawChance(random, process.exitProbability[last] ?? 0)) {
        yield { ...base, ...owner, itemId: simulatedItemId(last), action: "exit" };
        live.splice(at, 1);
        continue;
      }
      const following = session.state === undefined ? process.start : process.next(session.state);
      const item = following.draw(random);
      session.state =
        session.state === undefined ? process.begin(item) : process.advance(session.state, item);
      const u = random.unit();
      const action = u < PURCHASE_SHARE ? "purchase" : u < PURCHASE_SHARE + CART_SHARE ? "cart" : "view";
      yield { ...base, ...owner, itemId: simulatedItemId(item), action };
    }
  }

  let truth: ClickTruth | undefined;
  return {
    get truth() {
      truth ??= clickTruth(process);
      return truth;
    },
    events,
  };
};
