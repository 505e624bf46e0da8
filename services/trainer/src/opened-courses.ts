import { textNetworkOf } from "@millrace/neural";
import { decoderOptions } from "@millrace/runtime";
import type { Config } from "@millrace/service";
import { type Course, courses } from "./course.ts";
import { readVectors } from "./pretrained.ts";
import { readTagged } from "./tagged.ts";

/** Every course with the files that the settings name. @throws {VectorsError} @throws {TaggedTextError} */
export const openCourses = async (config: Config): Promise<readonly Course[]> => {
  const { seriesNetworks, taggedText, wordVectors, wordVectorsTuned } = config;
  return courses(config.trainEventsMax, config.sessionIdleMs, decoderOptions(config), {
    windows: seriesNetworks !== "gru",
    supplied: taggedText === undefined ? [] : await readTagged(taggedText),
    ...(wordVectors === undefined
      ? {}
      : { pretrained: { vectors: await readVectors(wordVectors), frozen: wordVectorsTuned === "false" } }),
  });
};

/** Whether the trainer is to follow a course of its own accord. */
export const isWanted = (config: Config, { kind }: Course): boolean => {
  const { seriesNetworks, textNetworks, trainLanguage, tagger } = config;
  const network = textNetworkOf(kind);
  if (network !== undefined) return textNetworks.includes(network);
  if (kind === "series") return seriesNetworks !== "none";
  if (kind === "language") return trainLanguage === "true";
  return kind !== "tagger" || tagger === "bilstm";
};
