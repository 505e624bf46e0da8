import { type EpochRecord, networkKinds, type TrainingCard } from "../card.ts";
import { asFields, type Fields, listIn, mapIn, numberIn, oneOf, textIn, wholeIn } from "./read-json.ts";

const EPOCHS_MAX = 1000;
const COUNT_MAX = Number.MAX_SAFE_INTEGER;

/** Checks a card that came as JSON; unknown fields are dropped. @throws {WeightsFormatError} */
export const decodeCard = (value: unknown): TrainingCard => {
  const card = asFields(value, "card");
  return {
    kind: oneOf(card, "kind", networkKinds),
    created: textIn(card, "created"),
    dataRange: mapIn(card, "dataRange", (entries, name) =>
      typeof entries[name] === "string" ? textIn(entries, name) : numberIn(entries, name),
    ),
    backend: textIn(card, "backend"),
    seed: numberIn(card, "seed"),
    shapes: mapIn(card, "shapes", (entries, name) =>
      listIn(entries, name, 4, (size) => wholeIn({ size }, "size", 0, COUNT_MAX)),
    ),
    parameters: wholeIn(card, "parameters", 0, COUNT_MAX),
    settings: mapIn(card, "settings", numberIn),
    epochs: listIn(card, "epochs", EPOCHS_MAX, decodeEpoch),
    bestEpoch: wholeIn(card, "bestEpoch", 0, EPOCHS_MAX),
    stopped: oneOf(card, "stopped", ["epochs", "patience", "time"]),
    trainingExamples: wholeIn(card, "trainingExamples", 0, COUNT_MAX),
    validationExamples: wholeIn(card, "validationExamples", 0, COUNT_MAX),
    validation: mapIn(card, "validation", numberIn),
    ...(card.beside === undefined ? {} : { beside: mapIn(card, "beside", metricsIn) }),
    seconds: numberIn(card, "seconds"),
  };
};

const metricsIn = (models: Fields, name: string): Record<string, number> => mapIn(models, name, numberIn);

const decodeEpoch = (value: unknown): EpochRecord => {
  const epoch = asFields(value, "epoch");
  return {
    epoch: wholeIn(epoch, "epoch", 0, EPOCHS_MAX),
    trainingLoss: numberIn(epoch, "trainingLoss"),
    validationLoss: numberIn(epoch, "validationLoss"),
    gradientNorm: numberIn(epoch, "gradientNorm"),
    clippedNorm: numberIn(epoch, "clippedNorm"),
    seconds: numberIn(epoch, "seconds"),
  };
};
