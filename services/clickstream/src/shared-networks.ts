import { NextItemNet, type NextItemWeights } from "@millrace/neural";

/** The checksum with which encoded weights end. */
const CHECKSUM_BYTES = 32;

/**
 * Networks by what they are made of, so that all partitions of a process ask one and the same: 16 MB for 50,000 items
 * of 64 hidden units. A network keeps nothing between two calls, and its users take turns. Let go with its last user.
 */
export class SharedNetworks {
  readonly #nets = new Map<string, WeakRef<NextItemNet>>();

  /** The network of weights that were read from these bytes: checked, so that their checksum tells them from all others. */
  open(weights: NextItemWeights, bytes: Uint8Array): NextItemNet {
    const key = bytes.subarray(-CHECKSUM_BYTES).join(" ");
    const known = this.#nets.get(key)?.deref();
    if (known !== undefined) return known;
    const net = new NextItemNet(weights);
    for (const [old, ref] of this.#nets) if (ref.deref() === undefined) this.#nets.delete(old);
    this.#nets.set(key, new WeakRef(net));
    return net;
  }
}
