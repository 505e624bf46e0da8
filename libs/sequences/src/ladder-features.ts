import { LogLinearBlend } from "./blend.ts";

/** Features of a candidate, in order: a log probability by each rung, then what is known of it by the session alone. */
export const FEATURES = [
  "popularity",
  "markov",
  "rules",
  "vsknn",
  "outside",
  /** By what followed the common click in neighbouring sessions. */
  "followers",
  /** Whether it is the last click again. */
  "again",
  /** Whether it is the click before the last one. */
  "back",
  /** Whether it was clicked in the session, but not last. */
  "seen",
  /** Whether the rung from outside does not know it. */
  "unknown",
] as const;

/** Columns of the features. */
export const FEATURE_COLUMNS = {
  popularity: 0,
  markov: 1,
  rules: 2,
  vsknn: 3,
  outside: 4,
  followers: 5,
  again: 6,
  back: 7,
  seen: 8,
  unknown: 9,
} as const satisfies Readonly<Record<(typeof FEATURES)[number], number>>;

/** What the blend begins with: about what simple averages do well with (Ludewig & Jannach 2018). */
const PRIOR: Readonly<Record<(typeof FEATURES)[number], number>> = {
  popularity: 0,
  markov: 0.3,
  rules: 0.2,
  vsknn: 0.3,
  outside: 0,
  followers: 0.2,
  again: 0,
  back: 0,
  seen: 0,
  unknown: 0,
};

const LENGTH_GROUPS = 4;
const KNOWN_GROUPS = 4;

const lengthGroup = (clicks: number): number => (clicks <= 1 ? 0 : clicks === 2 ? 1 : clicks <= 5 ? 2 : 3);
const knownGroup = (departures: number): number =>
  departures < 3 ? 0 : departures < 20 ? 1 : departures < 200 ? 2 : 3;

/** Groups of situations that have weights of their own: by length, by how well the last item is known, with a rung from outside. */
export const groupsOf = (clicks: number, departures: number, hasOutside: boolean): readonly number[] => {
  const groups = [lengthGroup(clicks), LENGTH_GROUPS + knownGroup(departures)];
  return hasOutside ? [...groups, LENGTH_GROUPS + KNOWN_GROUPS] : groups;
};

/** A new blend of these features. */
export const newBlend = (): LogLinearBlend =>
  new LogLinearBlend(
    FEATURES.map((feature) => PRIOR[feature]),
    LENGTH_GROUPS + KNOWN_GROUPS + 1,
  );
