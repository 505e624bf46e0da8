import type { ClickTruth } from "@millrace/datasets";
import { simulatedItemId } from "@millrace/datasets";
import { type DemoStreamName, demoStreams } from "./data.ts";
import { parseMetrics, quantileBetween, type Sample, sumOf } from "./metrics.ts";
import { plantedStates } from "./planted-states.ts";
import type { DemoStack } from "./stack.ts";

const outcomes = ["applied", "duplicate", "late", "throttled", "dead_letter"] as const;

/** One stream's figures. */
export interface StreamSummary {
  readonly events: number;
  readonly outcomes: Readonly<Record<(typeof outcomes)[number], number>>;
  readonly perSecond: number;
  readonly eventToAnswerMs: { readonly p50: number | null; readonly p99: number | null };
}

/** One row of the scoreboard. */
export interface ModelRow {
  readonly stream: string;
  readonly model: string;
  readonly champion: boolean;
  readonly events: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly recent: Readonly<Record<string, number>>;
}

/** Something planted in simulated data, and what was learned of it. */
export interface Planted {
  readonly what: string;
  readonly truth: number;
  readonly learned: number | null;
  readonly error: number | null;
}

/** What the demo leaves behind: see the public contract. */
export interface Summary {
  readonly streams: Readonly<Record<DemoStreamName, StreamSummary>>;
  readonly scoreboard: readonly ModelRow[];
  readonly examples: Readonly<
    Record<"rules" | "recommendations" | "next" | "forecast" | "sentiment", unknown>
  >;
  readonly planted: readonly Planted[];
  /** Dead letters by stream and reason. */
  readonly deadLetters: Readonly<Record<string, number>>;
}

/** What was measured while the demo ran. */
export interface Measured {
  readonly sent: Readonly<Record<DemoStreamName, number>>;
  readonly perSecond: Readonly<Record<DemoStreamName, number>>;
  /** Metrics at the beginning of the demo, at the beginning of the steady phase, and at its end. */
  readonly first: readonly Sample[];
  readonly steady: readonly Sample[];
  readonly last: readonly Sample[];
}

/** Events of a stream that have ended in an outcome. */
export const absorbed = (samples: readonly Sample[], stream: string): number =>
  sumOf(samples, "millrace_events_total", { stream });

/** Asks the running stack for everything that the summary shows. */
export const summarise = async (
  stack: DemoStack,
  measured: Measured,
  truth: ClickTruth,
  who: { userId: string; sessionId: string },
): Promise<Summary> => {
  const scoreboard = (await stack.get<{ models: ModelRow[] }>("/v1/models"))?.models ?? [];
  const series = (await stack.get<{ series: { seriesId: string }[] }>("/v1/series?limit=1"))?.series ?? [];
  const text =
    "The taste is wonderful, but the box came broken and nobody answered my letters. I would not buy it again.";
  return {
    streams: Object.fromEntries(
      demoStreams.map((stream) => [stream, streamSummary(measured, stream)]),
    ) as Summary["streams"],
    scoreboard,
    examples: {
      rules: (await stack.get("/v1/rules?limit=5&minConfidence=0.2")) ?? null,
      recommendations:
        (await stack.get(
          `/v1/users/${encodeURIComponent(who.userId)}/recommendations?limit=5&explain=true`,
        )) ?? null,
      next: (await stack.get(`/v1/sessions/${encodeURIComponent(who.sessionId)}/next?limit=5`)) ?? null,
      forecast:
        (await stack.get(`/v1/series/${encodeURIComponent(series[0]?.seriesId ?? "")}/forecast?horizon=5`)) ??
        null,
      sentiment: withText(text, await stack.post<object>("/v1/sentiment", { text })),
    },
    deadLetters: deadLettersOf(measured.last),
    planted: [
      ...(await plantedTransitions(stack, truth)),
      ...plantedRanks(scoreboard, truth),
      ...(await plantedStates()),
    ],
  };
};

const withText = (text: string, answer: object | undefined) =>
  answer === undefined ? null : { text, ...answer };

const deadLettersOf = (samples: readonly Sample[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    samples
      .filter(({ name, value }) => name === "millrace_dead_letters_total" && value > 0)
      .map(({ labels, value }) => [`${labels.stream}/${labels.reason}`, value]),
  );

const streamSummary = (
  { sent, perSecond, first, steady, last }: Measured,
  stream: DemoStreamName,
): StreamSummary => {
  const quantile = (q: number): number | null => {
    const seconds = quantileBetween(steady, last, "millrace_event_to_answer_seconds", { stream }, q);
    return seconds === undefined ? null : Math.round(seconds * 10_000) / 10;
  };
  const counted = outcomes.map((outcome) => {
    const count = (samples: readonly Sample[]): number =>
      sumOf(samples, "millrace_events_total", { stream, outcome });
    return [outcome, count(last) - count(first)] as const;
  });
  return {
    events: sent[stream],
    outcomes: Object.fromEntries(counted) as StreamSummary["outcomes"],
    perSecond: Math.round(perSecond[stream]),
    eventToAnswerMs: { p50: quantile(0.5), p99: quantile(0.99) },
  };
};

/** Items whose transitions are compared. */
const COMPARED = 5;

/** The likeliest step from a few items: planted probability against the share that was counted. */
const plantedTransitions = async (stack: DemoStack, truth: ClickTruth): Promise<Planted[]> => {
  const rows: Planted[] = [];
  for (let from = 0; from < COMPARED; from++) {
    const row = truth.transitions.subarray(from * truth.items, (from + 1) * truth.items);
    const to = row.indexOf(Math.max(...row));
    const probability = row[to] ?? 0;
    const page = await stack.get<{ transitions: { itemId: string; probability: number }[] }>(
      `/v1/pages/${simulatedItemId(from)}`,
    );
    const learned = page?.transitions.find((t) => t.itemId === simulatedItemId(to))?.probability ?? null;
    const what = `P(${simulatedItemId(to)} after ${simulatedItemId(from)})`;
    rows.push({
      what,
      truth: probability,
      learned,
      error: learned === null ? null : Math.abs(learned - probability),
    });
  }
  return rows;
};

/** How near each rung comes to the best that it could do on the planted process. */
const plantedRanks = (scoreboard: readonly ModelRow[], truth: ClickTruth): Planted[] =>
  (
    [
      ["popularity", truth.popularity],
      ["markov", truth.orderOne],
      ["gru", truth.best],
      ["blend", truth.best],
    ] as const
  ).map(([model, best]) => {
    const row = scoreboard.find((r) => r.stream === "clicks" && r.model === model);
    const learned = row?.recent.mrrAt20 ?? null;
    const error = learned === null ? null : Math.abs(learned - best.mrrAt20);
    return {
      what: `MRR@20 of ${model}, beside the best possible for its kind`,
      truth: best.mrrAt20,
      learned,
      error,
    };
  });

/** Reads the metrics of a stack. */
export const readMetrics = async (stack: DemoStack): Promise<readonly Sample[]> =>
  parseMetrics(await stack.metrics());

/** Titles of the items in the summary's rules, by id. */
export const titlesOf = async (stack: DemoStack, summary: Summary): Promise<ReadonlyMap<string, string>> => {
  const { rules } = (summary.examples.rules ?? { rules: [] }) as {
    rules: readonly { if: string[]; then: string[] }[];
  };
  const ids = [...new Set(rules.flatMap((rule) => [...rule.if, ...rule.then]))];
  if (ids.length === 0) return new Map();
  const answer = await stack.post<{ found: Record<string, { title?: string }> }>("/v1/items/lookup", { ids });
  return new Map(
    Object.entries(answer?.found ?? {}).flatMap(([id, { title }]) =>
      title === undefined ? [] : [[id, title]],
    ),
  );
};
