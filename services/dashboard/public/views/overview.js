import { fill, h } from "../lib/dom.js";
import { count, duration, scoreText, short, stamp, time } from "../lib/format.js";
import { ladderWords, metricWords } from "../lib/ladders.js";
import { onPulse, pulse, streams } from "../lib/pulse.js";
import { colour } from "../lib/theme.js";
import { axis, chart, hint, legend } from "../parts/chart.js";
import { badge, facts, panel } from "../parts/panel.js";
import { spark } from "../parts/spark.js";

const words = {
  clicks: "Sessions, page by page",
  baskets: "What is bought together",
  reviews: "Ratings and texts",
  readings: "Sensors and series",
};
const outcomeWords = [
  ["applied", "applied", ""],
  ["duplicate", "repeated", ""],
  ["late", "late", "warn"],
  ["throttled", "throttled", "warn"],
  ["dead_letter", "dead letters", "bad"],
];
const SPARK = 120;

/** Who answers for a stream's ladders now, from the progress itself. */
const champions = (models) => models.filter((row) => row.champion && row.events > 0);

const streamCard = (stream, signal) => {
  const card = panel({
    title: stream[0].toUpperCase() + stream.slice(1),
    hint: words[stream],
    className: "stream",
    signal,
  });
  card.element.style.setProperty("--tone", `var(--${stream})`);
  const rate = h("span", { class: "big" }, "0");
  const total = h("span", { class: "hint" });
  const line = spark(SPARK);
  const list = h("div", {});
  const outcomes = h("p", { class: "outcomes" });
  const leads = h("p", { class: "leads" });
  fill(
    card.body,
    h("p", { class: "rate" }, rate, h("span", {}, " events/s "), total),
    line.element,
    list,
    outcomes,
    leads,
  );
  const show = () => {
    const state = pulse.streams.get(stream);
    const seconds = pulse.answerSeconds.get(stream);
    const lag = pulse.lag.get(stream);
    fill(rate, state.rate >= 10 || state.rate === 0 ? count(state.rate) : state.rate.toFixed(1));
    fill(total, state.heard ? `${count(state.total)} in all` : "not heard yet");
    line.show(state.rates.slice(-SPARK));
    fill(
      list,
      facts([
        [
          "Event to answer",
          seconds?.p50 === undefined
            ? "–"
            : h(
                "span",
                {},
                duration(seconds.p50),
                h("span", { class: "hint" }, ` · 99 % in ${duration(seconds.p99)}`),
              ),
          "Half of the events are in the answers after the first time, 99 of 100 after the second.",
        ],
        [
          "Lag",
          lag === undefined ? "–" : count(lag),
          "Records at the broker that the answers do not reflect yet.",
        ],
        ["Newest event", state.eventTime === null ? "–" : stamp(state.eventTime), "By its own time."],
      ]),
    );
    fill(
      outcomes,
      outcomeWords
        .filter(([name]) => name === "applied" || (state.outcomes[name] ?? 0) > 0)
        .map(([name, text, kind]) => badge(`${short(state.outcomes[name] ?? 0)} ${text}`, kind)),
    );
    fill(
      leads,
      champions(state.models)
        .filter((row) => !ladderWords(row.stream)[2])
        .map((row) =>
          h(
            "span",
            { title: ladderWords(row.stream)[1] },
            row.stream === stream ? "answered by " : `${ladderWords(row.stream)[0]}: `,
            h("strong", {}, row.model),
          ),
        ),
    );
  };
  onPulse(show, signal);
  show();
  return card.element;
};

const flowCard = (signal) => {
  const card = panel({
    title: "Events a second",
    hint: "The last three minutes, as the answers took them in.",
    signal,
  });
  const flow = chart({
    label: "Events a second of the four streams over the last three minutes",
    height: 220,
    signal,
    words: "Nothing has flowed since this page was opened.",
    draw: () => {
      const some = streams.some((stream) => pulse.streams.get(stream).rates.some((rate) => rate > 0));
      if (!some) return undefined;
      return {
        grid: { left: 8, right: 12, bottom: 4, containLabel: true },
        legend: legend(),
        tooltip: hint({ trigger: "axis", valueFormatter: (value) => `${count(value)} /s` }),
        xAxis: axis({
          type: "time",
          splitLine: { show: false },
          axisLabel: { color: colour("ink-3"), formatter: (at) => time(at), hideOverlap: true, fontSize: 11 },
        }),
        yAxis: axis({ type: "value", minInterval: 1 }),
        series: streams.map((stream) => ({
          name: stream,
          type: "line",
          showSymbol: false,
          lineStyle: { width: 1.8 },
          color: colour(stream),
          data: pulse.streams.get(stream).rates.map((rate, i) => [pulse.ticks[i], Number(rate.toFixed(1))]),
        })),
      };
    },
  });
  onPulse(() => flow.update(), signal);
  fill(card.body, flow.element);
  return card.element;
};

const championsCard = (signal) => {
  const card = panel({
    title: "Who answers",
    hint: "The best rung of each ladder, tested on every event before it learns from it.",
    signal,
  });
  const show = () => {
    const all = [...pulse.streams.values()].flatMap(({ models }) => champions(models));
    const rows = all.filter(({ stream }) => !ladderWords(stream)[2]);
    const lines = rows.map(({ stream, model, recent }) => {
      const [metric, value] = Object.entries(recent).find(([name]) => name !== "events") ?? ["", undefined];
      const [name, meaning] = ladderWords(stream);
      const [figureName, figureMeaning] = metricWords(metric);
      return h(
        "li",
        {},
        h("span", { class: "who-stream", title: meaning }, name),
        h("strong", {}, model),
        h("span", { class: "who-score", title: figureMeaning }, `${figureName} ${scoreText(metric, value)}`),
      );
    });
    fill(
      card.body,
      lines.length === 0
        ? h("p", { class: "empty" }, "No model has been scored yet.")
        : h("ul", { class: "who" }, lines),
      h(
        "p",
        { class: "foot" },
        h("a", { href: "#/scoreboard" }, "The whole scoreboard"),
        all.length > rows.length ? ` has ${all.length - rows.length} more` : "",
      ),
    );
  };
  onPulse(show, signal);
  show();
  return card.element;
};

/** What to do where nothing has come yet; it goes with the first event. */
const beginCard = (signal) => {
  const command = (text) => h("pre", { tabindex: "0" }, text);
  const card = panel({
    title: "Nothing has come yet",
    hint: "Three ways to begin. What arrives shows on this page as it flows.",
    signal,
    className: "begin",
  });
  fill(
    card.body,
    h(
      "ol",
      {},
      h("li", {}, "Real data of all four streams, in a stack of its own: ", command("npm run demo")),
      h("li", {}, "Made up events, stream by stream: ", command("npx millrace simulate baskets --send")),
      h(
        "li",
        {},
        "Your own, by HTTP or Kafka: ",
        command(
          `curl ${location.origin}/v1/events/reviews -H 'content-type: application/json' \\\n  -d '{"id": "r1", "time": "${new Date().toISOString()}", "userId": "ada", "itemId": "loom", "rating": 5}'`,
        ),
      ),
    ),
    h(
      "p",
      { class: "foot" },
      "What an event of each stream looks like: ",
      h("a", { href: "/dashboard/reference/events.html" }, "the events"),
      ". What can be asked: ",
      h("a", { href: "/dashboard/reference/http.html" }, "the calls"),
      ".",
    ),
  );
  const look = () => {
    const heard = streams.map((stream) => pulse.streams.get(stream));
    card.element.hidden = heard.some(({ heard: one, total }) => !one || total > 0);
  };
  onPulse(look, signal);
  look();
  return card.element;
};

export const overview = {
  id: "overview",
  name: "Overview",
  title: "What flows",
  lead: "Four streams of events, and how soon each event can be read in the answers.",
  mount(root, { signal }) {
    const flow = flowCard(signal);
    flow.classList.add("two-thirds");
    const who = championsCard(signal);
    who.classList.add("third");
    root.append(
      beginCard(signal),
      h(
        "div",
        { class: "streams" },
        streams.map((stream) => streamCard(stream, signal)),
      ),
      h("div", { class: "grid" }, flow, who),
    );
  },
};
