import { createDecoder, type DecoderOptions, type EventDecoder, type ItemEvent } from "@millrace/events";
import type { DeadLetter, DeadLetterQueue, Position, SourceBatch } from "@millrace/pipeline";
import type { Metrics } from "@millrace/service";
import type { HistoryWriter } from "../history.ts";
import type { Catalogue } from "./catalogue.ts";
import type { ProgressBoard } from "./progress.ts";

/** Where the catalogue's records go. */
export interface ItemPorts {
  readonly catalogue: Pick<Catalogue, "apply">;
  readonly history: Pick<HistoryWriter, "described">;
  readonly board: Pick<ProgressBoard, "read">;
  readonly deadLetters: DeadLetterQueue;
  readonly metrics: Pick<Metrics, "count">;
}

/**
 * The records of the `items` topic: each is applied or becomes a dead letter, and is counted. The topic is read from its
 * beginning at every start, so the counters start anew with it, and letters that lie in the table are not sent again.
 */
export class ItemIntake {
  readonly #decoder: EventDecoder<ItemEvent>;
  readonly #known: ReadonlyMap<number, number>;
  readonly #ports: ItemPorts;

  /** @param known greatest offset of the letters kept already, by partition. */
  constructor(options: DecoderOptions, known: ReadonlyMap<number, number>, ports: ItemPorts) {
    this.#decoder = createDecoder("items", options);
    this.#known = known;
    this.#ports = ports;
  }

  /** Takes a batch; resolves when what was refused is kept. @throws {Trouble} */
  async take({ topic, partition, records }: SourceBatch): Promise<void> {
    const { catalogue, history, board, deadLetters, metrics } = this.#ports;
    const items: { readonly item: ItemEvent; readonly at: Position }[] = [];
    const letters: DeadLetter[] = [];
    for (const record of records) {
      const { offset, timestamp, key, value, headers } = record;
      const decoded = this.#decoder.decode(record);
      metrics.count("events_total", { stream: "items", outcome: decoded.ok ? "applied" : "dead_letter" });
      if (decoded.ok) {
        items.push({ item: decoded.event, at: { partition, offset, appendedAt: timestamp } });
        continue;
      }
      const { reason, detail } = decoded;
      metrics.count("dead_letters_total", { stream: "items", reason });
      if (offset <= (this.#known.get(partition) ?? -1)) continue;
      letters.push({
        stream: "items",
        topic,
        partition,
        offset,
        timestamp,
        reason,
        detail,
        key,
        value,
        headers,
      });
    }
    if (letters.length > 0) await deadLetters.send(letters);
    for (const { item } of items) catalogue.apply(item);
    history.described(items);
    const last = records.at(-1);
    if (last !== undefined) board.read("items", partition, last.offset);
  }
}
