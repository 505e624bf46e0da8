import { loadTensors, trainNextItem } from "@millrace/neural/training";
import type { Program } from "../program.ts";
import { clicksOver } from "./many-items.ts";

/** What is trained on. */
export interface TrainInput {
  readonly items: number;
  readonly clicks: number;
}

/** How fast it went. */
export interface TrainOutput {
  /** Clicks learned in a second, over whole passes after the first. */
  readonly clicksPerSecond: number;
  readonly backend: string;
  readonly parameters: number;
}

const PASSES = 3;
const SEED = 9;

const sessionsOver = (items: number, clicks: number): readonly (readonly string[])[] => {
  const sessions = new Map<string, string[]>();
  let left = clicks;
  for (const { sessionId, itemId, action } of clicksOver(items, SEED)) {
    if (left <= 0) break;
    if (action === "exit") continue;
    const session = sessions.get(sessionId) ?? [];
    sessions.set(sessionId, session);
    session.push(itemId);
    left--;
  }
  return [...sessions.values()];
};

/** The next-item network, trained as the trainer does it: how many clicks a second it learns. */
export const training: Program<TrainInput, TrainOutput> = async ({ items, clicks }) => {
  const { backend } = await loadTensors();
  const { card } = await trainNextItem(sessionsOver(items, clicks), {
    created: new Date().toISOString(),
    dataRange: { origin: "bench" },
    epochs: PASSES,
    patience: PASSES,
    // Learning is what is measured: a few clicks judged are enough.
    judgedMax: 100,
  });
  const warm = card.epochs.slice(1);
  const seconds = warm.reduce((sum, epoch) => sum + epoch.seconds, 0);
  return {
    clicksPerSecond: (card.trainingExamples * warm.length) / seconds,
    backend,
    parameters: card.parameters,
  };
};
