import { seededRandom } from "@millrace/datasets";
import type { KafkaConnection } from "@millrace/kafka";
import { type Line, produce } from "./produce.ts";
import { until } from "./until.ts";

/** What is killed: a program that reads topics and keeps what it makes of them. */
export interface Victim {
  /** Starts it, on what an earlier life left behind; resolves when it is at work. */
  start(): Promise<void>;
  /** Records absorbed so far, as far as can be seen from outside; undefined while it does not tell. */
  absorbed(): Promise<number | undefined>;
  /** Records absorbed that are in nothing durable yet, as far as can be seen. */
  exposed(): Promise<number>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Called when it is dead, before it is started again: whether the kill cost work that nothing durable held. */
  buried?(): Promise<boolean>;
}

/** When to kill. */
export interface Killing {
  readonly seed: number;
  readonly kills: number;
  /**
   * Records produced and not seen absorbed, at most: a replay at the victim's own pace, whatever the machine's.
   * @default 500
   */
  readonly underWayMax?: number;
  /** What else happens, each once, when a share of the records (0 to 1) has been produced. */
  readonly meanwhile?: readonly { readonly after: number; readonly act: () => Promise<void> }[];
}

const LINES_AT_ONCE = 100;
const PROGRESS_MS = 90_000;

/** A commit may finish between the look and the kill: so many kills may cost nothing, and are made again. */
const WASTED_MAX = 5;

/**
 * Produces `lines` while the victim runs, and kills it at random moments of the replay: as soon as it has absorbed a
 * random share of them and holds some that nothing has saved. A kill that cost nothing is made again. Returns with the last life under way and all produced.
 */
export const killRepeatedly = async (
  connection: KafkaConnection,
  lines: readonly Line[],
  victim: Victim,
  { seed, kills, underWayMax = 500, meanwhile = [] }: Killing,
): Promise<void> => {
  const random = seededRandom(seed, 91);
  const share = lines.length / (kills + 1);
  // One moment in each share of the log, not at its ends: the next must be news.
  const moments = Array.from({ length: kills }, (_, i) =>
    Math.floor(share * (i + 0.2 + 0.7 * random.unit())),
  );
  let produced = 0;
  const feed = async (alive: () => boolean): Promise<void> => {
    while (produced < lines.length && alive()) {
      const seen = (await victim.absorbed()) ?? 0;
      if (produced - seen > underWayMax) continue;
      const some = lines.slice(produced, produced + LINES_AT_ONCE);
      await produce(connection, some);
      const due = meanwhile.filter(({ after }) => {
        const line = after * lines.length;
        return line >= produced && line < produced + some.length;
      });
      produced += some.length;
      for (const { act } of due) await act();
    }
  };
  let wasted = 0;
  const killAt = async (moment: number): Promise<void> => {
    await victim.start();
    let alive = true;
    const feeding = feed(() => alive);
    await until(
      `${moment} records absorbed and some of them at risk`,
      async () => ((await victim.absorbed()) ?? 0) >= moment && (await victim.exposed()) > 0,
      PROGRESS_MS,
    );
    alive = false;
    await Promise.all([victim.kill(), feeding]);
    if ((await victim.buried?.()) !== false) return;
    wasted += 1;
    if (wasted > WASTED_MAX) throw new Error(`${wasted} kills cost nothing`);
    await killAt(moment);
  };
  for (const moment of moments) await killAt(moment);
  await victim.start();
  await feed(() => true);
};
