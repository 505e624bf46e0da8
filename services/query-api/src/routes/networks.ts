import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, answerSchema, listOf } from "../http/schemas.ts";
import type { View } from "../view/view.ts";

const figures = Type.Record(Type.String(), Type.Number());
const whole = (description: string) => Type.Integer({ description });

const cardSchema = Type.Object({
  kind: Type.String(),
  version: Type.String({ description: "As `weights` of answers name it." }),
  created: Type.String(),
  dataRange: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
    description: "Greatest offset read of each topic and partition.",
  }),
  backend: Type.String({ description: "What computed the training." }),
  seed: Type.Number(),
  shapes: Type.Record(Type.String(), listOf(Type.Integer())),
  parameters: whole("Trained numbers."),
  settings: figures,
  epochs: whole("Passes over the data."),
  bestEpoch: whole("The one whose weights these are: the least loss on the last part in time."),
  stopped: Type.String({ description: "Why training ended: epochs, patience or time." }),
  trainingExamples: whole("Predictions in one pass."),
  validationExamples: whole("Predictions judged."),
  validation: figures,
  beside: Type.Record(Type.String(), figures, {
    description: "What simpler models make of the same predictions.",
  }),
  seconds: Type.Number(),
});

/** Model cards of what the trainer published last. */
export const networkRoutes = (app: App, view: View): void => {
  app.get(
    "/v1/networks",
    {
      config: { scope: "read" },
      schema: {
        summary: "Model cards: what each network learned from and how it was judged, beside simpler models",
        querystring: Type.Object({ after: afterSchema }),
        response: { 200: answerSchema({ networks: listOf(cardSchema) }) },
      },
    },
    async () => ({
      ...view.envelope(view.board.streams, "networks", "newest"),
      networks: view.networks.cards().map(({ kind, version, card }) => ({
        ...card,
        kind,
        version,
        dataRange: { ...card.dataRange },
        shapes: Object.fromEntries(Object.entries(card.shapes).map(([name, sizes]) => [name, [...sizes]])),
        epochs: card.epochs.length,
        beside: card.beside ?? {},
      })),
    }),
  );
};
