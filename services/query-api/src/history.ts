import { rowsOf, type Scores } from "@millrace/evaluation";
import type { ItemEvent } from "@millrace/events";
import type { Json, Position, Progress, Row, RowSink } from "@millrace/pipeline";

/**
 * Writes down what is only said in passing: the scores of every model with each snapshot, every swap of weights, and the
 * catalogue. All rows are upserts, so saying them again after a restart changes nothing.
 */
export class HistoryWriter {
  readonly #rows: RowSink;
  readonly #onFailed: (error: unknown) => void;
  readonly #snapshots = new Map<string, number>();
  readonly #weights = new Map<string, string>();

  /** @param onFailed told when the engine refuses rows; it goes on without them. */
  constructor(rows: RowSink, onFailed: (error: unknown) => void) {
    this.#rows = rows;
    this.#onFailed = onFailed;
  }

  /** Takes a partition's newest progress. */
  progressed(stream: string, partition: number, progress: Progress): void {
    const { generation, offset, publishedAt, snapshotOffset, status, scores } = progress;
    const place = `${stream}/${partition}`;
    const rows: Row[] = [];
    const add = (table: string, values: Readonly<Record<string, Json>>): unknown =>
      rows.push({ table, values: { stream, partition, offset: Math.max(0, offset), generation, ...values } });
    if (scores !== undefined && (this.#snapshots.get(place) ?? -1) < snapshotOffset) {
      this.#snapshots.set(place, snapshotOffset);
      for (const board of scores as readonly Scores[]) {
        for (const row of rowsOf(board)) {
          add("scores", {
            stream: row.stream,
            model: row.model,
            metrics: { ...row.recent },
            appended_at: publishedAt,
          });
        }
      }
    }
    for (const [kind, version] of Object.entries(status.weights)) {
      if (this.#weights.get(`${place}/${kind}`) === version) continue;
      this.#weights.set(`${place}/${kind}`, version);
      add("model_swaps", { kind, version, adopted_at: publishedAt });
    }
    this.#write(rows);
  }

  /** Takes descriptions of items. */
  described(items: readonly { readonly item: ItemEvent; readonly at: Position }[]): void {
    this.#write(
      items.map(({ item, at }) => ({
        table: "items",
        values: {
          partition: at.partition,
          offset: at.offset,
          generation: 0,
          item_id: item.itemId,
          title: item.title ?? null,
          description: item.description ?? null,
          categories: [...(item.categories ?? [])],
          price: item.price ?? null,
          available: item.available ?? null,
          deleted: item.deleted,
          event_time: at.appendedAt,
          appended_at: at.appendedAt,
        },
      })),
    );
  }

  #write(rows: readonly Row[]): void {
    if (rows.length > 0) void this.#rows.add(rows).catch(this.#onFailed);
  }
}
