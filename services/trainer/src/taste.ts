import { setImmediate } from "node:timers/promises";
import type { Interaction } from "@millrace/events";
import { BoltzmannMachine } from "@millrace/factors";
import type { EpochRecord, TasteWeights, TrainedNetwork } from "@millrace/neural";
import { type TasteData, type TrainingOptions, tasteData, tasteFigures } from "@millrace/neural/training";

/** Interactions that the first networks over items wait for. */
export const TASTE_EVENTS_MIN = 500;
/** Items that they know: the most touched ones. */
export const TASTE_ITEMS_MAX = 2_000;
/** Newest items of a user that are kept, and users. */
const HISTORY_MAX = 128;
const USERS_MAX = 20_000;
/** Least rating that counts as liking. */
const LIKED_FROM = 3.5;

/** What users touched, newest users kept: what networks over items learn from. */
export class TasteLog {
  readonly #users = new Map<string, Set<string>>();

  /** Takes the next interaction; one of nobody known, or a poor rating, teaches nothing. */
  add({ userId, itemId, items = [itemId], rating, action, deleted, forget }: Interaction): void {
    if (forget === true) this.#users.delete(userId);
    if (userId === "" || forget === true || action === "exit") return;
    const own = this.#users.get(userId) ?? new Set();
    const isLiked = !deleted && (action !== undefined || (rating ?? 0) >= LIKED_FROM);
    for (const one of items) {
      own.delete(one);
      if (isLiked) own.add(one);
    }
    for (const oldest of own) {
      if (own.size <= HISTORY_MAX) break;
      own.delete(oldest);
    }
    // Taken out and put in again, so that the map stays in order of last deeds.
    this.#users.delete(userId);
    this.#users.set(userId, own);
    const idle = this.#users.keys().next().value;
    if (this.#users.size > USERS_MAX && idle !== undefined) this.#users.delete(idle);
  }

  /** Histories as networks learn them. */
  data(): TasteData {
    return tasteData(
      [...this.#users.values()].map((own) => [...own]),
      TASTE_ITEMS_MAX,
    );
  }
}

const MACHINE = { hidden: 48, rate: 0.02, epochs: 30, steps: 1 } as const;
/** Users between two turns of the event loop. */
const SLICE = 32;
/** Users whose free energy is looked at after each pass. */
const LOOKED_AT = 500;

/**
 * Trains a restricted Boltzmann machine by contrastive divergence. The card tells for each pass the mean free energy of users
 * learned from and of users kept back, in nats: both fall while it learns, and part where it learns by heart.
 * @throws {RangeError} where there are too few users
 */
export const trainMachine = async (
  data: TasteData,
  options: TrainingOptions,
): Promise<TrainedNetwork<TasteWeights>> => {
  const { items, users, judged } = data;
  if (items.length < 2 || users.length < 2) throw new RangeError("too few users touched the same items");
  const clock = options.clockMs ?? (() => performance.now());
  const began = clock();
  const late = (): boolean => clock() - began > (options.timeBudgetMs ?? Number.POSITIVE_INFINITY);
  const seed = options.seed ?? 1;
  const { hidden, rate, steps } = MACHINE;
  const passes = options.epochs ?? MACHINE.epochs;
  const machine = new BoltzmannMachine({ visible: items.length, hidden, rate, steps, seed });
  machine.startFrom(users);
  const places = new Map(items.map((itemId, place) => [itemId, place]));
  const kept = judged.map(({ touched, next }) => [...touched, next].map((one) => places.get(one) ?? 0));
  const energy = (some: readonly (readonly number[])[]): number =>
    some.slice(0, LOOKED_AT).reduce((sum, one) => sum + machine.freeEnergy(one), 0) /
    Math.max(1, Math.min(LOOKED_AT, some.length));
  const before = energy(users);
  const epochs: EpochRecord[] = [];
  while (epochs.length < passes && !late()) {
    const from = clock();
    for (let user = 0; user < users.length && !late(); user += SLICE) {
      machine.train(users.slice(user, user + SLICE));
      await setImmediate();
    }
    const record = {
      epoch: epochs.length + 1,
      trainingLoss: energy(users),
      validationLoss: energy(kept),
      gradientNorm: 0,
      clippedNorm: 0,
      seconds: (clock() - from) / 1000,
    };
    epochs.push(record);
    options.onProgress?.(record);
  }
  const weights = layersOf(machine, items, hidden);
  const card = {
    kind: "boltzmann" as const,
    created: options.created,
    dataRange: options.dataRange,
    backend: "javascript",
    seed,
    shapes: { kernel: [items.length, hidden], visible: [items.length], hidden: [hidden] },
    parameters: items.length * hidden + items.length + hidden,
    settings: { ...MACHINE, epochs: passes },
    epochs,
    bestEpoch: epochs.length,
    stopped: late() ? ("time" as const) : ("epochs" as const),
    trainingExamples: users.length,
    validationExamples: judged.length,
    validation: {
      ...tasteFigures(weights, data),
      freeEnergyBefore: before,
      freeEnergyAfter: epochs.at(-1)?.trainingLoss ?? before,
    },
    seconds: (clock() - began) / 1000,
  };
  return { weights, card };
};

/** One mean-field step to the hidden units and back, as layers. */
const layersOf = (machine: BoltzmannMachine, items: readonly string[], hidden: number): TasteWeights => {
  const { weights } = machine;
  const back = new Float32Array(weights.kernel.length);
  for (let i = 0; i < items.length; i++)
    for (let h = 0; h < hidden; h++) back[h * items.length + i] = weights.kernel[i * hidden + h] ?? 0;
  const there = { kernel: Float32Array.from(weights.kernel), bias: Float32Array.from(weights.hidden) };
  return {
    kind: "boltzmann",
    items,
    layers: [there, { kernel: back, bias: Float32Array.from(weights.visible) }],
  };
};
