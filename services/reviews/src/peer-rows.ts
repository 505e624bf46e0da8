import type { Adopter, Weights } from "@millrace/pipeline";
import { ByteReader, ByteWriter } from "@millrace/state";

/** Topic on which the recommender's partitions tell each other of items, without the prefix. */
export const itemRowsTopic = "item-rows";

/** Kind under which partitions take over what their peers told. */
export const peerRowsKind = "item-rows";

/** Models whose items' rows are told. */
export const toldModels = ["rating", "liking"] as const;

/** One of {@link toldModels}. */
export type ToldModel = (typeof toldModels)[number];

/** What all peers say of one item now. */
export interface PeerRow {
  readonly model: ToldModel;
  /** Empty: what they say of everything. */
  readonly itemId: string;
  /** One of each peer that says anything. */
  readonly shares: readonly Uint8Array[];
}

/** Key of a partition's share: the newest by it is kept. */
export const peerRowKey = (partition: number, model: ToldModel, itemId: string): string =>
  `${partition}/${model}/${itemId}`;

/** Items that a partition takes over at once: solving a row takes some 10 µs, and nothing else is done meanwhile. */
const ADOPTED_MAX = 1_000;

interface Said {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * What each partition told of each item last, as the topic brings it. A partition is offered what the others said since the offset that
 * it took over last, oldest first. Bytes: one share for each item and partition.
 */
export class PeerRows {
  /** By model and item, then by partition. */
  readonly #newest = new Map<string, Map<number, Said>>();
  /** What came, oldest first; where something newer came of the same, it is passed over. */
  #log: { readonly offset: number; readonly row: string; readonly partition: number }[] = [];
  #entries = 0;
  #caughtUp = false;

  /** Takes a record of the topic in. A key of another form is passed over; an empty value lets the share go. */
  take(key: string, value: Uint8Array | null, offset: number): void {
    const cut = key.indexOf("/");
    const partition = Number(key.slice(0, cut));
    const row = key.slice(cut + 1);
    if (cut < 1 || !Number.isInteger(partition) || value === null || modelOf(row) === undefined) return;
    const said = this.#newest.get(row) ?? new Map<number, Said>();
    this.#newest.set(row, said);
    if (!said.has(partition)) this.#entries++;
    said.set(partition, { offset, bytes: value.slice() });
    this.#log.push({ offset, row, partition });
    if (this.#log.length > 1_000 + 2 * this.#entries) this.#shorten();
  }

  /** Notes that everything that was in the topic at the start has been taken in. */
  caughtUp(): void {
    this.#caughtUp = true;
  }

  /** What a partition may take over now; none where it knows all of it, or where that cannot be told yet. */
  offered({ partition, inUse }: Adopter): readonly Weights[] {
    if (!this.#caughtUp) return [];
    const last = this.#log.at(-1)?.offset ?? -1;
    const known = Number(inUse[peerRowsKind] ?? -1);
    // A topic that was made anew begins at 0 again.
    const since = known > last ? -1 : known;
    const rows = new Set<string>();
    let upTo = since;
    for (let n = this.#after(since); n < this.#log.length && rows.size < ADOPTED_MAX; n++) {
      const one = this.#log[n];
      if (one === undefined || one.partition === partition || !this.#isNewest(one)) continue;
      rows.add(one.row);
      upTo = one.offset;
    }
    if (rows.size === 0) return [];
    const version = String(upTo).padStart(16, "0");
    const bytes = encodePeerRows([...rows].map((row) => this.#row(row, partition)));
    return [{ kind: peerRowsKind, version, bytes, trainedUpTo: {}, routine: true }];
  }

  #row(row: string, partition: number): PeerRow {
    const shares = [...(this.#newest.get(row) ?? [])]
      .filter(([from, { bytes }]) => from !== partition && bytes.length > 0)
      .sort(([a], [b]) => a - b)
      .map(([, { bytes }]) => bytes);
    return { model: modelOf(row) ?? "rating", itemId: row.slice(row.indexOf("/") + 1), shares };
  }

  #isNewest({ row, partition, offset }: { row: string; partition: number; offset: number }): boolean {
    return this.#newest.get(row)?.get(partition)?.offset === offset;
  }

  /** Place in the log of the first entry after an offset. O(log entries). */
  #after(offset: number): number {
    let [low, high] = [0, this.#log.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#log[middle]?.offset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shorten(): void {
    this.#log = this.#log.filter((one) => this.#isNewest(one));
  }
}

const modelOf = (row: string): ToldModel | undefined =>
  toldModels.find((model) => row.startsWith(`${model}/`));

/** Packs what peers say of some items. */
export const encodePeerRows = (rows: readonly PeerRow[]): Uint8Array => {
  const w = new ByteWriter(1 << 16).varint(rows.length);
  for (const { model, itemId, shares } of rows) {
    w.u8(toldModels.indexOf(model)).text(itemId).varint(shares.length);
    for (const share of shares) w.blob(share);
  }
  return w.finish();
};

/** Reads what {@link encodePeerRows} packed. @throws {StateFormatError} when the bytes end too early. */
export const decodePeerRows = (bytes: Uint8Array): readonly PeerRow[] => {
  const r = new ByteReader(bytes);
  return Array.from({ length: r.varint() }, () => {
    const model = toldModels[r.u8()] ?? "rating";
    const itemId = r.text();
    const shares = Array.from({ length: r.varint() }, () => r.blob());
    return { model, itemId, shares };
  });
};
