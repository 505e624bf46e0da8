/** Something that was started and must be stopped. */
export interface Started {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts parts in order and stops them in reverse; a part that fails to start takes those before it down again. Once it is
 * being stopped nothing more starts, and what was just starting is stopped as soon as it has.
 */
export class Scope {
  readonly #started: Started[] = [];
  #stopping: Promise<void> | undefined;

  /**
   * Starts a part and keeps how to stop it.
   * @throws what `begin` threw, after everything else was stopped; an error once the scope is being stopped.
   */
  async start<T>(name: string, begin: () => Promise<T>, end: (part: T) => Promise<void>): Promise<T> {
    const late = (): Error => new Error(`${name} was to start while everything is being stopped`);
    if (this.#stopping !== undefined) throw late();
    try {
      const part = await begin();
      if (this.#stopping !== undefined) {
        await end(part);
        throw late();
      }
      this.#started.push({ name, stop: () => end(part) });
      return part;
    } catch (error) {
      await this.stop().catch(() => undefined);
      throw error;
    }
  }

  /** Stops everything, youngest first, all of it even when some fails; rejects with the first failure. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const part of this.#started.splice(0).reverse()) {
      try {
        await part.stop();
      } catch (error) {
        failures.push(new Error(`${part.name} did not stop cleanly`, { cause: error }));
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
