import type { Summary } from "./summary.ts";

const pad = (cells: readonly (string | number)[], widths: readonly number[]): string =>
  cells
    .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i] ?? 0) : String(cell).padStart(widths[i] ?? 0)))
    .join("  ");

const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? "-" : Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(3);

interface RuleLike {
  readonly if: readonly string[];
  readonly then: readonly string[];
  readonly count: number;
  readonly support: number;
  readonly confidence: number;
  readonly lift: number;
}

/** Shows the summary to a person. */
export const printSummary = (
  summary: Summary,
  titles: ReadonlyMap<string, string>,
  say: (line: string) => void,
): void => {
  const named = (ids: readonly string[]): string => ids.map((id) => titles.get(id) ?? id).join(" + ");
  say("\n== Streams");
  const widths = [10, 9, 9, 10, 6, 12, 12, 11, 11, 6];
  say(
    pad(
      [
        "stream",
        "events",
        "applied",
        "duplicate",
        "late",
        "dead letter",
        "per second",
        "p50 ms",
        "p99 ms",
        "sum",
      ],
      widths,
    ),
  );
  for (const [stream, s] of Object.entries(summary.streams)) {
    const { applied, duplicate, late, throttled, dead_letter: dead } = s.outcomes;
    const sum = applied + duplicate + late + throttled + dead === s.events ? "ok" : "OFF";
    const { p50, p99 } = s.eventToAnswerMs;
    say(
      pad(
        [stream, s.events, applied, duplicate, late, dead, s.perSecond, p50 ?? "-", p99 ?? "-", sum],
        widths,
      ),
    );
  }
  say("(sum: every event sent is in exactly one outcome; the feed holds bad and repeated events on purpose)");

  const reasons = Object.entries(summary.deadLetters).map(([reason, count]) => `${reason} ${count}`);
  say(`Dead letters: ${reasons.join(", ")}`);

  say("\n== Scoreboard (test-then-train; * answers)");
  for (const row of summary.scoreboard) {
    const metrics = Object.entries(row.recent)
      .filter(([name]) => name !== "events")
      .map(([name, value]) => `${name} ${figure(value)}`);
    say(
      `${row.champion ? "*" : " "} ${row.stream.padEnd(9)} ${row.model.padEnd(12)} ${String(row.events).padStart(8)} events  ${metrics.join("  ")}`,
    );
  }

  const { rules, recommendations, next, forecast, sentiment } = summary.examples as Record<
    string,
    Record<string, unknown> | null
  >;
  say("\n== Five rules");
  for (const rule of (rules?.rules ?? []) as readonly RuleLike[]) {
    say(
      `  ${named(rule.if)} -> ${named(rule.then)}: ${rule.count} baskets, support ${figure(rule.support)}, confidence ${figure(rule.confidence)}, lift ${rule.lift.toFixed(1)}`,
    );
  }
  if (recommendations) {
    say(`\n== Recommendations for ${recommendations.userId} (${recommendations.rung})`);
    for (const item of recommendations.items as readonly {
      itemId: string;
      title?: string;
      score: number;
      why: readonly { evidence: unknown }[];
    }[]) {
      const because = item.why
        .slice(0, 2)
        .map(({ evidence }) => JSON.stringify(evidence))
        .join(" ");
      say(`  ${(item.title ?? item.itemId).padEnd(50)} ${item.score.toFixed(2)}  ${because}`);
    }
  }
  if (next) {
    say(`\n== Next items of session ${next.sessionId} (${next.rung})`);
    for (const item of next.items as readonly { itemId: string; score: number }[])
      say(`  ${item.itemId.padEnd(12)} ${figure(item.score)}`);
  }
  if (forecast) {
    say(`\n== Forecast of ${forecast.seriesId} (${forecast.rung}, 90 % interval)`);
    for (const p of forecast.points as readonly {
      time: string;
      value: number;
      lower: number;
      upper: number;
    }[])
      say(`  ${p.time}  ${figure(p.value)}  [${figure(p.lower)}, ${figure(p.upper)}]`);
  }
  if (sentiment) {
    say(
      `\n== Sentiment (${sentiment.rung})\n  "${sentiment.text}"\n  ${sentiment.label}, probability of positive ${figure(sentiment.score as number)}`,
    );
  }
  const silent = Object.entries(summary.examples).filter(([, answer]) => answer === null);
  for (const [name] of silent) say(`\n== No answer for ${name}`);
  say("\n== Planted and learned");
  for (const p of summary.planted)
    say(
      `  ${p.what.padEnd(58)} truth ${figure(p.truth)}  learned ${figure(p.learned)}  off by ${figure(p.error)}`,
    );
};
