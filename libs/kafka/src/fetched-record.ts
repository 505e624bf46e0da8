import type { SourceRecord } from "@millrace/pipeline";

/** What the records of one batch have in common. */
export interface FetchedBatch {
  /** In which the records lie. */
  readonly bytes: Buffer;
  /** Whether it marks the end of a transaction: the client does not hand that over. */
  readonly isControl: boolean;
  /** What the client reads to leave out aborted records; the id is a 64-bit number in decimal. */
  readonly context: { readonly producerId: string; readonly inTransaction: boolean };
}

/** Where one record lies; −1 as the start of what it does not have. */
export interface RecordLayout {
  readonly offset: number;
  readonly timestamp: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly headers: Readonly<Record<string, Uint8Array>>;
}

/**
 * A record as it lies in the fetched bytes: what the client takes for a message and the pipeline for a record, so that
 * nothing is copied in between. The client's own messages carry offset and time as text; it takes numbers as well. Key
 * and value are views of the bytes, made whenever they are asked for: nearly all keys never are.
 */
export class FetchedRecord implements SourceRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly headers: Readonly<Record<string, Uint8Array>>;
  readonly #batch: FetchedBatch;
  readonly #keyStart: number;
  readonly #keyEnd: number;
  readonly #valueStart: number;
  readonly #valueEnd: number;

  /** @param layout copied: it may be of the next record afterwards. */
  constructor(batch: FetchedBatch, layout: RecordLayout) {
    this.offset = layout.offset;
    this.timestamp = layout.timestamp;
    this.headers = layout.headers;
    this.#batch = batch;
    this.#keyStart = layout.keyStart;
    this.#keyEnd = layout.keyEnd;
    this.#valueStart = layout.valueStart;
    this.#valueEnd = layout.valueEnd;
  }

  get key(): Buffer | null {
    return this.#keyStart < 0 ? null : this.#batch.bytes.subarray(this.#keyStart, this.#keyEnd);
  }

  get value(): Buffer | null {
    return this.#valueStart < 0 ? null : this.#batch.bytes.subarray(this.#valueStart, this.#valueEnd);
  }

  /** For the client. */
  get isControlRecord(): boolean {
    return this.#batch.isControl;
  }

  /** For the client. */
  get batchContext(): FetchedBatch["context"] {
    return this.#batch.context;
  }
}
