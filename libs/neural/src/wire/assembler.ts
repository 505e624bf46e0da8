import { WeightsFormatError } from "../errors.ts";
import { decodePart } from "./parts.ts";
import { sha256, WEIGHTS_BYTES_MAX } from "./weights.ts";

/** A whole message, its checksum verified. */
export interface WholeMessage {
  /** `kind/version`, as given to `splitMessage`. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

interface Pending {
  readonly digest: string;
  readonly size: number;
  readonly payloads: (Uint8Array | undefined)[];
  held: number;
  missing: number;
}

/**
 * Puts the parts of a compacted topic together again, in any order, repeated or interleaved. A set is handed out once,
 * when it is whole and its checksum fits; never otherwise. Parts of another content under the same id replace what was
 * held. Memory: at most `setsMax` unfinished sets and `WEIGHTS_BYTES_MAX` bytes; the oldest leaves.
 */
export class MessageAssembler {
  readonly #pending = new Map<string, Pending>();
  readonly #setsMax: number;
  #held = 0;
  #discarded = 0;

  /** @param setsMax most unfinished sets held. */
  constructor(setsMax = 8) {
    this.#setsMax = setsMax;
  }

  /** Unfinished sets held. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Unfinished sets given up: replaced, withdrawn, too many, or corrupt. */
  get discarded(): number {
    return this.#discarded;
  }

  /**
   * Takes one message; the whole set where this was the last part missing. A `null` value withdraws the set.
   * @throws {WeightsFormatError} where the message is no part, or the finished set is corrupt (it is then forgotten).
   */
  accept(key: string, value: Uint8Array | null): WholeMessage | undefined {
    const cut = key.lastIndexOf("/");
    const id = key.slice(0, Math.max(0, cut));
    if (value === null) {
      this.#discard(id);
      return undefined;
    }
    const { header, payload } = decodePart(value);
    if (key !== `${id}/${header.part}`)
      throw new WeightsFormatError(`part ${header.part} under key "${key}"`);
    const set = this.#setOf(id, header.digest, header.size, header.parts);
    if (set.payloads[header.part] !== undefined) return undefined;
    set.payloads[header.part] = payload.slice();
    set.held += payload.length;
    set.missing--;
    this.#held += payload.length;
    if (set.missing === 0) return this.#finish(id, set);
    this.#makeRoom(id);
    return undefined;
  }

  #setOf(id: string, digest: string, size: number, parts: number): Pending {
    const known = this.#pending.get(id);
    if (known?.digest === digest && known.size === size && known.payloads.length === parts) return known;
    this.#discard(id);
    const payloads = new Array<Uint8Array | undefined>(parts).fill(undefined);
    const set: Pending = { digest, size, payloads, held: 0, missing: parts };
    this.#pending.set(id, set);
    return set;
  }

  #finish(id: string, set: Pending): WholeMessage {
    this.#forget(id, set);
    const bytes = Buffer.concat(set.payloads.filter((p) => p !== undefined));
    if (bytes.length === set.size && Buffer.from(sha256(bytes)).toString("hex") === set.digest)
      return { id, bytes };
    this.#discarded++;
    throw new WeightsFormatError(`parts of "${id}" do not give the whole that they promise`);
  }

  #makeRoom(keep: string): void {
    for (const id of this.#pending.keys()) {
      if (this.#pending.size <= this.#setsMax && this.#held <= WEIGHTS_BYTES_MAX) return;
      if (id !== keep || this.#held > WEIGHTS_BYTES_MAX) this.#discard(id);
    }
  }

  #discard(id: string): void {
    const set = this.#pending.get(id);
    if (set === undefined) return;
    this.#forget(id, set);
    this.#discarded++;
  }

  #forget(id: string, set: Pending): void {
    this.#pending.delete(id);
    this.#held -= set.held;
  }
}
