import { candidates } from "./candidates.ts";
import { probability } from "./kneser-ney.ts";
import { sentencesOf } from "./sentences.ts";
import type { TrigramCounts } from "./trigram-counts.ts";
import { BEGIN, END } from "./vocabulary.ts";

/** One way to go on. */
export interface Completion {
  /** The last words of the query that were understood, and how they go on. */
  readonly text: string;
  /** What is to be put behind the query; begins with a space where a word ended. */
  readonly completion: string;
  /** That it goes on so, given what was written, 0 to 1. */
  readonly probability: number;
}

/** Another model of the next word, which is asked beside the counts. */
export interface NextWords {
  /** Its share in each probability, 0 to 1. */
  readonly share: number;
  /** What it expects after the words of a sentence. */
  readonly after: (sentence: readonly string[]) => {
    /** 0 where it does not know the word. */
    readonly probability: (word: string) => number;
    readonly top: (limit: number) => readonly string[];
  };
}

/** Words of the other model that are looked at beside those that were seen in this place. */
const OTHERS_MAX = 50;
/** Words of a sentence that the other model reads at most, the last ones. */
const READ_MAX = 40;
/** Most words that a completion adds. */
const WORDS_MAX = 5;
/** A phrase goes on only by a word at least so likely. */
const LIKELY = 0.12;
const QUERY_CHARS_MAX = 2_000;

interface Start {
  readonly before: number;
  readonly last: number;
  readonly word: number;
  readonly probability: number;
}

/**
 * Likely ways to go on, best first, each only along words that were seen to follow each other. A word whose end is open
 * is completed among all known words that begin so; a whole word is followed by the likeliest next ones. Work is bounded
 * by some hundred candidate words (see `candidates`); about 0.3 ms over 300,000 trigrams, 3 ms at most. Another model may help to
 * tell which next word is likeliest, and brings words that it expects and that are known: 0.5 ms more by a GRU of 4,000 words.
 */
export const completions = (
  counts: TrigramCounts,
  query: string,
  limit: number,
  other?: NextWords,
): readonly Completion[] => {
  const asked = query.slice(-QUERY_CHARS_MAX);
  const sentence = /[.!?;:]\s*$/.test(asked) ? [] : (sentencesOf(asked).at(-1) ?? []);
  const open = sentence.length > 0 && !/[\s,"]$/.test(asked);
  const whole = open ? sentence.slice(0, -1) : sentence;
  const part = open ? (sentence.at(-1) ?? "") : "";
  const known = [BEGIN, BEGIN, ...whole.map((word) => counts.vocabulary.find(word))];
  const [first = BEGIN, second = BEGIN] = known.slice(-2);
  const expected = other?.after(whole.slice(-READ_MAX));
  const share = other?.share ?? 0;
  const seen = candidates(counts, first, second, part, expected?.top(OTHERS_MAX));
  const mixed =
    expected === undefined
      ? seen
      : seen.map(({ word, probability: p }) => {
          const theirs = expected.probability(counts.vocabulary.word(word));
          return { word, probability: (1 - share) * p + share * theirs };
        });
  const starts = best(mixed, limit * 2).map(
    ({ word, probability: p }): Start => ({ before: first, last: second, word, probability: p }),
  );
  const exact = part === "" ? -1 : counts.vocabulary.find(part);
  if (exact >= 0) {
    const own = probability(counts, first, second, exact);
    for (const next of best(candidates(counts, second, exact, ""), limit))
      starts.push({ before: second, last: exact, word: next.word, probability: own * next.probability });
  }
  // A word that is whole already is no completion of itself.
  const distinct = starts.filter(({ word, last }) => word !== exact || last === exact);
  const all = distinct.reduce((sum, start) => sum + start.probability, 0);
  const scale = part === "" || all === 0 ? 1 : 1 / all;
  return distinct
    .sort((a, b) => b.probability - a.probability || (word(counts, a) < word(counts, b) ? -1 : 1))
    .slice(0, limit)
    .map((start) => {
      const added = goOn(counts, start);
      const behind = start.last === exact && exact >= 0 ? [part, ...added] : added;
      const text = [...whole, ...behind].join(" ");
      const completion = part === "" ? behind.join(" ") : behind.join(" ").slice(part.length);
      const gap = part === "" && !/(^|\s)$/.test(asked) ? " " : "";
      return { text, completion: gap + completion, probability: Math.min(1, start.probability * scale) };
    });
};

const word = (counts: TrigramCounts, start: Start): string => counts.vocabulary.word(start.word);

const best = <T extends { readonly probability: number }>(list: readonly T[], limit: number): readonly T[] =>
  [...list].sort((a, b) => b.probability - a.probability).slice(0, limit);

/** The words that follow, as long as one of them is likely: of those that came at least half as often as any. */
const goOn = (counts: TrigramCounts, start: Start): readonly string[] => {
  const words = [counts.vocabulary.word(start.word)];
  let [first, second] = [start.last, start.word];
  while (words.length < WORDS_MAX) {
    let [chosen, most, top] = [END, LIKELY, 0];
    counts.forFollowers(first, second, (_, count) => {
      if (count > top) top = count;
    });
    counts.forFollowers(first, second, (third, count) => {
      if (count * 2 < top) return;
      const p = probability(counts, first, second, third);
      if (p > most || (p === most && third < chosen)) [chosen, most] = [third, p];
    });
    if (chosen === END) break;
    words.push(counts.vocabulary.word(chosen));
    first = second;
    second = chosen;
  }
  return words;
};
