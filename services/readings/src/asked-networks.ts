import { ARCHITECTURES, WINDOW, type WindowNet } from "@millrace/neural";
import type { SeriesModel } from "@millrace/sequences";
import type { SeriesNetwork } from "./network.ts";
import { WindowBatch } from "./window-batch.ts";

/** Rungs that are forecast by networks, in the order of the ladder. */
export const NETWORK_RUNGS: readonly string[] = ["gru", ...ARCHITECTURES];

/** A stated sample: networks are asked for 24 steps at one step in this many of each series, for 96 at one in four of those. */
const SAMPLE_EVERY = 256;
const FAR_EVERY = 4 * SAMPLE_EVERY;
/** The next value of young series is asked more often, so that each network has said enough to be chosen from the start. */
const YOUNG_STEPS = 512;
const YOUNG_EVERY = 32;
const NEAR = 24;

/** What is asked of the series' models. */
type Standings = Pick<SeriesModel, "rungs" | "origin" | "answersNear" | "answersFar" | "recent">;

/**
 * Which networks are asked when: the GRU, whose state each series carries, for every reading; the others, which cost ten
 * times as much, on a sample. Further ahead all are asked on samples. Where one of them answers for a series, it is always
 * asked, so that its intervals are steered by what is answered.
 */
export class AskedNetworks {
  readonly #series: Standings;
  readonly #network: Pick<SeriesNetwork, "predict" | "path" | "windows">;
  readonly #first: number;
  readonly #expected: (number | undefined)[] = NETWORK_RUNGS.map(() => undefined);
  readonly #paths: (ArrayLike<number> | undefined)[] = NETWORK_RUNGS.map(() => undefined);
  #batches: readonly WindowBatch[] = [];

  constructor(series: Standings, network: Pick<SeriesNetwork, "predict" | "path" | "windows">) {
    this.#series = series;
    this.#network = network;
    this.#first = series.rungs.indexOf(ARCHITECTURES[0]);
  }

  /** What each network expects next of a series; valid until the next call. */
  next(seriesId: string): readonly (number | undefined)[] {
    this.#expected.fill(undefined);
    this.#expected[0] = this.#network.predict(seriesId);
    if (this.#network.windows.length === 0) return this.#expected;
    const { step } = this.#series.origin(seriesId);
    for (const [n, batch] of this.#use().entries())
      if (this.#isAsked(seriesId, step, n)) {
        const known = batch.take(seriesId, step) ?? this.#window(batch.net, seriesId, 1)?.[0];
        this.#expected[n + 1] = known === undefined || Number.isNaN(known) ? undefined : known;
      }
    return this.#expected;
  }

  /**
   * What each network expects at the horizons for which forecasts are filed now; valid until the next call. Networks that
   * are to be asked about the next reading are asked already, many series together.
   */
  paths(seriesId: string): readonly (ArrayLike<number> | undefined)[] {
    const { step, reach } = this.#series.origin(seriesId);
    const sampled = step % SAMPLE_EVERY === 0;
    const far = step % FAR_EVERY === 0 ? reach : Math.min(NEAR, reach);
    this.#paths.fill(undefined);
    const best = this.#series.answersFar(seriesId, this.#first - 1);
    if (reach > 0 && (best || sampled)) this.#paths[0] = this.#network.path(seriesId, best ? reach : far);
    if (this.#network.windows.length === 0) return this.#paths;
    for (const [n, batch] of this.#use().entries()) {
      const answers = this.#series.answersFar(seriesId, this.#first + n);
      const path =
        reach > 0 && (sampled || answers)
          ? this.#window(batch.net, seriesId, answers ? reach : far)
          : undefined;
      this.#paths[n + 1] = path;
      if (!this.#isAsked(seriesId, step, n)) continue;
      if (path === undefined) batch.ask(seriesId, step, this.#series.recent(seriesId, WINDOW));
      else batch.know(seriesId, step, path[0] ?? Number.NaN);
    }
    return this.#paths;
  }

  /** Whether a window network is asked about the reading that follows `step`. */
  #isAsked(seriesId: string, step: number, n: number): boolean {
    const every = step < YOUNG_STEPS ? YOUNG_EVERY : SAMPLE_EVERY;
    return step % every === 0 || this.#series.answersNear(seriesId, this.#first + n);
  }

  #window(net: WindowNet, seriesId: string, horizon: number): Float64Array | undefined {
    const recent = this.#series.recent(seriesId, WINDOW);
    return net.path(recent, recent.length, horizon);
  }

  /** The batches of the networks in use. */
  #use(): readonly WindowBatch[] {
    const { windows } = this.#network;
    if (windows[0] !== this.#batches[0]?.net) this.#batches = windows.map((net) => new WindowBatch(net));
    return this.#batches;
  }
}
