import type { Tensor2D } from "@tensorflow/tfjs";
import type { Tf } from "./backend.ts";
import { gruSequence } from "./gru-sequence.ts";
import type { LaneChunk } from "./lanes.ts";
import type { Parameters } from "./parameters.ts";

/** The lanes' hidden states, carried over the chunks of an epoch outside of the tensor library's scopes. */
export class CarriedState {
  readonly #tf: Tf;
  readonly #ended: Tensor2D[] = [];
  #state: Tensor2D;

  constructor(tf: Tf, lanes: number, hidden: number) {
    this.#tf = tf;
    this.#state = tf.keep(tf.tensor2d(new Float32Array(lanes * hidden), [lanes, hidden]));
  }

  /** Runs one chunk from the state where the last one ended. States after each step, `[steps·lanes x hidden]`. */
  run(parameters: Parameters, input: Tensor2D, chunk: LaneChunk): Tensor2D {
    const [lanes, hidden] = this.#state.shape;
    const rows = chunk.keep.length;
    const states = gruSequence(this.#tf, {
      projected: parameters.project(input),
      recurrent: parameters.get("recurrent"),
      start: this.#state,
      keep: this.#tf.tensor2d(chunk.keep, [rows, 1]),
      steps: rows / lanes,
    });
    const last = this.#tf.keep(this.#tf.slice(states, [rows - lanes, 0], [lanes, hidden]));
    this.#ended.push(this.#state);
    this.#state = last;
    return states;
  }

  /** Gives back what earlier chunks left: to be called between batches, since a gradient still needs its start. */
  release(): void {
    for (const state of this.#ended.splice(0)) state.dispose();
  }

  /** Gives everything back. */
  dispose(): void {
    this.release();
    this.#state.dispose();
  }
}
