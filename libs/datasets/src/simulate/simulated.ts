/** A data set drawn from a known process. */
export interface Simulated<Event, Truth> {
  /** What the events are drawn from. Worked out at the first reading; draws no events. */
  readonly truth: Truth;
  /** The events, in time order, from the first; each call repeats the same ones. O(1) memory per live entity. */
  events(): Generator<Event, void, undefined>;
}

/** 2024-01-01T00:00:00Z in milliseconds: when simulated events begin unless told otherwise. */
export const SIMULATED_START_MS = 1_704_067_200_000;

/** The id of the item with an index from 0, the same in every simulated stream. */
export const simulatedItemId = (index: number): string => `sim-${index}`;

/** @throws {RangeError} unless `value` is an integer from `min` to `max`, naming the setting. */
export const requireInteger = (
  name: string,
  value: number,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): void => {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be an integer from ${min} to ${max}, not ${value}`);
  }
};

/** @throws {RangeError} unless `value` lies in [min, max], naming the setting. */
export const requireRange = (name: string, value: number, min: number, max: number): void => {
  if (!(value >= min && value <= max))
    throw new RangeError(`${name} must lie in ${min} to ${max}, not ${value}`);
};
