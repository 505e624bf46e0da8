import { NodeIndex } from "./node-index.ts";

const FIRST_CAPACITY = 1024;

const wider = <T extends Int32Array | Float64Array | Uint8Array | Uint16Array>(old: T, made: T): T => {
  made.set(old);
  return made;
};

/**
 * A prefix tree of counted itemsets: a node is the set of the items on the way to it, greatest number first. Nodes lie
 * in columns, found by (parent, item) through an index; a freed node's number is used again. About 95 bytes a node.
 * Columns are replaced when the tree grows, one at a time so that it never takes long: read them anew after
 * {@link CountTree.claim}.
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
  /** The next and the previous node of another set that the same item ends; −1 for none. */
  nextEnding = new Int32Array(FIRST_CAPACITY);
  prevEnding = new Int32Array(FIRST_CAPACITY);
  /** Children. */
  kids = new Int32Array(FIRST_CAPACITY);
  count = new Float64Array(FIRST_CAPACITY);
  /** The same, where new baskets weigh more. */
  fresh = new Float64Array(FIRST_CAPACITY);
  /** Items in the set. */
  depth = new Uint16Array(FIRST_CAPACITY);
  /** Where an index over the sets keeps something of this one; 0 at first, and again for the next set of the node. */
  linked = new Int32Array(FIRST_CAPACITY);
  /** What the owner makes of it; 0 at first. */
  state = new Uint8Array(FIRST_CAPACITY);
  readonly #index = new NodeIndex();
  /** Node of each set of one item, plus one: found without the index. */
  #tops = new Int32Array(FIRST_CAPACITY);
  /** First node of a set that each item ends, plus one. */
  #endings = new Int32Array(FIRST_CAPACITY);
  readonly #free: number[] = [];
  #used = 1;
  #freed = 0;
  /** Nodes that every column has room for. */
  #capacity = FIRST_CAPACITY;
  /** The node with which the next column grows, and which column that is. */
  #growAt = FIRST_CAPACITY / 2;
  #growing = 0;
  readonly #columns = [
    (length: number) => {
      this.item = wider(this.item, new Int32Array(length));
    },
    (length: number) => {
      this.parent = wider(this.parent, new Int32Array(length));
    },
    (length: number) => {
      this.first = wider(this.first, new Int32Array(length));
    },
    (length: number) => {
      this.next = wider(this.next, new Int32Array(length));
    },
    (length: number) => {
      this.prev = wider(this.prev, new Int32Array(length));
    },
    (length: number) => {
      this.nextEnding = wider(this.nextEnding, new Int32Array(length));
    },
    (length: number) => {
      this.prevEnding = wider(this.prevEnding, new Int32Array(length));
    },
    (length: number) => {
      this.kids = wider(this.kids, new Int32Array(length));
    },
    (length: number) => {
      this.count = wider(this.count, new Float64Array(length));
    },
    (length: number) => {
      this.fresh = wider(this.fresh, new Float64Array(length));
    },
    (length: number) => {
      this.depth = wider(this.depth, new Uint16Array(length));
    },
    (length: number) => {
      this.linked = wider(this.linked, new Int32Array(length));
    },
    (length: number) => {
      this.state = wider(this.state, new Uint8Array(length));
    },
  ];

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
    const columns = [this.item, this.parent, this.first, this.next, this.prev, this.kids, this.linked];
    const endings = [this.nextEnding, this.prevEnding, this.#endings];
    const others = [this.count, this.fresh, this.depth, this.state, this.#tops, ...endings];
    let sum = this.#index.bytes + this.#free.length * 8;
    for (const { byteLength } of [...columns, ...others]) sum += byteLength;
    return sum;
  }

  /** The node of a set and one item more, smaller than those in it; −1 where it is not counted. */
  child(parent: number, item: number): number {
    if (parent === CountTree.root) return (this.#tops[item] ?? 0) - 1;
    return this.#index.find(parent, item);
  }

  /** The same, made with a count of 0 where it is not there. */
  claim(parent: number, item: number): number {
    const known = this.child(parent, item);
    if (known >= 0) return known;
    const node = this.#free.pop() ?? this.#used++;
    if (node >= this.#growAt) this.#grow();
    this.item[node] = item;
    this.parent[node] = parent;
    this.first[node] = -1;
    this.kids[node] = 0;
    this.count[node] = 0;
    this.fresh[node] = 0;
    this.state[node] = 0;
    this.linked[node] = 0;
    this.depth[node] = (this.depth[parent] ?? 0) + 1;
    const second = this.first[parent] ?? -1;
    this.next[node] = second;
    this.prev[node] = -1;
    if (second >= 0) this.prev[second] = node;
    this.first[parent] = node;
    this.kids[parent] = (this.kids[parent] ?? 0) + 1;
    if (parent === CountTree.root) this.#setTop(item, node);
    else this.#index.add(parent, item, node);
    const same = (this.#endings[item] ?? 0) - 1;
    this.nextEnding[node] = same;
    this.prevEnding[node] = -1;
    if (same >= 0) this.prevEnding[same] = node;
    this.#endings[item] = node + 1;
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
    this.#unlinkEnding(node);
    if (parent === CountTree.root) this.#tops[this.item[node] ?? 0] = 0;
    else this.#index.remove(parent, this.item[node] ?? 0);
    this.parent[node] = -1;
    this.state[node] = 0;
    this.#free.push(node);
    this.#freed++;
  }

  /** A node of a set that an item ends, from which {@link CountTree.nextEnding} leads to the others; −1 for none. */
  firstEnding(item: number): number {
    return (this.#endings[item] ?? 0) - 1;
  }

  /** Multiplies all counts of one kind: a change of their unit. */
  scale(kind: "count" | "fresh", by: number): void {
    const counts = this[kind];
    for (let node = 1; node < this.#used; node++) counts[node] = (counts[node] ?? 0) * by;
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

  #unlinkEnding(node: number): void {
    const [before, behind] = [this.prevEnding[node] ?? -1, this.nextEnding[node] ?? -1];
    if (before >= 0) this.nextEnding[before] = behind;
    else this.#endings[this.item[node] ?? 0] = behind + 1;
    if (behind >= 0) this.prevEnding[behind] = before;
  }

  /** Every item has a set of its own before it ends others. */
  #setTop(item: number, node: number): void {
    if (item >= this.#tops.length) {
      const length = Math.max(item + 1, this.#tops.length * 2);
      this.#tops = wider(this.#tops, new Int32Array(length));
      this.#endings = wider(this.#endings, new Int32Array(length));
    }
    this.#tops[item] = node + 1;
  }

  /** Makes one column twice as long; all are by the time that the nodes have doubled. */
  #grow(): void {
    const columns = this.#columns;
    columns[this.#growing++]?.(this.#capacity * 2);
    this.#growAt += this.#capacity / 32;
    if (this.#growing < columns.length) return;
    this.#capacity *= 2;
    this.#growAt = this.#capacity / 2;
    this.#growing = 0;
  }
}
