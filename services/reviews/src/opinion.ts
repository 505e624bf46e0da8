import { textNetworks } from "@millrace/neural";
import type { BagScores } from "@millrace/text";
import type { NetworkScores } from "./text/text-networks.ts";

/** From the classes' shares to the networks: each says how likely a text is positive. */
export const ladder = ["prior", "lexicon", "bayes", "svm", "logistic", ...textNetworks] as const;
/** One of {@link ladder}. */
export type Rung = (typeof ladder)[number];

/** What a text was taken to say when it came, before anything was learned from it. */
export interface Opinion {
  /** Who answered: the champion of that time, or the next lower rung where it had no weights. */
  readonly rung: Rung;
  /** Its probability of positive, 0 to 1; `sentimentLabel` names it. */
  readonly score: number;
  /** The same by every rung that had one. */
  readonly rungs: { readonly [R in Rung]?: number };
}

/** Every rung's probability in the order of the ladder. @param networks those that have read the text. */
export const ladderValues = (bag: BagScores, networks: NetworkScores): readonly (number | undefined)[] => {
  const scores: { readonly [R in Rung]?: number } = { ...bag, ...networks };
  return ladder.map((rung) => scores[rung]);
};

/** The opinion by `rung`, or by the next lower one that has a value. @param values in the order of the ladder. */
export const opinionBy = (rung: string, values: readonly (number | undefined)[]): Opinion | undefined => {
  const rungs: { [R in Rung]?: number } = {};
  for (const [i, name] of ladder.entries()) {
    const value = values[i];
    if (value !== undefined) rungs[name] = value;
  }
  const names: readonly string[] = ladder;
  for (let i = names.indexOf(rung); i >= 0; i--) {
    const name = ladder[i];
    const score = values[i];
    if (name !== undefined && score !== undefined) return { rung: name, score, rungs };
  }
  return undefined;
};
