// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** An event of each stream, as it is sent. */
export interface Events {
  readonly clicks: {
    /** Makes the event count once, however often it arrives. */
    readonly id: string;
    /** When it happened: RFC 3339 text, or whole milliseconds since 1970. */
    readonly time: string | number;
    /** The visit that the click belongs to. */
    readonly sessionId: string;
    readonly userId?: string | null;
    /** The item or page. */
    readonly itemId: string;
    /** What was done: view, cart, purchase, exit, or any other word. */
    readonly action: string;
    readonly shown?: readonly string[] | null;
    readonly answerId?: string | null;
  };
  readonly baskets: {
    /** Makes the event count once, however often it arrives. */
    readonly id: string;
    /** When it happened: RFC 3339 text, or whole milliseconds since 1970. */
    readonly time: string | number;
    readonly userId?: string | null;
    /** What was bought. Entries of the same item are merged: quantities add up, the first price stays. */
    readonly items: readonly (string | {
      /** The item. */
      readonly itemId: string;
      readonly quantity?: number | null;
      readonly price?: number | null;
    })[];
  };
  readonly reviews: {
    /** Makes the event count once, however often it arrives. */
    readonly id: string;
    /** When it happened: RFC 3339 text, or whole milliseconds since 1970. */
    readonly time: string | number;
    /** Who wrote it. */
    readonly userId: string;
    /** About which item. */
    readonly itemId: string;
    readonly rating?: 0.5 | 1 | 1.5 | 2 | 2.5 | 3 | 3.5 | 4 | 4.5 | 5 | null;
    readonly text?: string | null;
    readonly deleted?: boolean | null;
  };
  readonly readings: {
    readonly id?: string | null;
    /** When it happened: RFC 3339 text, or whole milliseconds since 1970. */
    readonly time: string | number;
    /** The series, such as a sensor or a share. */
    readonly seriesId: string;
    /** In the series' own unit. */
    readonly value: number;
    readonly covariates?: Readonly<Record<string, number | null>> | null;
  };
  readonly items: {
    /** The item. */
    readonly itemId: string;
    readonly title?: string | null;
    readonly description?: string | null;
    readonly categories?: readonly string[] | null;
    readonly price?: number | null;
    readonly available?: boolean | null;
    readonly deleted?: boolean | null;
  };
}
