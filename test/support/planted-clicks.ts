import { Random } from "@millrace/neural/testing";

/** Sessions from a known process of order three. */
export interface PlantedClicks {
  readonly sessions: readonly (readonly string[])[];
  /** Whether the click at `at` is the one that the process most likely makes there. */
  isLikeliest(session: readonly string[], at: number): boolean;
}

const FOLLOW = 0.9;

/**
 * With probability 0.9 the next item is a fixed one for (last item, class of the item before, class of the one before
 * that: its number modulo `classes`), else any. Nothing shorter than three items determines it.
 */
export const plantedClicks = (
  clicks: number,
  items: number,
  classes: number,
  seed: number,
): PlantedClicks => {
  const random = new Random(seed);
  const any = (n: number): number => Math.floor(random.next() * n);
  const next = Array.from({ length: items * classes * classes }, () => any(items));
  const numberOf = (itemId: string | undefined): number => Number(itemId?.slice(1));
  const likeliest = (session: readonly string[], at: number): number => {
    const [last, two, three] = [1, 2, 3].map((back) => numberOf(session[at - back]));
    const context = ((last ?? 0) * classes + ((two ?? 0) % classes)) * classes + ((three ?? 0) % classes);
    return next[context] ?? 0;
  };
  const sessions: string[][] = [];
  for (let made = 0; made < clicks; ) {
    const session: string[] = [];
    const length = 5 + any(16);
    while (session.length < length) {
      const follows = session.length >= 3 && random.next() < FOLLOW;
      session.push(`i${follows ? likeliest(session, session.length) : any(items)}`);
    }
    sessions.push(session);
    made += length;
  }
  return {
    sessions,
    isLikeliest: (session, at) => at >= 3 && numberOf(session[at]) === likeliest(session, at),
  };
};
