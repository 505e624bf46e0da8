import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import { type Heat, heatAt, heated } from "./heat.ts";

/** What one partition says of an item beside the sums of its row, or what several say together. */
export interface ItemSaid {
  /** Different users. */
  readonly people: number;
  readonly touches: number;
  readonly heat: Heat;
}

/** What one partition says of everything that it learned, or what several say together. */
export interface AllSaid {
  /** Users held. */
  readonly users: number;
  readonly touches: number;
  /** Σ of the touches' weights. */
  readonly weights: number;
  readonly heat: Heat;
  /** Σ p pᵀ over the users, `[k x k]`. */
  readonly gram: Float64Array;
}

const COLD: Heat = { mass: 0, time: 0 };

/** Two heats as one. */
export const heatOfBoth = (a: Heat, b: Heat, halfLifeMs: number): Heat =>
  heated(a, b.mass, b.time, halfLifeMs);

/** A heat without one that is part of it; never below 0. */
export const heatWithout = (both: Heat, part: Heat, halfLifeMs: number): Heat => ({
  mass: Math.max(0, both.mass - heatAt(part, both.time, halfLifeMs)),
  time: both.time,
});

/** 24 bytes, two counts, and 4 for each of the row's sums. */
export const encodeItemSaid = ({ people, touches, heat }: ItemSaid, sums: Float32Array): Uint8Array =>
  new ByteWriter(sums.byteLength + 40)
    .varint(people)
    .varint(touches)
    .f64(heat.mass)
    .f64(heat.time)
    .floats(sums)
    .finish();

/** Adds up what peers say of an item. @param into gets the row's sums. @throws {StateFormatError} */
export const sumItemSaid = (
  shares: readonly Uint8Array[],
  halfLifeMs: number,
  into: Float32Array,
): ItemSaid => {
  into.fill(0);
  const one = new Float32Array(into.length);
  let [people, touches, heat] = [0, 0, COLD];
  for (const bytes of shares) {
    const r = new ByteReader(bytes);
    people += r.varint();
    touches += r.varint();
    heat = heatOfBoth(heat, { mass: r.f64(), time: r.f64() }, halfLifeMs);
    r.floats(one);
    if (!r.done) throw new StateFormatError("share of another number of factors");
    for (let n = 0; n < one.length; n++) into[n] = (into[n] ?? 0) + (one[n] ?? 0);
  }
  return { people, touches, heat };
};

/** Writes 24 bytes, two counts, and 8 k². */
export const writeAllSaid = (w: ByteWriter, { users, touches, weights, heat, gram }: AllSaid): ByteWriter =>
  w.varint(users).varint(touches).f64(weights).f64(heat.mass).f64(heat.time).floats(gram);

/** Reads what {@link writeAllSaid} wrote. @throws {StateFormatError} when the bytes end too early. */
export const readAllSaid = (r: ByteReader, factors: number): AllSaid => {
  const gram = new Float64Array(factors * factors);
  const [users, touches, weights] = [r.varint(), r.varint(), r.f64()];
  const heat = { mass: r.f64(), time: r.f64() };
  r.floats(gram);
  return { users, touches, weights, heat, gram };
};

/** Adds up what peers say of everything. @throws {StateFormatError} */
export const sumAllSaid = (shares: readonly Uint8Array[], halfLifeMs: number, factors: number): AllSaid => {
  const gram = new Float64Array(factors * factors);
  let [users, touches, weights, heat] = [0, 0, 0, COLD];
  for (const bytes of shares) {
    const r = new ByteReader(bytes);
    const one = readAllSaid(r, factors);
    if (!r.done) throw new StateFormatError("share of another number of factors");
    users += one.users;
    touches += one.touches;
    weights += one.weights;
    heat = heatOfBoth(heat, one.heat, halfLifeMs);
    for (let n = 0; n < gram.length; n++) gram[n] = (gram[n] ?? 0) + (one.gram[n] ?? 0);
  }
  return { users, touches, weights, heat, gram };
};

/** Nothing said of anything. */
export const nothingSaid = (factors: number): AllSaid => sumAllSaid([], 1, factors);
