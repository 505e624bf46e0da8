const FIRST_CAPACITY = 1024;
/** Bytes of one node in the columns and, at the load that the index is kept at, in the index. */
const COLUMN_BYTES = 4 * 6 + 8 * 2 + 2 + 1;

const wider = <T extends Int32Array | Float64Array | Uint8Array | Uint16Array>(old: T, made: T): T => {
  made.set(old);
  return made;
};

/**
 * A prefix tree of counted itemsets: a node is the set of the items on the way to it, greatest number first. Nodes lie
 * in columns, found by (parent, item) through one open-addressing index; a freed node's number is used again. About 70
 * bytes a node. Columns are replaced when the tree grows: read them anew after {@link CountTree.claim}.
 */
export class CountTree {
  /** The empty set. */
  static readonly root = 0;
  item = new Int32Array(FIRST_CAPACITY);
  parent = new Int32Array(FIRST_CAPACITY);
  /** First child, and the next and previous child of the same parent; −1 for none. */
  first = new Int32Array(FIRST_CAPACITY);
  next = new Int32Array(FIRST_CAPACITY);
  prev = new Int32Array(FIRST_CAPACITY);
  /** Children. */
  kids = new Int32Array(FIRST_CAPACITY);
  count = new Float64Array(FIRST_CAPACITY);
  /** The same, where new baskets weigh more. */
  fresh = new Float64Array(FIRST_CAPACITY);
  /** Items in the set. */
  depth = new Uint16Array(FIRST_CAPACITY);
  /** What the owner makes of it; 0 at first. */
  state = new Uint8Array(FIRST_CAPACITY);
  #index = new Int32Array(FIRST_CAPACITY * 4);
  /** Node of each set of one item, plus one: found without the index. */
  #tops = new Int32Array(FIRST_CAPACITY);
  readonly #free: number[] = [];
  #used = 1;
  #freed = 0;

  constructor() {
    this.first[CountTree.root] = -1;
    this.item[CountTree.root] = -1;
    this.parent[CountTree.root] = -1;
  }

  /** Sets held, the empty one left out. */
  get size(): number {
    return this.#used - 1 - this.#free.length;
  }

  /** One more than the greatest number of a node. */
  get nodes(): number {
    return this.#used;
  }

  /** Nodes freed since the beginning: while it stays the same, the number of a node stands for the same set. */
  get freed(): number {
    return this.#freed;
  }

  /** Bytes held, as allocated. */
  get bytes(): number {
    return (
      this.item.length * COLUMN_BYTES + this.#index.byteLength + this.#tops.byteLength + this.#free.length * 8
    );
  }

  /** The node of a set and one item more, smaller than those in it; −1 where it is not counted. */
  child(parent: number, item: number): number {
    if (parent === CountTree.root) return (this.#tops[item] ?? 0) - 1;
    const index = this.#index;
    const mask = index.length - 1;
    for (let h = place(parent, item); ; h++) {
      const node = (index[h & mask] ?? 0) - 1;
      if (node < 0 || (this.item[node] === item && this.parent[node] === parent)) return node;
    }
  }

  /** The same, made with a count of 0 where it is not there. */
  claim(parent: number, item: number): number {
    const known = this.child(parent, item);
    if (known >= 0) return known;
    const node = this.#free.pop() ?? this.#used++;
    if (node >= this.item.length) this.#grow();
    this.item[node] = item;
    this.parent[node] = parent;
    this.first[node] = -1;
    this.kids[node] = 0;
    this.count[node] = 0;
    this.fresh[node] = 0;
    this.state[node] = 0;
    this.depth[node] = (this.depth[parent] ?? 0) + 1;
    const second = this.first[parent] ?? -1;
    this.next[node] = second;
    this.prev[node] = -1;
    if (second >= 0) this.prev[second] = node;
    this.first[parent] = node;
    this.kids[parent] = (this.kids[parent] ?? 0) + 1;
    if (parent === CountTree.root) this.#setTop(item, node);
    else this.#file(node);
    return node;
  }

  /** Lets a node without children go. */
  free(node: number): void {
    const parent = this.parent[node] ?? 0;
    const [before, behind] = [this.prev[node] ?? -1, this.next[node] ?? -1];
    if (before >= 0) this.next[before] = behind;
    else this.first[parent] = behind;
    if (behind >= 0) this.prev[behind] = before;
    this.kids[parent] = (this.kids[parent] ?? 0) - 1;
    if (parent === CountTree.root) this.#tops[this.item[node] ?? 0] = 0;
    else this.#unfile(node);
    this.parent[node] = -1;
    this.state[node] = 0;
    this.#free.push(node);
    this.#freed++;
  }

  /** Whether a number stands for a set now. */
  isHeld(node: number): boolean {
    return node > 0 && node < this.#used && (this.parent[node] ?? -1) >= 0;
  }

  /** The items of a set, greatest number first. */
  pathOf(node: number): number[] {
    const path: number[] = [];
    for (let at = node; at !== CountTree.root; at = this.parent[at] ?? 0) path.push(this.item[at] ?? 0);
    return path.reverse();
  }

  #setTop(item: number, node: number): void {
    if (item >= this.#tops.length)
      this.#tops = wider(this.#tops, new Int32Array(Math.max(item + 1, this.#tops.length * 2)));
    this.#tops[item] = node + 1;
  }

  #grow(): void {
    const length = this.item.length * 2;
    this.item = wider(this.item, new Int32Array(length));
    this.parent = wider(this.parent, new Int32Array(length));
    this.first = wider(this.first, new Int32Array(length));
    this.next = wider(this.next, new Int32Array(length));
    this.prev = wider(this.prev, new Int32Array(length));
    this.kids = wider(this.kids, new Int32Array(length));
    this.count = wider(this.count, new Float64Array(length));
    this.fresh = wider(this.fresh, new Float64Array(length));
    this.depth = wider(this.depth, new Uint16Array(length));
    this.state = wider(this.state, new Uint8Array(length));
    const old = this.#index;
    this.#index = new Int32Array(length * 4);
    for (const entry of old) if (entry > 0) this.#file(entry - 1);
  }

  #file(node: number): void {
    const mask = this.#index.length - 1;
    let h = place(this.parent[node] ?? 0, this.item[node] ?? 0);
    while (this.#index[h & mask] !== 0) h++;
    this.#index[h & mask] = node + 1;
  }

  /** Takes an entry out and shifts those behind it back (Knuth, TAOCP 3, 6.4, algorithm R). */
  #unfile(node: number): void {
    const index = this.#index;
    const mask = index.length - 1;
    let hole = place(this.parent[node] ?? 0, this.item[node] ?? 0) & mask;
    while (index[hole] !== node + 1) hole = (hole + 1) & mask;
    index[hole] = 0;
    for (let next = (hole + 1) & mask; index[next] !== 0; next = (next + 1) & mask) {
      const at = (index[next] ?? 1) - 1;
      const home = place(this.parent[at] ?? 0, this.item[at] ?? 0) & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        index[hole] = index[next] ?? 0;
        index[next] = 0;
        hole = next;
      }
    }
  }
}

/** Where the search for a node begins, before the mask. */
const place = (parent: number, item: number): number => {
  const h = Math.imul(parent, 0x9e3779b1) ^ Math.imul(item, 0x85ebca6b);
  return (h ^ (h >>> 15)) >>> 0;
};
