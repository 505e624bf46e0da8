import { ARCHITECTURES, WINDOW } from "@millrace/neural";
import type { SeriesModel } from "@millrace/sequences";
import type { SeriesNetwork } from "./network.ts";

/** Rungs that are forecast by networks, in the order of the ladder. */
export const NETWORK_RUNGS: readonly string[] = ["gru", ...ARCHITECTURES];

/** A stated sample: the GRU is asked for 24 steps at one origin in this many, and for 96 at one in four of those. */
const GRU_PATHS_EVERY = 64;
/** A stated sample: the networks that read a window are asked for 24 steps at one step in this many of each series. */
const WINDOWS_EVERY = 256;
const NEAR = 24;

/**
 * Which networks are asked when: the GRU, whose state each series carries, for every reading; the others, which cost ten
 * times as much, on a sample. Further ahead all are asked on samples. Where one of them answers for a series, it is always
 * asked, so that its intervals are steered by what is answered.
 */
export class AskedNetworks {
  readonly #series: SeriesModel;
  readonly #network: SeriesNetwork;
  readonly #first: number;
  readonly #expected: (number | undefined)[] = NETWORK_RUNGS.map(() => undefined);
  readonly #paths: (ArrayLike<number> | undefined)[] = NETWORK_RUNGS.map(() => undefined);

  constructor(series: SeriesModel, network: SeriesNetwork) {
    this.#series = series;
    this.#network = network;
    this.#first = series.rungs.indexOf(ARCHITECTURES[0]);
  }

  /** What each network expects next of a series; valid until the next call. */
  next(seriesId: string): readonly (number | undefined)[] {
    this.#expected[0] = this.#network.predict(seriesId);
    if (this.#network.windows.length === 0) {
      this.#expected.fill(undefined, 1);
      return this.#expected;
    }
    const sampled = this.#series.origin(seriesId).step % WINDOWS_EVERY === 0;
    for (let n = 0; n < ARCHITECTURES.length; n++) {
      const asked = sampled || this.#series.answersNear(seriesId, this.#first + n);
      this.#expected[n + 1] = asked ? this.#window(seriesId, n, 1)?.[0] : undefined;
    }
    return this.#expected;
  }

  /** What each network expects at the horizons for which forecasts are filed now; valid until the next call. */
  paths(seriesId: string): readonly (ArrayLike<number> | undefined)[] {
    const { step, reach } = this.#series.origin(seriesId);
    const far = step % (4 * GRU_PATHS_EVERY) === 0 ? reach : Math.min(NEAR, reach);
    const best = this.#series.answersFar(seriesId, this.#first - 1);
    const gru = reach > 0 && (best || step % GRU_PATHS_EVERY === 0);
    this.#paths[0] = gru ? this.#network.path(seriesId, best ? reach : far) : undefined;
    if (this.#network.windows.length === 0) {
      this.#paths.fill(undefined, 1);
      return this.#paths;
    }
    const sampled = step % WINDOWS_EVERY === 0;
    for (let n = 0; n < ARCHITECTURES.length; n++) {
      const asked = reach > 0 && (sampled || this.#series.answersFar(seriesId, this.#first + n));
      this.#paths[n + 1] = asked ? this.#window(seriesId, n, reach) : undefined;
    }
    return this.#paths;
  }

  #window(seriesId: string, n: number, horizon: number): Float64Array | undefined {
    const recent = this.#series.recent(seriesId, WINDOW);
    return this.#network.windows[n]?.path(recent, recent.length, horizon);
  }
}
