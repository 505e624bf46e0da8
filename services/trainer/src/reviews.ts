import type { ReviewEvent } from "@millrace/events";

/** A text with the label that its stars give. */
export interface Labelled {
  readonly text: string;
  readonly positive: boolean;
}

/** Texts with clear stars, newest kept: what the text network learns from. */
export class ReviewLog {
  readonly #textsMax: number;
  #texts: Labelled[] = [];

  /** @param textsMax newest texts kept, about. */
  constructor(textsMax: number) {
    this.#textsMax = textsMax;
  }

  /** Texts held. */
  get events(): number {
    return this.#texts.length;
  }

  /** Takes the next review; without text or with three stars it teaches nothing. */
  add(review: ReviewEvent): void {
    if (review.text === undefined || review.rating === undefined || review.deleted) return;
    if (review.rating > 2 && review.rating < 4) return;
    this.#texts.push({ text: review.text, positive: review.rating >= 4 });
    if (this.#texts.length > this.#textsMax * 1.1) this.#texts = this.#texts.slice(-this.#textsMax);
  }

  /** The texts, oldest first. */
  texts(): readonly Labelled[] {
    return this.#texts;
  }
}
