import { negators, SCOPE_WORDS } from "../preprocess.ts";
import { byWord } from "../word-memo.ts";
import { boosters, valences } from "./words.ts";

/** Mark that preprocessing puts before the words within a negation's reach. */
const NEGATED = "not_";
/** What is left of a word's valence when it is negated, the other way round (Hutto & Gilbert 2014 measured 0.74). */
const TURNED = -0.74;
/** Squared sum of valences at which the scale is at 0.71 of its end. */
const HALFWAY = 15;

/** Valence of one word after preprocessing, −3 to 3; 0 where it says nothing. */
export const valenceOf = (token: string): number => {
  if (!token.startsWith(NEGATED)) return valences.get(token) ?? 0;
  return (valences.get(token.slice(NEGATED.length)) ?? 0) * TURNED;
};

/**
 * Sum of the valences of preprocessed words, each strengthened or weakened by the word before it. Linear, about 40 ns a
 * word.
 */
export const valenceSum = (tokens: readonly string[]): number => {
  let sum = 0;
  for (let at = 0; at < tokens.length; at++) {
    const valence = valenceOf(tokens[at] ?? "");
    if (valence === 0) continue;
    const before = tokens[at - 1] ?? "";
    const plain = before.startsWith(NEGATED) ? before.slice(NEGATED.length) : before;
    sum += valence * (boosters.get(plain) ?? 1);
  }
  return sum;
};

/** Probability of positive that a sum of valences stands for: ½·(1 + s / √(s² + 15)); ½ where nothing was said. */
export const lexiconScore = (sum: number): number => 0.5 * (1 + sum / Math.sqrt(sum * sum + HALFWAY));

/** What a word as it is written does to those after it. */
interface Meaning {
  /** Whether a negation reaches no further. */
  readonly ends: boolean;
  readonly negates: boolean;
  readonly valence: number;
  readonly booster: number;
}

const meaningOf = byWord((written): Meaning => {
  const word = written.toLowerCase().replace("’", "'");
  return {
    ends: /^[.,:;!?()]/.test(word) || word === "but",
    negates: negators.has(word) || word.endsWith("n't"),
    valence: valences.get(word) ?? 0,
    booster: boosters.get(word) ?? 1,
  };
});

/**
 * Valence of each word of a sentence as it is written, negation and strengthening words taken in: what `valenceSum` adds
 * up, place by place. "n't" counts as a negation by itself or at the end of a word. About 30 ns a word.
 */
export const valencesOf = (words: readonly string[]): Float64Array => {
  const found = new Float64Array(words.length);
  let left = 0;
  let booster = 1;
  for (let at = 0; at < words.length; at++) {
    const meaning = meaningOf(words[at] ?? "");
    if (meaning.ends) left = 0;
    else if (meaning.negates) left = SCOPE_WORDS;
    else {
      found[at] = meaning.valence * booster * (left > 0 ? TURNED : 1);
      booster = meaning.booster;
      left--;
      continue;
    }
    booster = 1;
  }
  return found;
};
