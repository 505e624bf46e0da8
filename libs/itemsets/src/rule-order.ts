import type { Rule, RuleSort } from "./rule.ts";

/** Bits set in a mask. */
export const bitsOf = (mask: number): number => {
  let bits = 0;
  for (let left = mask; left > 0; left &= left - 1) bits++;
  return bits;
};

/** By what a rule is ranked, greater first: from the baskets with both sides, the left, the right, and all. */
export const keyOf = (sort: RuleSort, both: number, left: number, right: number, baskets: number): number => {
  const confidence = both / left;
  if (sort === "confidence") return confidence;
  if (sort === "lift") return (confidence * baskets) / right;
  if (sort === "support") return both;
  if (sort === "leverage") return both / baskets - (left / baskets) * (right / baskets);
  return confidence >= 1 ? Number.POSITIVE_INFINITY : (1 - right / baskets) / (1 - confidence);
};

/** Best first; what is equal by the measure, by count, then by name: the same wherever it is computed. */
export const inOrder = (a: Rule, b: Rule, sort: RuleSort): number => {
  const of = (rule: Rule): number => (sort === "conviction" ? (rule.conviction ?? Infinity) : rule[sort]);
  const [x, y] = [of(a), of(b)];
  if (Math.abs(x - y) > 1e-12 * Math.max(1, Math.abs(x)) && x !== y) return x > y ? -1 : 1;
  if (a.count !== b.count) return b.count - a.count;
  const [left, right] = [
    `${a.if.join("\n")}\n\n${a.then.join("\n")}`,
    `${b.if.join("\n")}\n\n${b.then.join("\n")}`,
  ];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
