import { setTimeout as pause } from "node:timers/promises";
import type { Program } from "../program.ts";
import { type Spread, spreadOf } from "../statistics.ts";
import { nowMs } from "../timer.ts";
import { Connection } from "./connection.ts";

/** A kind of look-up and the addresses that are asked for in turn. */
export interface Target {
  readonly route: string;
  readonly paths: readonly string[];
}

/** What to ask, how often. */
export interface RequestsInput {
  readonly url: string;
  readonly targets: readonly Target[];
  /** Requests that fall due in a second; undefined asks again as soon as an answer is there, on each connection. */
  readonly perSecond: number | undefined;
  readonly seconds: number;
  /** Seconds at the fixed rate before counting begins: this program's own start is none of the server's time. @default 0 */
  readonly warmSeconds?: number;
  readonly connections: number;
  /** Whether no question is put in the same words twice, so that each answer is worked out. @default false */
  readonly anew?: boolean;
}

/** What came back. */
export interface RequestsOutput {
  readonly answered: number;
  readonly perSecond: number;
  /** Answers other than 200. */
  readonly refused: number;
  /** From the moment a request was due until its answer's last byte, ms, over all routes and by route. */
  readonly all: Spread;
  readonly byRoute: Readonly<Record<string, Spread>>;
}

/**
 * Asks over connections that stay open. At a fixed rate a request is counted from the moment it was due, whether or
 * not a connection was free, so that a server that stalls is not spared the requests that would have come meanwhile.
 */
export const requests: Program<RequestsInput, RequestsOutput> = async (given) => {
  const times = new Map<string, number[]>(given.targets.map(({ route }) => [route, []]));
  const all = await Promise.all(Array.from({ length: given.connections }, () => Connection.open(given.url)));
  const free = [...all];
  /** Questions that wait for a connection, the first first. */
  const waiting: ((connection: Connection) => void)[] = [];
  const taken = (): Promise<Connection> | Connection =>
    free.pop() ?? new Promise((resolve) => waiting.push(resolve));
  let refused = 0;
  let asked = 0;
  // The server passes over what it does not know.
  const wordsOf = (path: string): string =>
    given.anew === true ? `${path}${path.includes("?") ? "&" : "?"}once=${process.pid}-${++asked}` : path;
  const ask = async ({ route, paths }: Target, n: number, due: number): Promise<void> => {
    const connection = await taken();
    const status = await connection.ask(wordsOf(paths[n % paths.length] ?? "/"));
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else next(connection);
    if (status !== 200) refused++;
    if (due >= countFrom) times.get(route)?.push(nowMs() - due);
  };
  const countFrom = nowMs() + (given.warmSeconds ?? 0) * 1000;
  if (given.perSecond === undefined) await asFastAsAnswered(given, ask);
  else await atAFixedRate({ ...given, perSecond: given.perSecond }, ask);
  const seconds = (nowMs() - countFrom) / 1000;
  for (const connection of all) connection.close();
  const found = [...times.values()].flat();
  const byRoute = Object.fromEntries([...times].map(([route, ms]) => [route, spreadOf(ms)]));
  return {
    answered: found.length,
    perSecond: found.length / seconds,
    refused,
    all: spreadOf(found),
    byRoute,
  };
};

type Ask = (target: Target, n: number, due: number) => Promise<void>;

const atAFixedRate = async (
  { targets, perSecond, seconds, warmSeconds = 0 }: RequestsInput & { readonly perSecond: number },
  ask: Ask,
): Promise<void> => {
  const began = nowMs();
  const calls: Promise<void>[] = [];
  const total = perSecond * (warmSeconds + seconds);
  for (let n = 0; n < total; ) {
    const elapsed = nowMs() - began;
    for (; n < total && (n * 1000) / perSecond <= elapsed; n++) {
      const target = targets[n % targets.length];
      if (target !== undefined)
        calls.push(ask(target, Math.floor(n / targets.length), began + (n * 1000) / perSecond));
    }
    await pause(1);
  }
  await Promise.all(calls);
};

const asFastAsAnswered = async (
  { targets, seconds, connections }: RequestsInput,
  ask: Ask,
): Promise<void> => {
  const ends = nowMs() + seconds * 1000;
  const worker = async (own: number): Promise<void> => {
    for (let n = own; nowMs() < ends; n++) {
      const target = targets[n % targets.length];
      if (target !== undefined)
        await ask(target, Math.floor(n / targets.length) * connections + own, nowMs());
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, own) => worker(own)));
};
