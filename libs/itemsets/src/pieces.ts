/** Work that is done in pieces: it yields where others may have a turn, and nothing it reads may change meanwhile. */
export type Pieces<T> = Generator<void, T>;

/** Does all pieces at once. */
export const finished = <T>(pieces: Pieces<T>): T => {
  for (let step = pieces.next(); ; step = pieces.next()) if (step.done === true) return step.value;
};

/** Says when a piece has been long enough. */
export class Measure {
  readonly #most: number;
  #done = 0;

  /** @param most work in a piece */
  constructor(most: number) {
    this.#most = most;
  }

  /** Notes work done. @returns whether it is time to yield */
  isFull(work: number): boolean {
    this.#done += work;
    if (this.#done < this.#most) return false;
    this.#done = 0;
    return true;
  }
}
