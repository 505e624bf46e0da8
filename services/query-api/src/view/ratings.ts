import { FactorReplica, type RatingModelOptions } from "@millrace/factors";
import type { StreamView } from "./stream-view.ts";

/** Users' and items' factors, as the recommender publishes them. */
export class RatingsView implements StreamView {
  readonly #options: RatingModelOptions;
  #replica: FactorReplica;

  /** @param options those of the recommender. */
  constructor(options: RatingModelOptions) {
    this.#options = options;
    this.#replica = new FactorReplica(options);
  }

  /** Everything that can be asked of the factors. */
  get factors(): FactorReplica {
    return this.#replica;
  }

  changed(_: number, entity: string, value: Uint8Array | null): void {
    const cut = entity.indexOf("/");
    const kind = cut < 0 ? entity : entity.slice(0, cut);
    const id = entity.slice(cut + 1);
    if (kind === "global" && value !== null) this.#replica.applyGlobal(value);
    else if (kind === "user")
      value === null ? this.#replica.removeUser(id) : this.#replica.applyUser(id, value);
    else if (kind === "item")
      value === null ? this.#replica.removeItem(id) : this.#replica.applyItem(id, value);
  }

  progressed(): void {}

  reset(): void {
    this.#replica = new FactorReplica(this.#options);
  }
}
