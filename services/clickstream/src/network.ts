import type { NextItemNet } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import type { OutsideRung } from "@millrace/sequences";
import type { Chunk } from "@millrace/state";
import { HeldWeights } from "./held-weights.ts";
import { type ItemSlots, NetworkRung } from "./network-rung.ts";
import { HIDDEN_MAX, type SessionRow, type Sessions } from "./sessions.ts";
import type { SharedNetworks } from "./shared-networks.ts";

/** The network that the weights in use make. */
export class SessionNetwork {
  #net: NextItemNet | undefined;
  readonly #weights = new HeldWeights("next-item", (decoded, bytes) => {
    if (decoded.gru.hiddenSize > HIDDEN_MAX) return false;
    this.#net = this.#shared.open(decoded, bytes);
    this.#rung = new NetworkRung(this.#net, this.#slots);
    return true;
  });
  readonly #slots: ItemSlots;
  #rung: NetworkRung | undefined;
  readonly #shared: SharedNetworks;

  /** @param slots where the ladder keeps the items; @param shared where partitions find each other's networks. */
  constructor(slots: ItemSlots, shared: SharedNetworks) {
    this.#slots = slots;
    this.#shared = shared;
  }

  /** Version of the weights; empty before the first. */
  get version(): string {
    return this.#weights.version;
  }

  /** The network, once there are weights. */
  get net(): NextItemNet | undefined {
    return this.#net;
  }

  /** Takes weights into use and makes all hidden states anew from the last clicks. */
  adopt(weights: Weights, sessions: Sessions): boolean {
    if (!this.#weights.use(weights)) return false;
    for (const [, row] of sessions.all()) this.#rebuild(sessions, row);
    return true;
  }

  /** Takes a click into its session's hidden state. @param before the session's clicks before it, oldest first. */
  advance(sessions: Sessions, row: SessionRow, itemId: string, before: readonly string[]): void {
    const index = this.#rung?.inputIndex(itemId, before);
    if (index === undefined) return;
    this.#net?.advance(sessions.hidden, row.slot * HIDDEN_MAX, index);
    sessions.markHidden(row.slot);
  }

  /** Place of the item among all by the last opinion; undefined without weights. */
  rank(itemId: string): number | undefined {
    return this.#rung?.rank(itemId);
  }

  /** The network's opinion of the session's next item, for the ladder; undefined without weights. */
  opinion(sessions: Sessions, row: SessionRow): OutsideRung | undefined {
    return this.#rung?.opinion(sessions.hidden, row.slot * HIDDEN_MAX);
  }

  chunks(): Iterable<Chunk> {
    return this.#weights.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#weights.restore(chunks);
  }

  #rebuild(sessions: Sessions, row: SessionRow): void {
    const offset = row.slot * HIDDEN_MAX;
    sessions.hidden.fill(0, offset, offset + HIDDEN_MAX);
    for (const [n, itemId] of row.trail.entries()) this.advance(sessions, row, itemId, row.trail.slice(0, n));
  }
}
