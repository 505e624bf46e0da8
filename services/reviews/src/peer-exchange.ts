import type { Answer, Emitter, Weights } from "@millrace/pipeline";
import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
} from "@millrace/state";
import { itemAnswer } from "./item-answer.ts";
import {
  decodePeerRows,
  itemRowsTopic,
  peerRowKey,
  peerRowsKind,
  type ToldModel,
  toldModels,
} from "./peer-rows.ts";

/** A model whose items other partitions learn of too. */
export interface SharingModel {
  shares(): Iterable<readonly [itemId: string, share: Uint8Array]>;
  adopt(itemId: string, shares: readonly Uint8Array[]): void;
  encodeItem(itemId: string): Uint8Array | undefined;
}

const entityOf: Readonly<Record<ToldModel, string>> = { rating: "item", liking: "liking" };

/**
 * One partition's side of telling and taking over what partitions know of items. Telling is an effect of an event: a replay says the
 * same again. Taking over happens as with the weights of networks, only right before a snapshot.
 */
export class PeerExchange implements Stateful {
  readonly #models: Readonly<Record<ToldModel, SharingModel>>;
  readonly #partition: number;
  readonly #shared: boolean;
  #version = "";
  /** Items that changed by what was taken over last: readers are told of them once the snapshot is stored. */
  #changed: readonly (readonly [model: ToldModel, itemId: string])[] = [];
  #revision = 0;

  constructor(models: Readonly<Record<ToldModel, SharingModel>>, partition: number, shared: boolean) {
    this.#models = models;
    this.#partition = partition;
    this.#shared = shared;
  }

  /** What was taken over, as the versions of networks are told; empty before the first. */
  get versions(): Readonly<Record<string, string>> {
    return this.#version === "" ? {} : { [peerRowsKind]: this.#version };
  }

  /** Tells peers of what the last event changed by much. */
  tell(emit: Emitter): void {
    if (!this.#shared) return;
    for (const model of toldModels)
      for (const [itemId, value] of this.#models[model].shares())
        emit.forward({ topic: itemRowsTopic, key: peerRowKey(this.#partition, model, itemId), value });
  }

  /** Takes over what peers told. Whether it was that. @throws {StateFormatError} for shares of other settings. */
  adopt({ kind, version, bytes }: Weights): boolean {
    if (kind !== peerRowsKind || !this.#shared) return false;
    const rows = decodePeerRows(bytes);
    for (const { model, itemId, shares } of rows) this.#models[model].adopt(itemId, shares);
    this.#version = version;
    this.#changed = rows.filter(({ itemId }) => itemId !== "").map(({ model, itemId }) => [model, itemId]);
    this.#revision++;
    return true;
  }

  /** Answers about the items that were changed by what was taken over last. */
  *changed(): Iterable<Answer> {
    for (const [model, itemId] of this.#changed)
      yield itemAnswer(`${entityOf[model]}/${itemId}`, this.#models[model].encodeItem(itemId));
  }

  *chunks(): Iterable<Chunk> {
    if (this.#shared) yield { name: "taken", revision: this.#revision, bytes: () => this.#bytes() };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    if (!this.#shared) return;
    const r = new ByteReader(requireChunk(chunks, "taken"));
    this.#version = r.text();
    this.#changed = Array.from({ length: r.varint() }, () => {
      const model = toldModels[r.u8()];
      if (model === undefined) throw new StateFormatError("an unknown model was told of");
      return [model, r.text()] as const;
    });
  }

  #bytes(): Uint8Array {
    const w = new ByteWriter(1 << 12).text(this.#version).varint(this.#changed.length);
    for (const [model, itemId] of this.#changed) w.u8(toldModels.indexOf(model)).text(itemId);
    return w.finish();
  }
}
