/** Bounds of the sets that are counted. */
export interface FrequentSetsSettings {
  /** Greatest number of items in a set; 0 is no limit. */
  readonly maxLength: number;
  /** Most sets of two or more items that have a count, those just below the threshold included. */
  readonly setsMax: number;
}
