import type { Tensor, Variable } from "@tensorflow/tfjs";
import type { Tf } from "./backend.ts";

/** What the training loop needs of an optimiser. */
export interface Stepper {
  applyGradients(gradients: { name: string; tensor: Tensor }[]): void;
  dispose(): void;
}

const EPSILON = 1e-6;

/**
 * Adagrad (Duchi et al. 2011) with momentum on the scaled step, the combination that GRU4Rec was published with:
 * G ← G + g²; v ← m·v − rate·g / √(G + ε); w ← w + v.
 */
export class AdagradMomentum implements Stepper {
  readonly #tf: Tf;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #rate: number;
  readonly #momentum: number;
  readonly #squares = new Map<string, Variable>();
  readonly #steps = new Map<string, Variable>();

  constructor(tf: Tf, variables: readonly Variable[], rate: number, momentum: number) {
    this.#tf = tf;
    this.#variables = new Map(variables.map((variable) => [variable.name, variable]));
    this.#rate = rate;
    this.#momentum = momentum;
  }

  applyGradients(gradients: readonly { readonly name: string; readonly tensor: Tensor }[]): void {
    const tf = this.#tf;
    tf.tidy(() => {
      for (const { name, tensor } of gradients) {
        const variable = this.#variables.get(name);
        if (variable === undefined) continue;
        const squares = this.#held(this.#squares, variable);
        squares.assign(tf.add(squares, tf.square(tensor)));
        const scaled: Tensor = tf.div(tf.mul(tensor, -this.#rate), tf.sqrt(tf.add(squares, EPSILON)));
        if (this.#momentum === 0) {
          variable.assign(tf.add(variable, scaled));
          continue;
        }
        const steps = this.#held(this.#steps, variable);
        steps.assign(tf.add(tf.mul(steps, this.#momentum), scaled));
        variable.assign(tf.add(variable, steps));
      }
    });
  }

  dispose(): void {
    for (const held of [this.#squares, this.#steps]) {
      for (const variable of held.values()) variable.dispose();
      held.clear();
    }
  }

  #held(kept: Map<string, Variable>, like: Variable): Variable {
    let variable = kept.get(like.name);
    if (variable === undefined) {
      const zeros = this.#tf.zerosLike(like);
      variable = this.#tf.keep(this.#tf.variable(zeros, false));
      kept.set(like.name, variable);
    }
    return variable;
  }
}
