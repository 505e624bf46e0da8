import { NextItemNet } from "@millrace/neural";
import { loadTensors, trainNextItem } from "@millrace/neural/training";
import { type OfflineClick, OfflineLadder } from "@millrace/service-clickstream";
import { parse, wholeNumber } from "./arguments.ts";
import { type ClickFile, readClicks } from "./click-files.ts";
import type { Command, Outlet } from "./command.ts";
import { CommandError, UsageError } from "./errors.ts";
import { shownNumber, table } from "./table.ts";

const EPOCHS_MAX = 1_000;
const DAY_MS = 86_400_000;
/** Clicks that teach the blend at most: each costs a look-up by every rung. */
const BLEND_CLICKS_MAX = 200_000;
/** Last part of the training file, in time, on which the blend learns what a network is worth that has not seen it. */
const BLEND_SHARE = 0.2;
const ITEMS_MAX = 1_000_000;
const NEIGHBOURS_MAX = 100_000;

/** Clicks to fit and clicks to judge, by time. */
interface Split {
  readonly training: readonly OfflineClick[];
  readonly judged: readonly OfflineClick[];
}

/** Sessions that begin in the last days are judged, the others fitted: none is in both. */
const splitByTime = (clicks: readonly OfflineClick[], days: number): Split => {
  const last = clicks.at(-1)?.time ?? 0;
  const begins = new Map<string, number>();
  for (const { sessionId, time } of clicks) if (!begins.has(sessionId)) begins.set(sessionId, time);
  const isJudged = ({ sessionId }: OfflineClick): boolean =>
    (begins.get(sessionId) ?? 0) > last - days * DAY_MS;
  return { training: clicks.filter((click) => !isJudged(click)), judged: clicks.filter(isJudged) };
};

const sessionsOf = (clicks: readonly OfflineClick[]): string[][] => {
  const sessions = new Map<string, string[]>();
  for (const { sessionId, itemId } of clicks) {
    const items = sessions.get(sessionId) ?? [];
    items.push(itemId);
    sessions.set(sessionId, items);
  }
  return [...sessions.values()].filter(({ length }) => length > 1);
};

const fitNetwork = async (
  clicks: readonly OfflineClick[],
  epochs: number | undefined,
  validationShare: number,
  err: Outlet,
): Promise<{ readonly net: NextItemNet; readonly epochs: number }> => {
  const { weights, card } = await trainNextItem(sessionsOf(clicks), {
    created: "",
    dataRange: {},
    validationShare,
    ...(epochs === undefined ? {} : { epochs, patience: epochs }),
    onProgress: ({ epoch, validationLoss, seconds }) =>
      err.write(
        `GRU epoch ${epoch}: loss on later clicks ${validationLoss.toFixed(4)}, ${seconds.toFixed(1)} s\n`,
      ),
  });
  return { net: new NextItemNet(weights), epochs: card.bestEpoch };
};

/** Fits the ladder; with a network, the blend learns its worth on clicks that the network has not seen. */
const fitted = async (
  training: readonly OfflineClick[],
  withNetwork: boolean,
  epochs: number | undefined,
  err: Outlet,
): Promise<OfflineLadder> => {
  const ladder = new OfflineLadder(ITEMS_MAX, NEIGHBOURS_MAX);
  const blendOneIn = Math.max(1, Math.ceil(training.length / BLEND_CLICKS_MAX));
  if (!withNetwork) {
    ladder.fit(training, blendOneIn);
    return ladder;
  }
  const { backend } = await loadTensors();
  err.write(`training the GRU by ${backend}\n`);
  const cut = Math.floor(training.length * (1 - BLEND_SHARE));
  const early = await fitNetwork(training.slice(0, cut), epochs, 0.1, err);
  ladder.fit(training.slice(0, cut), blendOneIn);
  ladder.use(early.net);
  ladder.fit(training.slice(cut));
  const whole = await fitNetwork(training, early.epochs, 0.02, err);
  ladder.use(whole.net);
  return ladder;
};

/** `evaluate clicks TRAIN [TEST]`. */
export const evaluate: Command = {
  usage: `usage: millrace evaluate clicks TRAIN [TEST] [--format FORMAT] [--days N] [--known-items]
                               [--min-clicks N] [--learn] [--no-gru] [--epochs N] [--json]

Fits every rung of the clicks' ladder on one file and ranks all items for each click of
another, repeated clicks kept: Recall@20 (hit rate) and MRR@20. Files are events as JSON
lines, in any order; clicks are taken in order of time.

  --format FORMAT  of both files, as millrace import reads it; default: JSON lines
  --companion FILE the second file of a format that needs one
  --days N         without TEST: sessions that begin in the last N days are judged; default 1
  --known-items    leaves clicks on items out of TEST that TRAIN does not hold, as published
                   evaluations do; without it they count as missed
  --min-clicks N   leaves items with fewer clicks out of TRAIN; published evaluations take 5
  --learn          learns each judged click after it was foretold (test, then train)
  --no-gru         leaves the network out: seconds instead of minutes
  --epochs N       most epochs of the network
  --json           one JSON object instead of the table`,

  run: async (args, { out, err, clock }) => {
    const { values, positionals: given } = parse(args, {
      format: { type: "string" },
      companion: { type: "string" },
      days: { type: "string" },
      "known-items": { type: "boolean", default: false },
      "min-clicks": { type: "string" },
      learn: { type: "boolean", default: false },
      "no-gru": { type: "boolean", default: false },
      epochs: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const [stream, train, test, more] = given;
    if (stream !== "clicks" || train === undefined || more !== undefined)
      throw new UsageError("say clicks, then the file to fit and, if there is one, the file to judge");
    const days = wholeNumber("--days", values.days, 1, 100_000) ?? 1;
    const minClicks = wholeNumber("--min-clicks", values["min-clicks"], 1, 1_000_000) ?? 1;
    const epochs = wholeNumber("--epochs", values.epochs, 1, EPOCHS_MAX);
    const read = (path: string): Promise<ClickFile> =>
      readClicks(path, { format: values.format, companion: values.companion, now: clock.now() });
    const { clicks, passedOver } = await read(train);
    const judgedFile = test === undefined ? undefined : await read(test);
    const split =
      judgedFile === undefined ? splitByTime(clicks, days) : { training: clicks, judged: judgedFile.clicks };
    const training = withEnough(split.training, minClicks);
    const known = new Set(training.map(({ itemId }) => itemId));
    const judged = values["known-items"]
      ? split.judged.filter(({ itemId }) => known.has(itemId))
      : split.judged;
    const bad = passedOver + (judgedFile?.passedOver ?? 0);
    err.write(
      `${shownNumber(training.length)} clicks to fit, ${shownNumber(judged.length)} to judge, ${shownNumber(bad)} rows passed over\n`,
    );
    if (training.length === 0 || judged.length === 0)
      throw new CommandError("nothing_to_read", "There are no clicks to fit or none to judge.");
    const ladder = await fitted(training, !values["no-gru"], epochs, err);
    const rungs = ladder.judge(judged, values.learn);
    if (values.json) {
      out.write(
        `${JSON.stringify({ training: training.length, judged: judged.length, learns: values.learn, rungs })}\n`,
      );
      return 0;
    }
    out.write(
      `${table(
        ["rung", "Recall@20", "MRR@20", "clicks"],
        rungs.map((one) => [
          one.rung,
          one.recallAt20.toFixed(4),
          one.mrrAt20.toFixed(4),
          shownNumber(one.clicks),
        ]),
      )}`,
    );
    return 0;
  },
};

/** Clicks on items that have at least so many. */
const withEnough = (clicks: readonly OfflineClick[], min: number): readonly OfflineClick[] => {
  const counts = new Map<string, number>();
  for (const { itemId } of clicks) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  return clicks.filter(({ itemId }) => (counts.get(itemId) ?? 0) >= min);
};
