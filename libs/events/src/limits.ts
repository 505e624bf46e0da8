/** Most characters (Unicode code points) of an identifier, name or label; the least is 1. Part of the contract, not a setting. */
export const ID_CHARS_MAX = 256;

/** Stars that a review may give: halves from 0.5 to 5. */
export const RATING_STEPS: readonly number[] = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5];

/** Most units of one item in a basket; fractions (weights) are allowed, zero and less are not. */
export const QUANTITY_MAX = 1e9;

/** Highest price of one unit, in the shop's currency. */
export const PRICE_MAX = 1e12;

interface LimitSpec {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: "bytes" | "levels" | "entries" | "characters" | "ms";
  readonly about: string;
}

/** The limits that an operator may set: default, least and greatest value, unit and meaning. All are whole numbers. */
export const eventLimitSpecs = {
  recordBytesMax: {
    default: 262_144,
    min: 1_024,
    // Below the broker's 1 MiB, so that a dead letter with its headers still fits.
    max: 1_000_000,
    unit: "bytes",
    about: "Largest value of a record.",
  },
  depthMax: {
    default: 16,
    min: 4,
    max: 64,
    unit: "levels",
    about: "Deepest nesting of lists and objects; the event itself is level 1.",
  },
  basketItemsMax: {
    default: 1_000,
    min: 1,
    max: 10_000,
    unit: "entries",
    about: "Most entries of a basket's items, before equal ones are merged.",
  },
  shownItemsMax: {
    default: 500,
    min: 1,
    max: 10_000,
    unit: "entries",
    about: "Most items that a click says were shown.",
  },
  categoriesMax: { default: 64, min: 1, max: 1_000, unit: "entries", about: "Most categories of an item." },
  covariatesMax: { default: 64, min: 1, max: 1_000, unit: "entries", about: "Most covariates of a reading." },
  textCharsMax: {
    default: 50_000,
    min: 100,
    max: 250_000,
    unit: "characters",
    about: "Longest review text, item title or description, in Unicode code points.",
  },
  futureMsMax: {
    default: 86_400_000,
    min: 0,
    max: 31_536_000_000,
    unit: "ms",
    // A day: clocks that are off by a time zone still pass, one that jumped by years does not.
    about: "How much later than the broker's append time an event may say that it happened.",
  },
} as const satisfies Record<string, LimitSpec>;

/** One value for each limit of `eventLimitSpecs`. Whoever sets them checks the ranges. */
export type EventLimits = { readonly [L in keyof typeof eventLimitSpecs]: number };

/** Every limit at its default. */
export const defaultEventLimits: EventLimits = {
  recordBytesMax: eventLimitSpecs.recordBytesMax.default,
  depthMax: eventLimitSpecs.depthMax.default,
  basketItemsMax: eventLimitSpecs.basketItemsMax.default,
  shownItemsMax: eventLimitSpecs.shownItemsMax.default,
  categoriesMax: eventLimitSpecs.categoriesMax.default,
  covariatesMax: eventLimitSpecs.covariatesMax.default,
  textCharsMax: eventLimitSpecs.textCharsMax.default,
  futureMsMax: eventLimitSpecs.futureMsMax.default,
};
