/** Somebody did something with an item. */
export interface Preference {
  readonly userId: string;
  readonly itemId: string;
  /** How much it says; above 0. */
  readonly weight: number;
  /** Event time, ms since 1970. */
  readonly time: number;
}
