import type { StreamName } from "@millrace/events";
import { KafkaEventProducer } from "@millrace/kafka";
import { decoderOptions } from "@millrace/runtime";
import type { Surroundings } from "./command.ts";
import { Feed, type FeedPlan } from "./feed.ts";
import { judge } from "./judge.ts";
import { withKafka } from "./kafka.ts";
import { ProgressLine, progressText } from "./progress.ts";
import { printable, shownNumber } from "./table.ts";

/** Refusals told one by one; all of them are counted. */
const TOLD_MAX = 20;

/** What is fed and how. */
export interface FeedTask extends FeedPlan {
  readonly stream: StreamName;
  /** For messages: where the lines come from. */
  readonly name: string;
  /** Share of the source that was read, 0 to 1. @default not known */
  readonly share?: () => number | undefined;
}

/** What a feed came to, in a line: `clicks: 1,000 sent, 2 refused (not_json 2), 0.4 s`. */
export const summaryText = (
  stream: string,
  sent: number,
  refused: ReadonlyMap<string, number>,
  seconds: number,
): string => {
  const total = [...refused.values()].reduce((a, b) => a + b, 0);
  const reasons = [...refused]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, n]) => `${reason} ${shownNumber(n)}`);
  const why = total === 0 ? "" : ` (${reasons.join(", ")})`;
  return `${stream}: ${shownNumber(sent)} sent, ${shownNumber(total)} refused${why}, ${shownNumber(seconds)} s`;
};

/**
 * Opens the way to a stream's topic, lets `fill` feed it, sends the rest, and says what it came to.
 * Returns how many events the broker has.
 *
 * @throws {CommandError} @throws {Trouble}
 */
export const withFeed = async (
  task: FeedTask,
  { config: readConfig, err, clock }: Surroundings,
  fill: (feed: Feed) => Promise<void>,
): Promise<number> => {
  const config = readConfig();
  const judged = judge(task.stream, decoderOptions(config)(task.stream), () => clock.now());
  return withKafka(config, async (kafka) => {
    const producer = new KafkaEventProducer(kafka);
    const line = new ProgressLine(err, clock);
    const startedAt = clock.now();
    const seconds = (): number => (clock.now() - startedAt) / 1_000;
    let refused = 0;
    const feed: Feed = new Feed(task, {
      send: (events) => producer.send(task.stream, events),
      judge: judged,
      clock,
      onRefused: (at, reason, detail) => {
        refused++;
        if (refused <= TOLD_MAX) line.say(`${task.name}:${at}: ${reason}: ${printable(detail)}`);
        if (refused === TOLD_MAX) line.say("… further ones are only counted");
      },
      onSent: () =>
        line.show(() =>
          progressText({ sent: feed.sent, refused, seconds: seconds(), share: task.share?.() }),
        ),
    });
    try {
      await fill(feed);
      await feed.flush();
    } finally {
      line.say(summaryText(task.stream, feed.sent, feed.refused, seconds()));
    }
    return feed.sent;
  });
};
