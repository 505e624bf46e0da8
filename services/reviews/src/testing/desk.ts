import { createDecoder, type ReviewEvent } from "@millrace/events";
import type { Processor, Row, Verdict } from "@millrace/pipeline";
import { decodeSentiment, summariseSentiment } from "@millrace/text";
import { decodeInteraction, type Interaction } from "../interaction.ts";
import { decodeReviewAnswer } from "../review-answer.ts";
import { type ReviewSettings, reviewTopology } from "../topology.ts";

/** One day, ms. */
export const DAY = 86_400_000;

/** A partition of reviews with small bounds. */
export const opened = (settings: Partial<ReviewSettings> = {}): Processor<ReviewEvent> =>
  reviewTopology(createDecoder("reviews"), { itemsMax: 100, reviewsMax: 100, ...settings }).open(3);

/** A processor with everything around it: what it emitted, and the answers as a reader holds them. */
export class Desk {
  readonly processor: Processor<ReviewEvent>;
  readonly rows: Row[] = [];
  readonly forwards: { topic: string; key: string; value: Uint8Array }[] = [];
  readonly answers = new Map<string, Uint8Array>();
  offset = 0;

  constructor(processor = opened()) {
    this.processor = processor;
  }

  say(review: Partial<ReviewEvent>): Verdict {
    const offset = this.offset++;
    const event = {
      id: `r${offset}`,
      time: offset * DAY,
      userId: "u",
      itemId: "i",
      deleted: false,
      ...review,
    };
    return this.processor.absorb(
      event,
      { partition: 3, offset, appendedAt: 0 },
      { row: (row) => this.rows.push(row), forward: (record) => this.forwards.push(record) },
    );
  }

  drain(): this {
    for (const { entity, value } of this.processor.drain()) {
      if (value === null) this.answers.delete(entity);
      else this.answers.set(entity, value);
    }
    return this;
  }

  review(id: string) {
    const bytes = this.drain().answers.get(`review/${id}`);
    return bytes && decodeReviewAnswer(bytes);
  }

  item(itemId: string) {
    const bytes = this.drain().answers.get(`item/${itemId}`);
    return bytes && summariseSentiment(decodeSentiment(bytes));
  }

  get snapshot(): Map<string, Uint8Array> {
    return new Map([...this.processor.chunks()].map((c) => [c.name, c.bytes()]));
  }

  /** What the recommender was told, in order. */
  get told(): readonly Interaction[] {
    return this.forwards.map(({ value }) => {
      const decoded = decodeInteraction({ offset: 0, timestamp: 0, key: null, value, headers: {} });
      if (!decoded.ok) throw new Error(decoded.detail);
      return decoded.event;
    });
  }
}
