import type { ByteReader, ByteWriter, Column } from "@millrace/state";
import { Gram } from "./gram.ts";
import type { PreferenceModelSettings } from "./preference-options.ts";
import {
  type AllSaid,
  heatOfBoth,
  heatWithout,
  type ItemSaid,
  nothingSaid,
  readAllSaid,
  sumAllSaid,
  sumItemSaid,
  writeAllSaid,
} from "./preference-said.ts";
import type { Side } from "./side.ts";

/**
 * What other partitions' users did, inside a preference model: the model's counts, touches and heat are those of everybody, and here
 * it is kept how much of them is the peers' part. Bytes an item: 32. Where nothing is shared, everything is one's own.
 */
export class PreferencePeers {
  readonly #items: Side;
  readonly #heat: Column<Float64Array>;
  readonly #settings: PreferenceModelSettings;
  /** People, touches, heat's mass and time: `[slots x 4]`. */
  readonly #theirs: Column<Float64Array> | undefined;
  #all: AllSaid;
  readonly #gram: Gram;

  /** @param heat of the items, `[slots x 2]`. */
  constructor(items: Side, heat: Column<Float64Array>, settings: PreferenceModelSettings) {
    this.#items = items;
    this.#heat = heat;
    this.#settings = settings;
    this.#theirs = settings.shared ? items.table.f64(4) : undefined;
    this.#all = nothingSaid(settings.factors);
    this.#gram = new Gram(settings.factors);
  }

  /** What peers say of everything. */
  get all(): AllSaid {
    return this.#all;
  }

  /** How many of this partition's users touched an item. */
  peopleOf(item: number): number {
    return (this.#items.count.data[item] ?? 0) - (this.#theirs?.data[item * 4] ?? 0);
  }

  /** How often they did. */
  touchesOf(item: number): number {
    return (this.#items.sum.data[item] ?? 0) - (this.#theirs?.data[item * 4 + 1] ?? 0);
  }

  /** What this partition's users did with an item. */
  own(item: number): ItemSaid {
    const { data } = this.#heat;
    const heat = { mass: data[item * 2] ?? 0, time: data[item * 2 + 1] ?? 0 };
    const theirs = this.#theirs?.data;
    const part = { mass: theirs?.[item * 4 + 2] ?? 0, time: theirs?.[item * 4 + 3] ?? 0 };
    return {
      people: this.peopleOf(item),
      touches: this.touchesOf(item),
      heat: heatWithout(heat, part, this.#settings.heatHalfLifeMs),
    };
  }

  /** What this partition's users did altogether. @param both touches, weights and heat of everybody; users and gram are own. */
  ownOf({ users, touches, weights, heat, gram }: AllSaid): AllSaid {
    return {
      users,
      touches: touches - this.#all.touches,
      weights: weights - this.#all.weights,
      heat: heatWithout(heat, this.#all.heat, this.#settings.heatHalfLifeMs),
      gram,
    };
  }

  /** Σ p pᵀ over all users, those of peers included: scratch that the next call overwrites. O(k²). */
  gram(own: Gram): Gram {
    if (!this.#settings.shared) return own;
    const theirs = this.#all.gram;
    for (let n = 0; n < theirs.length; n++) this.#gram.sums[n] = (own.sums[n] ?? 0) + (theirs[n] ?? 0);
    return this.#gram;
  }

  /** Takes what all peers say of an item, in the place of what they said before. @throws {StateFormatError} */
  adopt(item: number, shares: readonly Uint8Array[]): void {
    const { peers, count, sum } = this.#items;
    const theirs = this.#theirs;
    if (peers === undefined || theirs === undefined) return;
    const own = this.own(item);
    const { heatHalfLifeMs } = this.#settings;
    const sums = peers.data.subarray(item * peers.width, (item + 1) * peers.width);
    const said = sumItemSaid(shares, heatHalfLifeMs, sums);
    theirs.data.set([said.people, said.touches, said.heat.mass, said.heat.time], item * 4);
    count.data[item] = own.people + said.people;
    sum.data[item] = own.touches + said.touches;
    const { mass, time } = heatOfBoth(own.heat, said.heat, heatHalfLifeMs);
    this.#heat.data.set([mass, time], item * 2);
  }

  /** Takes what all peers say of everything; returns it together with what is `own`. @throws {StateFormatError} */
  adoptAll(own: AllSaid, shares: readonly Uint8Array[]): AllSaid {
    const { factors, heatHalfLifeMs } = this.#settings;
    const said = sumAllSaid(shares, heatHalfLifeMs, factors);
    this.#all = said;
    return {
      users: own.users + said.users,
      touches: own.touches + said.touches,
      weights: own.weights + said.weights,
      heat: heatOfBoth(own.heat, said.heat, heatHalfLifeMs),
      gram: own.gram,
    };
  }

  write(w: ByteWriter): void {
    if (this.#settings.shared) writeAllSaid(w, this.#all);
  }

  read(r: ByteReader): void {
    if (this.#settings.shared) this.#all = readAllSaid(r, this.#settings.factors);
  }
}
