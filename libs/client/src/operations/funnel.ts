// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /funnel. */
export interface FunnelOperations {
  /** Hidden states of sessions: their items, the flow between them, time in each, drop-off. */
  readonly "GET /v1/funnel": {
    readonly query?: {
      /** Token of POST /v1/events: waits until the answer reflects those events. */
      readonly after?: string;
    };
    readonly answer: {
      /** Model that answered. */
      readonly model: string;
      /** Changes whenever the model's state does. */
      readonly modelVersion: string;
      /** Which fallback step answered. */
      readonly rung: string;
      /** When the answer was computed, RFC 3339. */
      readonly computedAt: string;
      /** Newest event that it reflects, RFC 3339; null before the first. */
      readonly eventTime: string | null;
      readonly clicksPerSession: number;
      readonly states: readonly {
        readonly state: number;
        /** Share of the sessions that begin here. */
        readonly startShare: number;
        /** The drop-off: probability that a click here is the last. */
        readonly exitProbability: number;
        /** Share of all sessions that end here. */
        readonly exitShare: number;
        /** Probability that a session ever comes here. */
        readonly reachProbability: number;
        /** Clicks that a session makes here in all. */
        readonly expectedClicks: number;
        /** Clicks in a row, once here. */
        readonly expectedStayClicks: number;
        /** Seconds that a session spends here in all. */
        readonly expectedSeconds: number;
        /** Live sessions that are here most likely. */
        readonly liveSessions: number;
        readonly items: readonly {
          readonly itemId: string;
          readonly title?: string;
          readonly probability: number;
        }[];
        readonly typical: readonly {
          readonly itemId: string;
          readonly title?: string;
          readonly lift: number;
        }[];
      }[];
      readonly flow: readonly {
        readonly from: number;
        readonly to: number;
        readonly probability: number;
        /** Steps of this kind that a session makes. */
        readonly perSession: number;
      }[];
      readonly exitCalibration: {
        /** What exit probabilities follow from. */
        readonly rung: string;
        /** Mean distance between forecast and share of exits. */
        readonly expectedError: number | null;
        readonly bins: readonly {
          readonly from: number;
          readonly to: number;
          readonly forecasts: number;
          readonly meanForecast: number;
          readonly exitShare: number;
        }[];
      };
      /** Held-out log likelihood per click by number of states, and what else the model card says. */
      readonly training: Readonly<Record<string, number>>;
    };
  };
}
