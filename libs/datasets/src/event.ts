/** What a visitor did. `exit` repeats the last item and says that the session is over. */
export interface ClickEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly sessionId: string;
  readonly userId?: string;
  readonly itemId: string;
  readonly action: "view" | "cart" | "purchase" | "exit";
}

/** What was bought together. */
export interface BasketEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly userId?: string;
  readonly items: readonly BasketItem[];
}

/** An item's id alone, or with pieces bought and the price of one piece in the source's currency. */
export type BasketItem =
  | string
  | { readonly itemId: string; readonly quantity?: number; readonly price?: number };

/** A rating, a text, or both. */
export interface ReviewEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly userId: string;
  readonly itemId: string;
  /** 0.5 to 5 in halves. */
  readonly rating?: number;
  readonly text?: string;
}

/** One measurement of one series. */
export interface ReadingEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly seriesId: string;
  readonly value: number;
  readonly covariates?: Readonly<Record<string, number>>;
}

/** What is known of an item. */
export interface ItemEvent {
  readonly itemId: string;
  readonly title?: string;
  readonly description?: string;
  readonly categories?: readonly string[];
  readonly price?: number;
  readonly available?: boolean;
}

/** The plain events of each stream, before they are put on the wire as JSON. */
export interface EventOf {
  readonly clicks: ClickEvent;
  readonly baskets: BasketEvent;
  readonly reviews: ReviewEvent;
  readonly readings: ReadingEvent;
  readonly items: ItemEvent;
}

/** Names of the streams. */
export type StreamName = keyof EventOf;
