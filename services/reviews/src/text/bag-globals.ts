import type { Json } from "@millrace/pipeline";
import type { BagGlobals } from "@millrace/text";

/** What a partition tells of its models of words beside the blocks. */
export const bagGlobals = ({
  texts,
  svm,
  logisticBias,
  logisticLean,
}: BagGlobals): Readonly<Record<string, Json>> => ({
  textsNegative: texts.negative,
  textsPositive: texts.positive,
  svmBias: svm.bias,
  svmSlope: svm.slope,
  logisticBias,
  logisticLean,
});

/** The same out of the globals of its status; nothing before it says so. */
export const readBagGlobals = (globals: Readonly<Record<string, Json>>): BagGlobals => ({
  texts: { negative: Number(globals.textsNegative ?? 0), positive: Number(globals.textsPositive ?? 0) },
  svm: { bias: Number(globals.svmBias ?? 0), slope: Number(globals.svmSlope ?? 0) },
  logisticBias: Number(globals.logisticBias ?? 0),
  logisticLean: Number(globals.logisticLean ?? 0),
});
