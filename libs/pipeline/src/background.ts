/**
 * One piece of work at a time that goes on while its owner does something else. What it throws is kept and thrown when
 * the owner asks next, so that a failure is never overlooked and never surfaces where nobody waits for it.
 */
export class Background {
  #work: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** Whether the work begun last still goes on. */
  get busy(): boolean {
    return this.#work !== undefined;
  }

  /** Begins a piece of work; the one before must have ended. */
  begin(work: () => Promise<void>): void {
    if (this.#work !== undefined) throw new Error("the work before has not ended");
    this.#work = work()
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  /** @throws what the work threw, if it has failed */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Resolves when the work has ended. @throws the same */
  async settle(): Promise<void> {
    await this.#work;
    this.check();
  }
}
