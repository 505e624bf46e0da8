import type { ReadingEvent } from "@millrace/events";

/** Values of each series in order of arrival, newest kept: what the series network learns from. */
export class ReadingLog {
  readonly #valuesMax: number;
  readonly #series = new Map<string, { values: number[]; lastTime: number }>();
  #values = 0;

  /** @param valuesMax newest values kept, about. */
  constructor(valuesMax: number) {
    this.#valuesMax = valuesMax;
  }

  /** Values held. */
  get events(): number {
    return this.#values;
  }

  /** Takes the next reading of its partition; late ones and repeats are passed over, as the service does. */
  add(reading: ReadingEvent): void {
    const series = this.#series.get(reading.seriesId) ?? { values: [], lastTime: Number.NEGATIVE_INFINITY };
    if (reading.time <= series.lastTime) return;
    this.#series.set(reading.seriesId, series);
    series.values.push(reading.value);
    series.lastTime = reading.time;
    this.#values++;
    if (this.#values > this.#valuesMax * 1.1) this.#forgetOldest();
  }

  /** The values of each series, oldest first. */
  series(): readonly (readonly number[])[] {
    return [...this.#series.values()].map((s) => s.values).filter((values) => values.length > 2);
  }

  #forgetOldest(): void {
    const keep = this.#valuesMax / this.#values;
    this.#values = 0;
    for (const series of this.#series.values()) {
      series.values = series.values.slice(-Math.ceil(series.values.length * keep));
      this.#values += series.values.length;
    }
  }
}
