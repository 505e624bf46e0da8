import type { TidList } from "./occurrences.ts";

/** Baskets that hold a set, as long as none comes or goes. */
export interface Found {
  node: number;
  tids: Int32Array;
  size: number;
}

/** Baskets that hold the set joined last, by its length: those of any set that it brought up are among them. */
export class FoundBaskets {
  readonly #found: (Found | undefined)[] = [];

  /** Forgets all: baskets come or go. The room is kept. */
  clear(): void {
    for (const found of this.#found) if (found !== undefined) found.node = -1;
  }

  /** Those of a set of so many items; undefined where another was joined since. */
  of(node: number, length: number): TidList | undefined {
    const found = this.#found[length];
    return node >= 0 && found?.node === node ? found : undefined;
  }

  /** An empty list for those of a set, with room for `size`. */
  begin(node: number, length: number, size: number): Found {
    const known = this.#found[length];
    const tids = known !== undefined && known.tids.length >= size ? known.tids : new Int32Array(size * 2);
    const found = { node, tids, size: 0 };
    this.#found[length] = found;
    return found;
  }
}
