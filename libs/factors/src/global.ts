import { ByteReader, ByteWriter } from "@millrace/state";

/** What predictions need besides rows. */
export interface GlobalRow {
  /** Mean μ of all ratings; 3.5 before the first. */
  readonly mean: number;
  /** Ratings behind it. */
  readonly count: number;
  /** Share of the momentary level that is believed, beside the factors. 0..1. */
  readonly trust: number;
  /** The same beside the biases alone. 0..1. */
  readonly plainTrust: number;
}

const MEAN_BEFORE_ANY = 3.5;
// As if that many ratings with a level of 1 had shown it to mean nothing: sampling noise earns no trust.
const DOUBT = 5;

/**
 * Sums over all ratings. The mean is exact, whatever was changed or withdrawn: sums of ratings in steps of ½ (indeed of any
 * 32-bit floats in 0.5..5) are exact in 64 bits up to 2^28 ratings.
 */
export class GlobalSums {
  count = 0;
  sum = 0;
  /** Ratings of other partitions, and their sum: they count in the mean. */
  #peerCount = 0;
  #peerSum = 0;
  /** Ratings that left a row's list because of its cap. */
  dropped = 0;
  /** Σ e·δ and Σ δ², e what the model without the level missed, δ the level: with factors, then with biases alone. */
  readonly #drift = new Float64Array(4);

  get row(): GlobalRow {
    return {
      mean: this.mean,
      count: this.count + this.#peerCount,
      trust: this.trust(0),
      plainTrust: this.trust(1),
    };
  }

  get mean(): number {
    const all = this.count + this.#peerCount;
    return all > 0 ? (this.sum + this.#peerSum) / all : MEAN_BEFORE_ANY;
  }

  /**
   * Regression of what was missed on the level, over all predictions made before learning: ~1 where users have moods
   * (or rate in an order that has), ~0 where they have none, so that the level costs nothing there.
   */
  trust(rung: 0 | 1): number {
    const slope = (this.#drift[rung * 2] ?? 0) / ((this.#drift[rung * 2 + 1] ?? 0) + DOUBT);
    return Math.max(0, Math.min(slope, 1));
  }

  /** One prediction's lesson for {@link trust}. */
  judge(rung: 0 | 1, level: number, missed: number): void {
    this.#drift[rung * 2] = (this.#drift[rung * 2] ?? 0) + missed * level;
    this.#drift[rung * 2 + 1] = (this.#drift[rung * 2 + 1] ?? 0) + level * level;
  }

  /** What peers have to know of them. */
  share(): Uint8Array {
    return new ByteWriter(16).varint(this.count).f64(this.sum).finish();
  }

  /** Takes what all peers shared. @throws {StateFormatError} when the bytes end too early. */
  adopt(shares: readonly Uint8Array[]): void {
    this.#peerCount = 0;
    this.#peerSum = 0;
    for (const bytes of shares) {
      const r = new ByteReader(bytes);
      this.#peerCount += r.varint();
      this.#peerSum += r.f64();
    }
  }

  writePeers(w: ByteWriter): void {
    w.varint(this.#peerCount).f64(this.#peerSum);
  }

  readPeers(r: ByteReader): void {
    this.#peerCount = r.varint();
    this.#peerSum = r.f64();
  }

  write(w: ByteWriter): void {
    w.varint(this.count).f64(this.sum).varint(this.dropped).floats(this.#drift);
  }

  read(r: ByteReader): void {
    this.count = r.varint();
    this.sum = r.f64();
    this.dropped = r.varint();
    r.floats(this.#drift);
  }
}

/** The tiny row that every reader needs: 3 × 8 bytes and a count. */
export const encodeGlobal = (row: GlobalRow): Uint8Array =>
  new ByteWriter(32).f64(row.mean).varint(row.count).f64(row.trust).f64(row.plainTrust).finish();

/** @throws {StateFormatError} when the bytes end too early. */
export const decodeGlobal = (bytes: Uint8Array): GlobalRow => {
  const r = new ByteReader(bytes);
  return { mean: r.f64(), count: r.varint(), trust: r.f64(), plainTrust: r.f64() };
};

/** What is answered before anything was learned. */
export const emptyGlobal: GlobalRow = { mean: MEAN_BEFORE_ANY, count: 0, trust: 0, plainTrust: 0 };
