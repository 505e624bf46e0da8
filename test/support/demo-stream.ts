import type {
  Emitter,
  Forward,
  Processor,
  Progress,
  Row,
  SourceRecord,
  Topology,
  Weights,
} from "@millrace/pipeline";
import type { View } from "../../services/query-api/src/view/view.ts";

/** What became of a record. */
export type Absorbed =
  | { readonly ok: true; readonly offset: number }
  | { readonly ok: false; readonly reason: string; readonly detail: string; readonly offset: number };

/** One stream's real models over one partition in memory: records in, answers into the view. No broker, no engine. */
export class DemoStream {
  readonly stream: string;
  readonly rows: { readonly row: Row; readonly eventTime: number }[] = [];
  readonly #absorb: (record: SourceRecord, emit: Emitter) => Absorbed;
  readonly #processor: Pick<Processor<never>, "adopt" | "drain" | "scores" | "status">;
  readonly #outcomes: Record<string, number> = {};
  #offset = -1;
  #eventTime = 0;
  #appended: (readonly [number, number])[] = [];

  constructor(
    stream: string,
    absorb: (record: SourceRecord, emit: Emitter) => Absorbed,
    processor: Pick<Processor<never>, "adopt" | "drain" | "scores" | "status">,
  ) {
    this.stream = stream;
    this.#absorb = absorb;
    this.#processor = processor;
  }

  /** Over the processor of a topology. */
  static of<E>(topology: Topology<E>): DemoStream {
    const processor = topology.open(0);
    const seen = new Set<string>();
    const demo: DemoStream = new DemoStream(
      topology.stream,
      (record, emit) => {
        const decoded = topology.decode(record);
        const { offset } = record;
        if (!decoded.ok) return { ok: false, reason: decoded.reason, detail: decoded.detail, offset };
        const id = topology.idOf(decoded.event);
        const isRepeat = id !== undefined && seen.has(id);
        if (id !== undefined) seen.add(id);
        demo.#eventTime = Math.max(demo.#eventTime, topology.timeOf(decoded.event));
        const verdict = isRepeat
          ? "duplicate"
          : processor.absorb(decoded.event, { partition: 0, offset, appendedAt: record.timestamp }, emit);
        demo.#count(verdict);
        return { ok: true, offset };
      },
      processor,
    );
    return demo;
  }

  /** Takes one record in; `tell` makes it visible. @param onForward hears of what goes on to another stream. */
  take(value: Uint8Array, now: number, onForward: (record: Forward) => void = () => undefined): Absorbed {
    const offset = ++this.#offset;
    const record = { offset, timestamp: now, key: null, value, headers: {} };
    const absorbed = this.#absorb(record, {
      row: (row) => this.rows.push({ row, eventTime: this.#eventTime }),
      forward: onForward,
    });
    if (!absorbed.ok) this.#count("dead_letter");
    this.#appended.push([now, 1]);
    return absorbed;
  }

  /** Takes weights into use, as with a snapshot. */
  adopt(weights: Weights): boolean {
    return this.#processor.adopt(weights);
  }

  /** Makes all that was taken visible, as a batch of answers would. */
  tell(view: View, now: number): void {
    for (const { entity, value } of this.#processor.drain()) view.changed(this.stream, 0, entity, value);
    const progress: Progress = {
      generation: 0,
      offset: this.#offset,
      highWatermark: this.#offset + 1,
      eventTime: this.#eventTime,
      appended: this.#appended,
      outcomes: { applied: 0, ...this.#outcomes },
      deadLetters: {},
      status: this.#processor.status(),
      scores: this.#processor.scores(),
      snapshotOffset: -1,
      publishedAt: now,
    };
    this.#appended = [];
    view.progressed(this.stream, 0, progress);
  }

  #count(outcome: string): void {
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
  }
}
