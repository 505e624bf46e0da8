import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { KafkaEventProducer } from "@millrace/kafka";
import { cacheFolder } from "@millrace/local";
import { openKafka } from "@millrace/runtime";
import { environmentConfig, openJournal } from "@millrace/service";
import { parse, positionals, wholeNumber } from "../commands/arguments.ts";
import { CommandError } from "../commands/errors.ts";
import { findInstallation } from "../commands/installation.ts";
import { datasetLines } from "../datasets/index.ts";
import { type DemoStreamName, demoStreams, fetchData, plantedClicks, streamLines } from "./data.ts";
import { StreamFeed } from "./feed.ts";
import { printSummary } from "./print.ts";
import { DemoStack } from "./stack.ts";
import { absorbed, type ModelRow, readMetrics, summarise, titlesOf } from "./summary.ts";

/** Most events a second and stream while times are measured: fewer of a stream that would come to its end before. */
const STEADY_PER_SECOND_MAX = 75;
/** Held back for that, of each stream. */
const HELD_BACK = 15_000;
const STEADY_MS_MIN = 30_000;
const STEADY_MS_MAX = 180_000;
/** Streams of which a network is waited for, and how many of its predictions. */
const NETWORKS_OF = ["clicks", "reviews", "readings"];
const SCORED_MIN = 100;
/** All of them are to be seen at work within a minute or two. */
const TRAIN_BUDGET_MS = "30000";
const STEP_MS = 200;
const LOOK_MS = 1_000;

type PerStream<T> = Record<DemoStreamName, T>;
const perStream = <T>(make: (stream: DemoStreamName) => T): PerStream<T> =>
  Object.fromEntries(demoStreams.map((stream) => [stream, make(stream)])) as PerStream<T>;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** `npm run demo`: real data of all four streams through Kafka, and what came of it. Returns the exit code. */
export const demo = async (args: readonly string[]): Promise<number> => {
  const { values, positionals: given } = parse(args, {
    once: { type: "boolean" },
    fresh: { type: "boolean" },
    data: { type: "string" },
    port: { type: "string" },
    events: { type: "string" },
  });
  positionals(given, []);
  const port = wholeNumber("--port", values.port, 0, 65_535);
  const most = wholeNumber("--events", values.events, 1_000, 100_000_000) ?? Number.MAX_SAFE_INTEGER;
  const config = environmentConfig();
  const dataDir = resolve(values.data ?? config.dataDir);
  const summaryFile = join(dataDir, "demo-summary.json");
  if (await exists(summaryFile)) {
    if (values.fresh === true) await removeEarlier(dataDir);
    else
      say(
        "The folder holds the state of an earlier demo: its events come again and count as duplicates or as late. --fresh deletes it first.",
      );
  }
  await mkdir(dataDir, { recursive: true });
  say("Preparing the data (the first time they are downloaded)…");
  const data = await fetchData(cacheFolder());
  for (const { name, terms } of data.terms) say(`  ${name}: ${terms}`);
  say("Starting Kafka, ClickHouse and the services…");
  const stack = await DemoStack.start(dataDir, {
    MILLRACE_TRAIN_BUDGET_MS: TRAIN_BUDGET_MS,
    ...(port === undefined ? {} : { MILLRACE_HTTP_PORT: String(port) }),
  });
  const stopping = new Promise<"stop">((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done("stop"));
  });
  try {
    const ran = await Promise.race([run(stack, data, most, summaryFile), stopping]);
    if (ran === "stop" || values.once === true) return 0;
    say(`\nServing on ${stack.facts.http} until Ctrl-C. Try:`);
    for (const line of tries(stack.facts.http, ran.userId)) say(`  ${line}`);
    await Promise.race([stopping, stack.ended]);
    return 0;
  } finally {
    say("Stopping…");
    await stack.stop();
  }
};

/** Deletes what a demo leaves in a folder, and nothing else that may be there. @throws where a stack runs over it */
const removeEarlier = async (dataDir: string): Promise<void> => {
  if ((await findInstallation({ ...environmentConfig(), dataDir })).running)
    throw new CommandError(
      "still_running",
      `A stack runs over ${dataDir}: stop it first, or name another folder by --data.`,
    );
  for (const name of ["kafka", "clickhouse", "run.json", "demo-summary.json"])
    await rm(join(dataDir, name), { recursive: true, force: true });
};

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const run = async (
  stack: DemoStack,
  data: Awaited<ReturnType<typeof fetchData>>,
  most: number,
  summaryFile: string,
) => {
  const config = environmentConfig();
  const kafka = openKafka(
    { ...config, topicPrefix: stack.facts.prefix },
    stack.facts.brokers.split(","),
    openJournal("error", "demo"),
  );
  const producer = new KafkaEventProducer(kafka);
  const first = await readMetrics(stack);
  const items = new StreamFeed("items", producer, datasetLines(data.files.items));
  const feeds = perStream((stream) => new StreamFeed(stream, producer, streamLines(data, stream, most)));
  say("Feeding…");
  const began = performance.now();
  const heldBack = perStream((stream) => Math.min(HELD_BACK, Math.floor(totalOf(data, stream, most) / 5)));
  await Promise.all([
    items.send(most),
    ...demoStreams.map((stream) => feeds[stream].send(totalOf(data, stream, most) - heldBack[stream])),
    watch(stack, "feeding", () =>
      demoStreams.every((s) => feeds[s].sent >= totalOf(data, s, most) - heldBack[s] || feeds[s].done),
    ),
  ]);
  const perSecond = await catchUp(stack, feeds, first, began);
  say("Everything is in the answers. Trickling on while networks are trained and times are measured…");
  const steady = await readMetrics(stack);
  await trickle(stack, feeds, heldBack);
  await catchUp(stack, feeds, first, began);
  const last = await readMetrics(stack);
  const sent = perStream((stream) => feeds[stream].sent);
  const who = { userId: await somebody(data), sessionId: feeds.clicks.lastKey };
  const summary = await summarise(
    stack,
    { sent, perSecond, first, steady, last },
    plantedClicks().truth,
    who,
  );
  await writeFile(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
  printSummary(summary, await titlesOf(stack, summary), (line) => process.stdout.write(`${line}\n`));
  await kafka.close();
  return who;
};

const totalOf = (data: Awaited<ReturnType<typeof fetchData>>, stream: DemoStreamName, most: number): number =>
  Math.min(most, stream === "clicks" ? 80_000 : data.manifest[stream].lines);

/** A user with many ratings. */
const somebody = async (data: Awaited<ReturnType<typeof fetchData>>): Promise<string> => {
  const counts = new Map<string, number>();
  for await (const line of datasetLines(data.files.reviews)) {
    const { userId }: { userId: string } = JSON.parse(line);
    const count = (counts.get(userId) ?? 0) + 1;
    counts.set(userId, count);
    if (count >= 40) return userId;
  }
  return "nobody";
};

/** Waits until the outcomes add up to what was sent; events a second of each stream, from `began` on. */
const CATCH_UP_MS_MAX = 600_000;
const catchUp = async (
  stack: DemoStack,
  feeds: PerStream<StreamFeed>,
  first: Awaited<ReturnType<typeof readMetrics>>,
  began: number,
) => {
  const rates = perStream(() => 0);
  let told = performance.now();
  for (;;) {
    const now = await readMetrics(stack);
    if (performance.now() - told > LOOK_MS * 5) {
      told = performance.now();
      await progressLine(stack, "catching up");
    }
    for (const stream of demoStreams) {
      const done = absorbed(now, stream) - absorbed(first, stream);
      if (rates[stream] === 0 && done >= feeds[stream].sent)
        rates[stream] = (done / (performance.now() - began)) * 1000;
    }
    if (demoStreams.every((stream) => rates[stream] > 0)) return rates;
    if (performance.now() - began > CATCH_UP_MS_MAX) {
      const behind = demoStreams.filter((stream) => rates[stream] === 0);
      throw new Error(
        `Not everything that was sent to ${behind.join(" and ")} is in the answers; GET /readyz may say why.`,
      );
    }
    await pause(LOOK_MS / 4);
  }
};

/** Sends on at a steady rate until each network has been scored for a while, or it has taken long enough. */
const trickle = async (
  stack: DemoStack,
  feeds: PerStream<StreamFeed>,
  heldBack: PerStream<number>,
): Promise<void> => {
  const began = performance.now();
  const steps = perStream((stream) => {
    const most = Math.round((STEADY_PER_SECOND_MAX * STEP_MS) / 1000);
    return Math.max(1, Math.min(most, Math.floor((heldBack[stream] * STEP_MS) / STEADY_MS_MAX)));
  });
  let looked = 0;
  for (let n = 1; ; n++) {
    await Promise.all(demoStreams.map((stream) => feeds[stream].send(steps[stream])));
    const passed = performance.now() - began;
    if (demoStreams.every((stream) => feeds[stream].done) || passed > STEADY_MS_MAX) return;
    if (passed - looked > LOOK_MS * 5) {
      looked = passed;
      const models = await progressLine(stack, "steady");
      if (passed > STEADY_MS_MIN && networksScored(models)) return;
    }
    await pause(Math.max(0, n * STEP_MS - passed));
  }
};

const watch = async (stack: DemoStack, phase: string, done: () => boolean): Promise<void> => {
  while (!done()) {
    await pause(LOOK_MS * 2);
    await progressLine(stack, phase);
  }
};

/** Whether the networks that are carried from event to event have all been judged for a while. */
const networksScored = (models: readonly ModelRow[]): boolean =>
  NETWORKS_OF.every((stream) =>
    models.some((row) => row.stream === stream && row.model === "gru" && row.events >= SCORED_MIN),
  );

const progressLine = async (stack: DemoStack, phase: string): Promise<readonly ModelRow[]> => {
  const samples = await readMetrics(stack);
  const models = (await stack.get<{ models: ModelRow[] }>("/v1/models"))?.models ?? [];
  const champions = models
    .filter((row) => row.champion && row.events > 0)
    .map((row) => `${row.stream}: ${row.model}`);
  const counts = demoStreams.map((stream) => `${stream} ${absorbed(samples, stream).toLocaleString("en")}`);
  say(`  ${phase}: ${counts.join(", ")} · champions: ${champions.join(", ")}`);
  return models;
};

const tries = (http: string, userId: string): readonly string[] => [
  `curl '${http}/v1/rules?limit=3'`,
  `curl '${http}/v1/users/${userId}/recommendations?limit=3&explain=true'`,
  `curl '${http}/v1/series'`,
  `curl -X POST ${http}/v1/sentiment -H 'content-type: application/json' -d '{"text": "not good at all"}'`,
];
