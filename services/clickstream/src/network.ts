import { decodeWeights, NextItemNet, WeightsFormatError } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import type { OutsideRung } from "@millrace/sequences";
import { type Chunk, StateFormatError } from "@millrace/state";
import { type ItemSlots, networkRung } from "./network-rung.ts";
import { HIDDEN_MAX, type SessionRow, type Sessions } from "./sessions.ts";

/** The weights in use and the network they make. They are part of the state: the snapshot names and holds them. */
export class SessionNetwork {
  #net: NextItemNet | undefined;
  #weights: Weights | undefined;
  #revision = 0;

  /** Version of the weights; empty before the first. */
  get version(): string {
    return this.#weights?.version ?? "";
  }

  /** The network, once there are weights. */
  get net(): NextItemNet | undefined {
    return this.#net;
  }

  /** Takes weights into use and makes all hidden states anew from the last clicks. */
  adopt(weights: Weights, sessions: Sessions): boolean {
    if (!this.#use(weights)) return false;
    for (const [, row] of sessions.all()) this.#rebuild(sessions, row);
    return true;
  }

  /** Takes a click into its session's hidden state. */
  advance(sessions: Sessions, row: SessionRow, itemId: string): void {
    const net = this.#net;
    if (net === undefined) return;
    net.advance(sessions.hidden, row.slot * HIDDEN_MAX, net.indexOf(itemId));
    sessions.markHidden(row.slot);
  }

  /** Place of the item among all by the network; undefined without weights. */
  rank(sessions: Sessions, row: SessionRow, itemId: string): number | undefined {
    return this.#net?.rank(sessions.hidden, row.slot * HIDDEN_MAX, this.#net.indexOf(itemId));
  }

  /** The network's opinion of the session's next item, for the ladder; undefined without weights. */
  rung(sessions: Sessions, row: SessionRow, slots: ItemSlots): OutsideRung | undefined {
    const net = this.#net;
    return net === undefined ? undefined : networkRung(net, sessions.hidden, row.slot * HIDDEN_MAX, slots);
  }

  *chunks(): Iterable<Chunk> {
    const weights = this.#weights;
    if (weights === undefined) return;
    yield {
      name: `${weights.kind}/${weights.version}`,
      revision: this.#revision,
      bytes: () => weights.bytes,
    };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const [name, bytes] of chunks) {
      const cut = name.indexOf("/");
      this.#reuse({ kind: name.slice(0, cut), version: name.slice(cut + 1), bytes, trainedUpTo: {} });
    }
  }

  #reuse(weights: Weights): void {
    try {
      if (this.#use(weights)) return;
    } catch (cause) {
      if (!(cause instanceof WeightsFormatError)) throw cause;
      throw new StateFormatError(`weights ${weights.version} cannot be read`, { cause });
    }
    throw new StateFormatError(`weights ${weights.version} do not fit`);
  }

  #use(weights: Weights): boolean {
    if (weights.kind !== "next-item") return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (decoded.kind !== "next-item" || decoded.gru.hiddenSize > HIDDEN_MAX) return false;
    this.#net = new NextItemNet(decoded);
    this.#weights = weights;
    this.#revision++;
    return true;
  }

  #rebuild(sessions: Sessions, row: SessionRow): void {
    const offset = row.slot * HIDDEN_MAX;
    sessions.hidden.fill(0, offset, offset + HIDDEN_MAX);
    for (const itemId of row.trail) this.advance(sessions, row, itemId);
  }
}
