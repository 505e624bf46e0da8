import type { Json } from "@millrace/pipeline";
import type { ByClass } from "@millrace/text";

/** What a partition tells of its naive Bayes beside the blocks. */
export const bayesGlobals = ({ negative, positive }: ByClass): Readonly<Record<string, Json>> => ({
  bayesNegative: negative,
  bayesPositive: positive,
});

/** Texts of which a partition's blocks are made, out of the globals of its status; none before it says so. */
export const bayesTexts = (globals: Readonly<Record<string, Json>>): ByClass => ({
  negative: Number(globals.bayesNegative ?? 0),
  positive: Number(globals.bayesPositive ?? 0),
});
