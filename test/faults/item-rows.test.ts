import { seededRandom } from "@millrace/datasets";
import { mergeScores, rowsOf, type Scores } from "@millrace/evaluation";
import { encodeInteraction } from "@millrace/events";
import { RatingModel } from "@millrace/factors";
import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { readAnswers } from "../support/answers.ts";
import { Child } from "../support/child.ts";
import { EngineServer } from "../support/engine-server.ts";
import { membersOf } from "../support/groups.ts";
import { useBroker } from "../support/kafka.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { until } from "../support/until.ts";

const PARTITIONS = 4;
const WAVE = 1_000;
const WAVES = 12;

const broker = useBroker();
let server: EngineServer;
let connection: KafkaConnection;
const processes: Child[] = [];

beforeAll(async () => {
  server = await EngineServer.start();
  connection = broker.connection();
  await makeTopics(connection, PARTITIONS);
});
afterAll(async () => {
  for (const child of processes) child.signal("SIGKILL");
  await Promise.all(processes.map((child) => child.gone));
  await server?.close();
});
afterEach(({ task }) => {
  if (task.result?.state === "fail")
    console.error(processes.map((child) => child.said).join("\n--- process ---\n"));
});

const start = (): Child => {
  const child = new Child("services/reviews/src/main.ts", [], {
    KAFKA_BROKERS: broker.brokers,
    CLICKHOUSE_URL: server.url,
    MILLRACE_TOPIC_PREFIX: connection.prefix,
    MILLRACE_HEALTH_PORT: "0",
    MILLRACE_RECOMMENDER_PARTITIONS: String(PARTITIONS),
    MILLRACE_SNAPSHOT_EVERY_EVENTS: "50",
    MILLRACE_SNAPSHOT_EVERY_MS: "250",
  });
  processes.push(child);
  return child;
};

interface PlantedRating {
  readonly userId: string;
  readonly itemId: string;
  readonly rating: number;
}

/** Ratings by biases and two factors of users and items, with noise of half a star. */
const planted = (count: number): PlantedRating[] => {
  const random = seededRandom(5, 1);
  const normal = (): number => [1, 2, 3, 4, 5, 6].reduce((sum) => sum + random.unit(), -3);
  const rows = (n: number): number[][] =>
    Array.from({ length: n }, () => [normal() * 0.5, normal() * 0.7, normal() * 0.7]);
  const [users, items] = [rows(400), rows(150)];
  return Array.from({ length: count }, () => {
    const [user, item] = [Math.floor(random.unit() * 400), Math.floor(random.unit() ** 2 * 150)];
    const [b = 0, b1 = 0, b2 = 0] = users[user] ?? [];
    const [c = 0, c1 = 0, c2 = 0] = items[item] ?? [];
    const stars = 3.4 + b + c + b1 * c1 + b2 * c2 + normal() * 0.7;
    const rating = Math.min(5, Math.max(0.5, Math.round(stars * 2) / 2));
    return { userId: `u${user}`, itemId: `i${item}`, rating };
  });
};

/** RMSE of the rungs in one partition that sees everything, in this process. */
const ofOne = (ratings: readonly PlantedRating[], partitions = 1) => {
  const models = Array.from({ length: partitions }, () => new RatingModel({ factors: 16, seed: 1 }));
  const sums = { biases: 0, als: 0 };
  for (const one of ratings) {
    const model = models[Number(one.userId.slice(1)) % partitions] ?? expect.fail();
    const said = model.predict(one.userId, one.itemId);
    sums.biases += (said.biases - one.rating) ** 2;
    sums.als += (said.als - one.rating) ** 2;
    model.learn(one);
  }
  return {
    biases: Math.sqrt(sums.biases / ratings.length),
    als: Math.sqrt(sums.als / ratings.length),
  };
};

/** Test-then-train RMSE over all partitions, as readers merge it, and how many ratings were absorbed. */
const published = async () => {
  const known = await readAnswers(connection);
  const progress = Array.from({ length: PARTITIONS }, (_, p) => known.get(`ratings/${p}`)?.progress);
  // A publication without scores is followed by one with them.
  const absorbed = progress.reduce((sum, one) => sum + (one?.scores === undefined ? 0 : one.offset + 1), 0);
  const boards = progress.flatMap((one) =>
    ((one?.scores ?? []) as readonly Scores[]).filter(({ stream }) => stream === "ratings"),
  );
  const versions = progress.map((one) => one?.status.weights["item-rows"]);
  return { absorbed, rows: boards.length === 0 ? [] : rowsOf(mergeScores(boards)), versions };
};

it("two processes with four partitions predict as well as one partition, within one per cent, also when one dies", async () => {
  const ratings = planted(WAVE * WAVES);
  start();
  const second = start();
  await until(
    "both are in the group",
    async () => (await membersOf(connection, "ratings")).length === 2,
    60_000,
  );
  for (let wave = 0; wave < WAVES; wave++) {
    const some = ratings.slice(wave * WAVE, (wave + 1) * WAVE);
    await produce(
      connection,
      some.map((one, n) => {
        const from = { from: "reviews", partition: 0, offset: wave * WAVE + n, time: wave * WAVE + n };
        return {
          topic: "interactions",
          key: one.userId,
          value: encodeInteraction({ ...from, ...one, deleted: false }),
        };
      }),
    );
    await until(
      `wave ${wave} is absorbed`,
      async () => (await published()).absorbed === (wave + 1) * WAVE,
      60_000,
    );
    if (wave === WAVES / 2) {
      second.signal("SIGKILL");
      await second.gone;
      start();
    }
  }
  const { rows, versions } = await published();
  const rmseOf = (model: string): number =>
    rows.find((row) => row.model === model)?.metrics.rmse ?? Number.NaN;
  const one = ofOne(ratings);
  console.info({
    one,
    four: { biases: rmseOf("biases"), als: rmseOf("als") },
    alone: ofOne(ratings, PARTITIONS),
  });
  for (const version of versions) expect(version).toMatch(/^\d{16}$/);
  expect(rmseOf("als") / one.als).toBeLessThan(1.01);
  expect(rmseOf("biases") / one.biases).toBeLessThan(1.01);
  expect(ofOne(ratings, PARTITIONS).als / one.als).toBeGreaterThan(1.01);
}, 180_000);
