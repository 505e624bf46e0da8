import { requireInRanges } from "./require-in-ranges.ts";

/** What a {@link RatingModel} is told once. Everything but `seed` has a default. */
export interface RatingModelOptions {
  /** Length k of the vectors; 0 leaves only the biases. @default 16 */
  readonly factors?: number;
  /** Weight λ of |u|² and |v|². @default 10 */
  readonly lambda?: number;
  /** Weight of b² and c²: as many pseudo-ratings of "no deviation". @default 5 */
  readonly biasLambda?: number;
  /** Most ratings kept per user and per item; the newest stay. @default 128 */
  readonly ratingsPerRowMax?: number;
  /** Most users held; the one idle longest leaves. @default 100_000 */
  readonly usersMax?: number;
  /** Most items held; the one idle longest leaves. @default 100_000 */
  readonly itemsMax?: number;
  /** Half-life of a user's momentary level, in that user's ratings; 0 turns it off. @default 4 */
  readonly driftHalfLife?: number;
  /** Users and items (so many of each) solved again with every event, in turn; 0.5 is one of each with every second. @default 0.5 */
  readonly refreshRows?: number;
  /** An item's row is solved once this share of it is new; 0: with every rating. @default 1/16 */
  readonly staleShare?: number;
  /** Whether other partitions learn of the same items from other users: then shares are given and taken. @default false */
  readonly shared?: boolean;
  /** Enters the first vectors of new rows. */
  readonly seed: number;
}

/** Options with their defaults filled in. */
export type RatingModelSettings = Required<RatingModelOptions>;

/** Fills in the defaults. @throws {RangeError} naming the first option out of its range. */
export const ratingModelSettings = (options: RatingModelOptions): RatingModelSettings => {
  const settings: RatingModelSettings = {
    factors: 16,
    lambda: 10,
    biasLambda: 5,
    ratingsPerRowMax: 128,
    usersMax: 100_000,
    itemsMax: 100_000,
    driftHalfLife: 4,
    refreshRows: 0.5,
    staleShare: 1 / 16,
    shared: false,
    ...options,
  };
  const ranges = {
    factors: [0, 256],
    lambda: [1e-6, 1e6],
    biasLambda: [1e-6, 1e6],
    ratingsPerRowMax: [1, 65_536],
    usersMax: [1, 1e8],
    itemsMax: [1, 1e8],
    driftHalfLife: [0, 1000],
    refreshRows: [0, 1000],
    staleShare: [0, 1],
  } as const;
  requireInRanges(settings, ranges);
  return settings;
};
