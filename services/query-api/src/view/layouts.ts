import type { Vectors } from "@millrace/factors";
import { principalComponents, project, TsneLayout } from "@millrace/projection";

/** A plane with a point for each vector. */
export interface Layout {
  /** What the coordinates are: a t-SNE under way says how far it is. */
  readonly rung: string;
  /** Whether asking again gives the same. */
  readonly done: boolean;
  readonly ids: readonly string[];
  readonly counts: readonly number[];
  /** `[ids x 2]`. */
  readonly points: Float64Array;
  /** Share of the two axes in the variance of the vectors; null for t-SNE, whose axes mean nothing. */
  readonly share: readonly number[] | null;
}

interface Drawing {
  readonly vectors: Vectors;
  readonly layout: TsneLayout;
  readonly begun: number;
}

/** The event loop is held up for no longer than this at a time… */
const SLICE_MS = 6;
/** …and left alone at least as long in between, so that events come first. */
const PAUSE_MS = 8;
/** A finished t-SNE is shown for this long before newer vectors are laid out. */
const FRESH_MS = 60_000;
/** Of the maps asked for last, this many are kept. */
const KEPT_MAX = 4;

/** Maps of vectors. Principal components are computed at once; t-SNE goes on beside the events, a few ms at a time. */
export class Layouts {
  readonly #now: () => number;
  readonly #drawings = new Map<string, Drawing>();
  #running: string | undefined;

  /** @param now ms, any origin; only differences count. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Lays vectors out by their principal components. O(n k²). */
  pca(vectors: Vectors): Layout {
    const { ids, counts, rows, length: k } = vectors;
    const components = principalComponents({ rows, n: ids.length, k });
    const points = project(components, rows, ids.length);
    return { rung: "pca", done: true, ids, counts, points, share: [...components.share] };
  }

  /** The t-SNE of this name as far as it is: begun when it is first asked for, and again when it has grown old. */
  tsne(name: string, vectorsNow: () => Vectors): Layout {
    let drawing = this.#drawings.get(name);
    const isOld = drawing?.layout.done === true && this.#now() - drawing.begun > FRESH_MS;
    if (drawing === undefined || isOld) drawing = this.#begin(name, vectorsNow());
    const { vectors, layout } = drawing;
    const { ids, counts } = vectors;
    const rung = layout.done ? "tsne" : `tsne: ${layout.iteration} of ${layout.iterations} iterations`;
    return { rung, done: layout.done, ids, counts, points: layout.points(), share: null };
  }

  #begin(name: string, vectors: Vectors): Drawing {
    const { rows, ids, length } = vectors;
    const drawing = { vectors, layout: new TsneLayout(rows, ids.length, length), begun: this.#now() };
    this.#drawings.delete(name);
    this.#drawings.set(name, drawing);
    for (const oldest of this.#drawings.keys()) {
      if (this.#drawings.size <= KEPT_MAX) break;
      this.#drawings.delete(oldest);
    }
    if (this.#running === undefined) this.#work();
    return drawing;
  }

  #work(): void {
    const next = [...this.#drawings].find(([, { layout }]) => !layout.done);
    this.#running = next?.[0];
    if (next === undefined) return;
    const [, { layout }] = next;
    const until = this.#now() + SLICE_MS;
    while (!layout.done && this.#now() < until) layout.step();
    // Nothing waits for a map: a process that has nothing else to do may end.
    setTimeout(() => this.#work(), PAUSE_MS).unref();
  }
}
