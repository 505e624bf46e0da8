/**
 * 32-bit hash of a text's UTF-16 units (MurmurHash3's mixing steps). Not for secrets: for hash samples, windows and
 * tables. Cost: one multiply per character.
 */
export const hash32 = (text: string, seed = 0): number => {
  let h = seed ^ text.length;
  for (let i = 0; i < text.length; i++) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= h >>> 16;
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
