import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { withKafka } from "../kafka.ts";
import type { FlowInput, FlowOutput } from "../load/flow.ts";
import { STANDING_SESSIONS, standingSession } from "../load/standing.ts";
import { benchStreams, sizes } from "../load/streams.ts";
import type { Plan } from "../plan.ts";
import { runProgram, startProgram } from "../program.ts";
import type { Bench, Cell, Findings } from "../report.ts";
import { standingStack } from "../standing-stack.ts";
import type { RequestsInput, RequestsOutput, Target } from "./requests.ts";

const RATE = 1_000;
const FLOW_RATE = 2_000;
const CONNECTIONS = 64;
/** As many as keep one process busy without a queue of their own. */
const CONNECTIONS_FLAT_OUT = 16;
const WARM_SECONDS = 3;
/** Asked at the rate by each program of requests before it counts. */
const CLIENT_WARM_SECONDS = 2;
/** Longer than what is measured: it begins before and ends after. */
const FLOW_MARGIN_SECONDS = 4 + CLIENT_WARM_SECONDS;
/** The flow has run this long when measuring begins: what is compiled while it runs is compiled by then. */
const FLOW_WARM_SECONDS = 8;

const many = (count: number, path: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => path(n));

/** Look-ups of one entity, each address in turn. */
const targets: readonly Target[] = [
  {
    route: "/v1/sessions/:id/next",
    paths: many(STANDING_SESSIONS, (n) => `/v1/sessions/${standingSession(n)}/next`),
  },
  {
    route: "/v1/series/:id/forecast",
    paths: many(sizes.series, (n) => `/v1/series/sim-series-${n}/forecast`),
  },
  { route: "/v1/rules?item=", paths: many(500, (n) => `/v1/rules?item=${n}&limit=10`) },
  { route: "/v1/pages/:id", paths: many(sizes.clickItems, (n) => `/v1/pages/sim-${n}`) },
  {
    route: "/v1/users/:id/recommendations",
    paths: many(500, (n) => `/v1/users/sim-user-${n}/recommendations?limit=10`),
  },
];

/** The longest look-up that is promised. */
const longest: readonly Target[] = [
  {
    route: "/v1/series/:id/forecast?horizon=96",
    paths: many(sizes.series, (n) => `/v1/series/sim-series-${n}/forecast?horizon=96`),
  },
];

interface How {
  readonly connections?: number;
  readonly anew?: boolean;
  readonly asked?: readonly Target[];
}

const run = (plan: Plan, say: (line: string) => void): Promise<Findings> =>
  withKafka(async (kafka) => {
    const seconds = plan.long ? 30 : 8;
    const prefix = `http.${randomUUID()}.`;
    const { stack, url } = await standingStack(kafka, prefix, benchStreams);
    const ask = (
      perSecond: number | undefined,
      forSeconds: number,
      { connections = CONNECTIONS, anew = false, asked = targets }: How = {},
    ): Promise<RequestsOutput> => {
      const warmSeconds = perSecond === undefined ? 0 : CLIENT_WARM_SECONDS;
      const input: RequestsInput = {
        url,
        targets: asked,
        perSecond,
        seconds: forSeconds,
        warmSeconds,
        connections,
        anew,
      };
      return runProgram<RequestsInput, RequestsOutput>("requests", input);
    };
    try {
      await ask(RATE, WARM_SECONDS);
      say(`${RATE} requests/s while nothing flows`);
      const idle = await ask(RATE, seconds);
      say(`${RATE} requests/s, none like another, while nothing flows`);
      const anew = await ask(RATE, seconds, { anew: true });
      say("one request after the other, then as many as are answered, while nothing flows");
      const few = plan.long ? 10 : 3;
      const alone = await ask(undefined, few, { connections: 1, anew: true });
      const far = await ask(undefined, few, { connections: 1, anew: true, asked: longest });
      const flatOut = await ask(undefined, few, { connections: CONNECTIONS_FLAT_OUT });
      say(`${RATE} requests/s while ${FLOW_RATE} events/s flow`);
      const flowing = startProgram<FlowInput, FlowOutput>("flow", {
        brokers: kafka.brokers,
        prefix,
        streams: benchStreams,
        perSecond: FLOW_RATE,
        seconds: FLOW_WARM_SECONDS + seconds + FLOW_MARGIN_SECONDS,
        seed: 200,
      });
      await pause(FLOW_WARM_SECONDS * 1000);
      const busy = await ask(RATE, seconds);
      const flow = await flowing.result;
      await stack.stop();
      return findings({ idle, anew, alone, far, flatOut, busy }, flow);
    } finally {
      await stack.close();
    }
  });

const findings = (
  found: Readonly<Record<"idle" | "anew" | "alone" | "far" | "flatOut" | "busy", RequestsOutput>>,
  flow: FlowOutput,
): Findings => {
  const { idle, anew, alone, far, flatOut, busy } = found;
  const row = (name: string, { perSecond, all, refused }: RequestsOutput): Cell[] => [
    name,
    perSecond,
    all.p50,
    all.p99,
    all.max,
    refused,
  ];
  return {
    figures: { ...found, flow },
    tables: [
      {
        title: "Point look-ups, all routes in turn",
        columns: ["while", "requests/s", "p50, ms", "p99, ms", "max, ms", "not 200"],
        rows: [
          row("nothing flows", idle),
          row("nothing flows, none like another", anew),
          row(`${FLOW_RATE} events/s flow`, busy),
          row("nothing flows, one after the other, none like another", alone),
          row("the same, forecasts of 96 steps", far),
          row(`nothing flows, ${CONNECTIONS_FLAT_OUT} connections flat out`, flatOut),
        ],
      },
      {
        title: `By route: one after the other and anew, then at ${RATE} requests/s`,
        columns: ["route", "alone p50, ms", "idle p50, ms", "idle p99, ms", "flow p50, ms", "flow p99, ms"],
        rows: targets.map(({ route }) => [
          route,
          alone.byRoute[route]?.p50,
          idle.byRoute[route]?.p50,
          idle.byRoute[route]?.p99,
          busy.byRoute[route]?.p50,
          busy.byRoute[route]?.p99,
        ]),
      },
    ],
    notes: [
      `At a fixed rate a request counts from the moment it was due, not from when it was sent; the client's first ${CLIENT_WARM_SECONDS} s are not counted.`,
      `The flow was at ${Math.round(flow.perSecond)} events/s, at most ${Math.round(flow.lateMsMax)} ms late. Client, producer, broker and server share the machine.`,
    ],
  };
};

/** Look-ups by HTTP. */
export const http: Bench = {
  name: "http",
  about: "requests/s and p99 of point look-ups, while nothing flows and while 2,000 events/s do",
  run,
};
