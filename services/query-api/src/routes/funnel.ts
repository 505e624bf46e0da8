import Type from "typebox";
import type { App } from "../http/app.ts";
import { afterSchema, answerSchema, listOf } from "../http/schemas.ts";
import type { LiveFunnel } from "../view/funnel.ts";
import type { View } from "../view/view.ts";

const share = (description: string) => Type.Number({ description });

const stateSchema = Type.Object({
  state: Type.Integer(),
  startShare: share("Share of the sessions that begin here."),
  exitProbability: share("The drop-off: probability that a click here is the last."),
  exitShare: share("Share of all sessions that end here."),
  reachProbability: share("Probability that a session ever comes here."),
  expectedClicks: share("Clicks that a session makes here in all."),
  expectedStayClicks: share("Clicks in a row, once here."),
  expectedSeconds: share("Seconds that a session spends here in all."),
  liveSessions: Type.Integer({ description: "Live sessions that are here most likely." }),
  items: listOf(
    Type.Object({ itemId: Type.String(), title: Type.Optional(Type.String()), probability: Type.Number() }),
  ),
  typical: listOf(
    Type.Object({ itemId: Type.String(), title: Type.Optional(Type.String()), lift: Type.Number() }),
  ),
});

const funnelSchema = answerSchema({
  clicksPerSession: Type.Number(),
  states: listOf(stateSchema),
  flow: listOf(
    Type.Object({
      from: Type.Integer(),
      to: Type.Integer(),
      probability: Type.Number(),
      perSession: share("Steps of this kind that a session makes."),
    }),
  ),
  exitCalibration: Type.Object({
    rung: Type.String({ description: "What exit probabilities follow from." }),
    expectedError: Type.Union([Type.Number(), Type.Null()], {
      description: "Mean distance between forecast and share of exits.",
    }),
    bins: listOf(
      Type.Object({
        from: Type.Number(),
        to: Type.Number(),
        forecasts: Type.Integer(),
        meanForecast: Type.Number(),
        exitShare: Type.Number(),
      }),
    ),
  }),
  training: Type.Record(Type.String(), Type.Number(), {
    description: "Held-out log likelihood per click by number of states, and what else the model card says.",
  }),
});

/** How sessions go through their hidden states. */
export const funnelRoutes = (app: App, view: View): void => {
  app.get(
    "/v1/funnel",
    {
      config: { scope: "read" },
      schema: {
        summary: "Hidden states of sessions: their items, the flow between them, time in each, drop-off",
        querystring: Type.Object({ after: afterSchema }),
        response: { 200: funnelSchema },
      },
    },
    async () => funnelAnswer(view),
  );
};

/** The answer; without states, and with the reason as its rung, before a model is in use. */
export const funnelAnswer = (view: View) => {
  const { calibration: exitCalibration, current } = view.clicks.funnel;
  if (current === undefined) {
    const envelope = view.envelope(
      "clicks",
      "hidden-markov",
      "none: no hidden Markov model has been trained yet",
    );
    return { ...envelope, clicksPerSession: 0, states: [], flow: [], exitCalibration, training: {} };
  }
  const envelope = view.envelope("clicks", "hidden-markov", "hidden-markov");
  return {
    ...envelope,
    modelVersion: `${envelope.modelVersion}+${current.version}`,
    clicksPerSession: current.clicksPerSession,
    states: statesOf(view, current),
    flow: current.flow,
    exitCalibration,
    training: current.card?.validation ?? {},
  };
};

const statesOf = (view: View, { states, liveSessions }: LiveFunnel) => {
  const named = <T extends { itemId: string }>(item: T): T & { title?: string } => {
    const title = view.catalogue.title(item.itemId);
    return title === undefined ? item : { ...item, title };
  };
  return states.map((state) => ({
    ...state,
    liveSessions: liveSessions[state.state] ?? 0,
    items: state.items.map(named),
    typical: state.typical.map(named),
  }));
};
