/**
 * 32-bit hash of a text's UTF-16 units (MurmurHash3's mixing steps). Not for secrets: for hash samples, windows and
 * tables. Cost: one multiply per character.
 */
export const hash32 = (text: string, seed = 0): number => {
  let h = seed ^ text.length;
  for (let i = 0; i < text.length; i++) h = mixed(h, scattered(text.charCodeAt(i)));
  return finished(h);
};

/**
 * Both `hash32(text, seeds[0])` and `hash32(text, seeds[1])` into `into`, as whole numbers with a sign: going over the
 * text once takes little more than one of them.
 */
export const hash32Pair = (
  text: string,
  seeds: readonly [first: number, second: number],
  into: Int32Array,
): void => {
  let first = seeds[0] ^ text.length;
  let second = seeds[1] ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const k = scattered(text.charCodeAt(i));
    first = mixed(first, k);
    second = mixed(second, k);
  }
  into[0] = finished(first);
  into[1] = finished(second);
};

const scattered = (unit: number): number => {
  const k = Math.imul(unit, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
};

const mixed = (hash: number, k: number): number => {
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
};

const finished = (hash: number): number => {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/**
 * Whether an event belongs to the hash sample of one in `oneIn`: the same for every rung and every replay.
 * @param oneIn 1 takes all.
 */
export const inSample = (id: string, oneIn: number): boolean =>
  oneIn <= 1 || hash32(id, 0x5bd1e995) % oneIn === 0;
