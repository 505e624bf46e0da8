import { type AnswerMessage, progressEntity } from "../answers.ts";
import { AnswerAssembly, type AnswerListener } from "../assembly.ts";
import type { AnswerPublisher, Progress } from "../ports.ts";
import type { Answer } from "../topology.ts";

const empty = new Uint8Array(0);

/** The answers topic in memory, and the view that a reader of it has. */
export class MemoryAnswers implements AnswerPublisher, AnswerListener {
  /** Every message, in order; the progress of a batch stands behind it. */
  readonly messages: { readonly message: AnswerMessage; readonly progress: Progress | undefined }[] = [];
  readonly #values = new Map<string, Uint8Array>();
  readonly #progress = new Map<string, Progress>();
  #reading: Progress | undefined;
  readonly #assembly = new AnswerAssembly(this, () => {
    if (this.#reading === undefined) throw new Error("a progress message without progress");
    return this.#reading;
  });

  async publish(
    stream: string,
    partition: number,
    answers: readonly Answer[],
    progress: Progress,
  ): Promise<void> {
    const { generation, offset } = progress;
    for (const answer of answers) this.append({ stream, partition, generation, offset, ...answer });
    this.append({ stream, partition, entity: progressEntity, generation, offset, value: empty }, progress);
  }

  /** Appends one message. @param progress for the last one of a batch. */
  append(message: AnswerMessage, progress?: Progress): void {
    this.messages.push({ message, progress });
    this.#reading = progress;
    this.#assembly.take(message);
  }

  /** What a reader sees of an entity. */
  value(stream: string, partition: number, entity: string): Uint8Array | undefined {
    return this.#values.get(`${stream}/${partition}/${entity}`);
  }

  /** All entities that a reader sees, as `stream/partition/entity`. */
  get view(): ReadonlyMap<string, Uint8Array> {
    return this.#values;
  }

  /** The newest progress that a reader knows of. */
  progress(stream: string, partition: number): Progress | undefined {
    return this.#progress.get(`${stream}/${partition}`);
  }

  changed(stream: string, partition: number, entity: string, value: Uint8Array | null): void {
    const name = `${stream}/${partition}/${entity}`;
    if (value === null) this.#values.delete(name);
    else this.#values.set(name, value);
  }

  progressed(stream: string, partition: number, progress: Progress): void {
    this.#progress.set(`${stream}/${partition}`, progress);
  }

  reset(stream: string, partition: number): void {
    const start = `${stream}/${partition}/`;
    for (const name of this.#values.keys()) if (name.startsWith(start)) this.#values.delete(name);
    this.#progress.delete(`${stream}/${partition}`);
  }
}
