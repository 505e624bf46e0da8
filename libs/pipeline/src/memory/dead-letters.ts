import type { DeadLetter, DeadLetterQueue } from "../ports.ts";

/** Keeps dead letters in the order in which they came. */
export class MemoryDeadLetters implements DeadLetterQueue {
  readonly letters: DeadLetter[] = [];

  async send(letters: readonly DeadLetter[]): Promise<void> {
    this.letters.push(...letters);
  }
}
