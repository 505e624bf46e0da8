import { requireInRanges } from "./require-in-ranges.ts";

/** What a {@link PreferenceModel} is told once. Everything but `seed` has a default. */
export interface PreferenceModelOptions {
  /** Length k of the vectors. @default 16 */
  readonly factors?: number;
  /** Weight λ of |p|² and |q|², as a share of all that a row is weighed by. @default 0.02 */
  readonly lambda?: number;
  /** Weight of each pair of a user and an item that nothing was said of, as a share of a touch's mean weight. @default 0.15 */
  readonly missing?: number;
  /** Greatest weight of one preference. @default 100 */
  readonly weightMax?: number;
  /** Newest preferences kept per user. @default 128 */
  readonly userItemsMax?: number;
  /** Newest preferences kept per item. @default 128 */
  readonly itemUsersMax?: number;
  /** Most users held; the one idle longest leaves. @default 100_000 */
  readonly usersMax?: number;
  /** Most items held; the one idle longest leaves. @default 100_000 */
  readonly itemsMax?: number;
  /** Half-life of an item's heat, ms of event time. @default 7 days */
  readonly heatHalfLifeMs?: number;
  /** Users and items (so many of each) updated again for every event, in turn; 0.25 is one of each with every fourth. @default 0.25 */
  readonly refreshRows?: number;
  /** A row is updated once this share of it is new; 0: with every event. @default 1/8 */
  readonly staleShare?: number;
  /** Whether other partitions learn of the same items from other users: then shares are given and taken. @default false */
  readonly shared?: boolean;
  /** Enters the first vectors of new rows. */
  readonly seed: number;
}

/** Options with their defaults filled in. */
export type PreferenceModelSettings = Required<PreferenceModelOptions>;

/** Fills in the defaults. @throws {RangeError} naming the first option out of its range. */
export const preferenceModelSettings = (options: PreferenceModelOptions): PreferenceModelSettings => {
  const settings: PreferenceModelSettings = {
    factors: 16,
    lambda: 0.02,
    missing: 0.15,
    weightMax: 100,
    userItemsMax: 128,
    itemUsersMax: 128,
    usersMax: 100_000,
    itemsMax: 100_000,
    heatHalfLifeMs: 604_800_000,
    refreshRows: 0.25,
    staleShare: 1 / 8,
    shared: false,
    ...options,
  };
  const ranges = {
    factors: [1, 256],
    lambda: [1e-6, 1e3],
    missing: [1e-6, 1e3],
    weightMax: [1e-3, 1e6],
    userItemsMax: [1, 65_536],
    itemUsersMax: [1, 65_536],
    usersMax: [1, 1e8],
    itemsMax: [1, 1e8],
    heatHalfLifeMs: [1, 1e13],
    refreshRows: [0, 1000],
    staleShare: [0, 1],
  } as const;
  requireInRanges(settings, ranges);
  return settings;
};
