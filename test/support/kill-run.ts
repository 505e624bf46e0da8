import type { KafkaConnection } from "@millrace/kafka";
import type { Weights } from "@millrace/pipeline";
import { killRepeatedly } from "./killing.ts";
import { type PlantedCounts, type PlantedLog, plantedLog } from "./planted-log.ts";
import { makeTopics } from "./produce.ts";
import { untilAbsorbed } from "./progress.ts";
import { Stack } from "./stack.ts";
import { type Lost, StackVictim } from "./stack-victim.ts";
import { type RunStreamName, runStreams } from "./topologies.ts";
import { publishWeights, untrainedWeights } from "./weights.ts";

/** How much is replayed and how often killed. */
export interface KillPlan {
  readonly seed: number;
  /** Good events of each stream. */
  readonly events: PlantedCounts;
  readonly kills: number;
  /** Shares of the records after which new weights are put on offer. */
  readonly newWeightsAt: readonly number[];
}

/** A stack that was killed again and again, and has absorbed everything since. It still runs. */
export interface KillRun {
  readonly stack: Stack;
  readonly log: PlantedLog;
  readonly weights: readonly Weights[];
  readonly settings: Readonly<Record<string, string>>;
  /** What each kill cost. */
  readonly lost: readonly (readonly Lost[])[];
}

/** Streams whose partitions are killed and compared: the recommender's with those of the reviews. */
export const killedStreams = ({ events }: KillPlan): readonly RunStreamName[] =>
  runStreams.filter((stream) => (stream === "ratings" ? events.reviews : events[stream]) !== undefined);

/** Snapshots often, so that kills fall between the steps of one, and nothing trained: weights come from the test. */
const settings = {
  MILLRACE_SNAPSHOT_EVERY_EVENTS: "60",
  MILLRACE_TRAIN_EVENTS_MIN: "100000000",
};

const FINISH_MS = 180_000;

/** Replays a planted log into a stack that is killed at random moments, and lets it finish. */
export const killRun = async (
  connection: KafkaConnection,
  brokers: string,
  plan: KillPlan,
): Promise<KillRun> => {
  const log = plantedLog(plan.seed, plan.events);
  const planted = Object.keys(log.outcomes);
  await makeTopics(connection);
  const stack = await Stack.make({ brokers, prefix: connection.prefix, settings });
  const weights: Weights[] = [];
  const offer = async (): Promise<void> => {
    for (const made of untrainedWeights(weights.length / 3)) {
      weights.push(made);
      await publishWeights(connection, made);
    }
  };
  const victim = new StackVictim(stack, connection, killedStreams(plan));
  try {
    await killRepeatedly(connection, log.lines, victim, {
      seed: plan.seed,
      kills: plan.kills,
      meanwhile: plan.newWeightsAt.map((after) => ({ after, act: offer })),
    });
    await untilAbsorbed(stack, connection, planted, FINISH_MS);
    await untilAbsorbed(stack, connection, killedStreams(plan), FINISH_MS);
  } catch (error) {
    const said = stack.said;
    await stack.close();
    throw new Error(`${String(error)}\n${said}`, { cause: error });
  }
  return { stack, log, weights, settings, lost: victim.lost };
};
