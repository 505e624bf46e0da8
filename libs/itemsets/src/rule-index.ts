import { SparseCounts } from "@millrace/state";
import { Best } from "./best.ts";
import { decodeItemRow } from "./item-row.ts";
import { measure, type RuleMeasures } from "./measures.ts";
import { newPart, type Part, wait } from "./part.ts";

/** A rule as it is answered. */
export interface Rule extends RuleMeasures {
  readonly if: readonly string[];
  readonly then: readonly string[];
  /** Baskets with both sides. */
  readonly count: number;
  /** How far the count may be below the truth. */
  readonly errorBound: number;
}

/** A frequent itemset as it is answered. */
export interface Itemset {
  readonly items: readonly string[];
  readonly count: number;
  readonly support: number;
  readonly errorBound: number;
}

/** Which rules are wanted. */
export interface RuleQuery {
  /** Only rules with this item on either side. */
  readonly item?: string | undefined;
  /** Least count of both sides together. */
  readonly minCount: number;
  readonly minConfidence: number;
  readonly minLift: number;
  readonly sort: "lift" | "confidence" | "support" | "leverage" | "conviction";
  readonly limit: number;
}

const sortKey = (rule: RuleMeasures, by: RuleQuery["sort"]): number => {
  if (by === "conviction") return rule.conviction ?? Number.POSITIVE_INFINITY;
  return rule[by];
};

/** What all rules of an answer share. */
interface Totals {
  readonly baskets: number;
  readonly errorBound: number;
}

/**
 * The reader's merged view of what the partitions publish: counts of items and pairs add up (Savasere et al. 1995), so
 * rules are those of all baskets, never of one partition. Applying a row costs O(its pairs); a query over all rules
 * O(pairs at or above the floor).
 */
export class RuleIndex {
  readonly #floor: number;
  readonly #numbers = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #counts: number[] = [];
  readonly #pairs = new SparseCounts();
  readonly #parts = new Map<number, Part>();
  /** Partners at or above the floor, for each item, both ways. */
  readonly #frequent: Set<number>[] = [];

  /** @param floor least count of a pair that is ever answered. */
  constructor(floor: number) {
    this.#floor = floor;
  }

  /** Baskets of all partitions. */
  get baskets(): number {
    let sum = 0;
    for (const part of this.#parts.values()) sum += part.baskets;
    return sum;
  }

  /** How far counts may be below the truth, over all partitions. */
  get errorBound(): number {
    let sum = 0;
    for (const part of this.#parts.values()) sum += part.errorBound;
    return sum;
  }

  /** Items known. */
  get items(): number {
    return this.#ids.length;
  }

  /** Takes a partition's totals. */
  totals(partition: number, baskets: number, errorBound: number): void {
    const part = this.#part(partition);
    part.baskets = baskets;
    part.errorBound = errorBound;
  }

  /** Takes a partition's new row of one item. */
  apply(partition: number, bytes: Uint8Array): void {
    const part = this.#part(partition);
    const row = decodeItemRow(bytes);
    const old = part.rows[row.slot];
    const item = this.#number(row.itemId);
    part.numbers[row.slot] = item;
    part.rows[row.slot] = row;
    this.#counts[item] = (this.#counts[item] ?? 0) + row.count - (old?.count ?? 0);
    for (let i = 0; i < row.partners.length; i++) {
      // Rows only grow at their end, so the same place means the same partner.
      const by = (row.counts[i] ?? 0) - (old?.counts[i] ?? 0);
      const partner = part.numbers[row.partners[i] ?? 0];
      if (by === 0) continue;
      if (partner === undefined) wait(part, row.partners[i] ?? 0, item, by);
      else this.#addPair(item, partner, by);
    }
    const waiting = part.waiting.get(row.slot);
    if (waiting === undefined) return;
    part.waiting.delete(row.slot);
    for (const [later, by] of waiting) this.#addPair(later, item, by);
  }

  /** Forgets a partition. */
  reset(partition: number): void {
    const part = this.#parts.get(partition);
    if (part === undefined) return;
    for (const row of part.rows) {
      if (row === undefined) continue;
      const item = part.numbers[row.slot] ?? 0;
      this.#counts[item] = (this.#counts[item] ?? 0) - row.count;
      for (let i = 0; i < row.partners.length; i++) {
        const partner = part.numbers[row.partners[i] ?? 0];
        if (partner !== undefined) this.#addPair(item, partner, -(row.counts[i] ?? 0));
      }
    }
    this.#parts.delete(partition);
  }

  /** Baskets with an item; 0 where it is unknown. */
  count(itemId: string): number {
    const item = this.#numbers.get(itemId);
    return item === undefined ? 0 : (this.#counts[item] ?? 0);
  }

  /** The best rules of one item on each side. */
  rules(query: RuleQuery): Rule[] {
    const best = new Best<Rule>(query.limit, (r) => sortKey(r, query.sort));
    const item = query.item === undefined ? undefined : this.#numbers.get(query.item);
    if (query.item !== undefined && item === undefined) return [];
    const totals = this.#totals();
    for (const left of item === undefined ? this.#counts.keys() : [item]) {
      for (const right of this.#frequent[left] ?? []) {
        this.#offer(best, query, totals, left, right);
        if (item !== undefined) this.#offer(best, query, totals, right, left);
      }
    }
    return best.list();
  }

  /** The best rules whose left side lies within `items` and whose right side does not. */
  rulesFrom(items: readonly string[], query: Omit<RuleQuery, "item">): Rule[] {
    const best = new Best<Rule>(query.limit, (r) => sortKey(r, query.sort));
    const basket = new Set(items.map((id) => this.#numbers.get(id)));
    const totals = this.#totals();
    for (const left of basket) {
      if (left === undefined) continue;
      for (const right of this.#frequent[left] ?? [])
        if (!basket.has(right)) this.#offer(best, query, totals, left, right);
    }
    return best.list();
  }

  /** The most frequent sets of one or two items; `size` 0 asks for both. */
  itemsets(minCount: number, size: number, limit: number): Itemset[] {
    const best = new Best<Itemset>(limit, (s) => s.count);
    const baskets = this.baskets;
    const errorBound = this.errorBound;
    const offer = (items: string[], count: number): void => {
      if (count >= minCount) best.offer({ items, count, support: count / baskets, errorBound });
    };
    for (const [left, id] of this.#ids.entries()) {
      if (size !== 2) offer([id], this.#counts[left] ?? 0);
      if (size === 1) continue;
      for (const right of this.#frequent[left] ?? []) {
        if (right < left) offer([this.#ids[right] ?? "", id], this.#pairCount(left, right));
      }
    }
    return best.list();
  }

  #totals(): Totals {
    return { baskets: this.baskets, errorBound: this.errorBound };
  }

  #offer(
    best: Best<Rule>,
    query: Omit<RuleQuery, "item">,
    { baskets, errorBound }: Totals,
    left: number,
    right: number,
  ): void {
    const count = this.#pairCount(left, right);
    if (count < query.minCount) return;
    const measures = measure(count, this.#counts[left] ?? 0, this.#counts[right] ?? 0, baskets);
    if (measures.confidence < query.minConfidence || measures.lift < query.minLift) return;
    if (!best.wants(sortKey(measures, query.sort))) return;
    const sides = { if: [this.#ids[left] ?? ""], then: [this.#ids[right] ?? ""] };
    best.offer({ ...sides, count, ...measures, errorBound });
  }

  #pairCount(a: number, b: number): number {
    return a > b ? this.#pairs.get(a, b) : this.#pairs.get(b, a);
  }

  #addPair(a: number, b: number, by: number): void {
    const after = a > b ? this.#pairs.add(a, b, by) : this.#pairs.add(b, a, by);
    const was = after - by >= this.#floor;
    const is = after >= this.#floor;
    if (was === is) return;
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      let partners = this.#frequent[from];
      if (partners === undefined) {
        partners = new Set();
        this.#frequent[from] = partners;
      }
      if (is) partners.add(to);
      else partners.delete(to);
    }
  }

  #number(itemId: string): number {
    let number = this.#numbers.get(itemId);
    if (number === undefined) {
      number = this.#ids.length;
      this.#ids.push(itemId);
      this.#counts.push(0);
      this.#numbers.set(itemId, number);
    }
    return number;
  }

  #part(partition: number): Part {
    let part = this.#parts.get(partition);
    if (part === undefined) {
      part = newPart();
      this.#parts.set(partition, part);
    }
    return part;
  }
}
