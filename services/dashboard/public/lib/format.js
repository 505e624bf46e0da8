/** Numbers and times as people read them. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

const dateUtc = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

const isNumber = (x) => typeof x === "number" && Number.isFinite(x);

/** 12,345 */
export const count = (x) => (isNumber(x) ? whole.format(x) : "–");
/** 12.3K */
export const short = (x) =>
  isNumber(x) ? (Math.abs(x) < 10_000 ? whole.format(x) : compact.format(x)) : "–";
/** Three digits that matter. */
export const figure = (x) => {
  if (!isNumber(x)) return "–";
  const size = Math.abs(x);
  if (size >= 1000) return whole.format(x);
  if (size >= 100) return x.toFixed(0);
  if (size >= 10) return x.toFixed(1);
  if (size >= 0.9995 || size === 0) return x.toFixed(2);
  return size >= 0.001 ? x.toFixed(3) : x.toExponential(1);
};
/** 12.3 % */
export const percent = (x) => {
  if (!isNumber(x)) return "–";
  const share = x * 100;
  return `${share !== 0 && Math.abs(share) < 1 ? share.toFixed(2) : share.toFixed(1)} %`;
};
/** 90 %: a share that a person chose. */
export const wholePercent = (x) => `${Math.round(x * 100)} %`;
/** 850 ms, 1.2 s; of seconds. */
export const duration = (seconds) => {
  if (!isNumber(seconds)) return "–";
  if (seconds < 0.0995) return `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  if (seconds < 1) return `${(seconds * 1000).toFixed(0)} ms`;
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(0)} min`;
};
/** 1.4 MB */
export const bytes = (n) => {
  if (!isNumber(n)) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = n < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(n) / 3));
  const value = n / 1000 ** step;
  return `${value >= 100 || step === 0 ? value.toFixed(0) : value.toFixed(1)} ${units[step]}`;
};
/** Time of the day. */
export const time = (at) => clock.format(new Date(at));
/** A time of an event, which may be years back. */
export const when = (at) => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "–";
  const age = Date.now() - date.getTime();
  if (Math.abs(age) < 60_000) return age < 5_000 ? "just now" : `${Math.round(age / 1000)} s ago`;
  if (age > 0 && age < 3_600_000) return `${Math.round(age / 60_000)} min ago`;
  return date.getFullYear() === new Date().getFullYear() ? dayAndTime.format(date) : day.format(date);
};
/** Labels of an axis of time, in UTC: the date at the beginning of a day, else the time of day. */
export const timeLabel = (at) => {
  const date = new Date(at);
  const text = date.toISOString();
  return text.slice(11, 19) === "00:00:00" ? dateUtc.format(date) : text.slice(11, 16);
};
/** The exact time in UTC, for charts and titles. */
export const stamp = (at) => new Date(at).toISOString().replace("T", " ").slice(0, 16);
/** "1 rule", "3 rules" */
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** Metrics that are shares of 1, or at least are better the greater they are; the rest are errors and losses. */
const shares = /^(mrr|recall|precision|accuracy|auc|ndcg|hit|f1|coverage|r2)/i;
/** Whether a greater figure of this metric is the better one. */
export const greaterIsBetter = (metric) => shares.test(metric);
/** A score as its metric is read. */
export const scoreText = (metric, value) => (shares.test(metric) ? percent(value) : figure(value));
