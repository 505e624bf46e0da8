import { tokenId } from "@millrace/neural";
import { WordNeighbours, type WordVectors } from "@millrace/text";

const NEGATED = "not_";

/**
 * The embedding that a text network begins with, `[buckets x size]`: each bucket has the vector, of length 1, of the most
 * frequent word of the texts that falls into it; that of a negated word points the other way. Buckets without one are nil.
 */
export const embeddingOf = (
  vectors: WordVectors,
  texts: readonly (readonly string[])[],
  buckets: number,
): Float32Array => {
  const known = new WordNeighbours({ ...vectors, pieces: new Float32Array(0) });
  const counts = new Map<string, number>();
  for (const tokens of texts) for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const rows = new Float32Array(buckets * vectors.size);
  const taken = new Set<number>();
  for (const [token] of [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))) {
    const row = tokenId(token, buckets);
    const isNegated = token.startsWith(NEGATED);
    const vector = taken.has(row) ? undefined : known.vector(isNegated ? token.slice(NEGATED.length) : token);
    if (vector === undefined) continue;
    taken.add(row);
    rows.set(isNegated ? vector.map((value) => -value) : vector, row * vectors.size);
  }
  return rows;
};
