/** A run of neighbouring steps in a flat array, at whose first step the hidden state is zero. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/** The next `steps` steps of every lane, time-major `[steps x lanes]`. */
export interface LaneChunk {
  /** Flat index of each step; −1 where the lane has nothing left. */
  readonly source: Int32Array;
  /** 0 where a span begins (the state before it is forgotten) or nothing is left, else 1. */
  readonly keep: Float32Array;
}

/**
 * Session-parallel mini-batches (Hidasi et al. 2016, fig. 2): each lane walks through one span after another, and the
 * hidden state is carried from chunk to chunk, as it is when serving. Every step comes exactly once, spans in the
 * order in which lanes become free.
 */
export function* laneChunks(spans: readonly Span[], lanes: number, steps: number): Iterable<LaneChunk> {
  const current = new Array<Span | undefined>(lanes).fill(undefined);
  const done = new Int32Array(lanes);
  let next = 0;
  for (;;) {
    const source = new Int32Array(steps * lanes).fill(-1);
    const keep = new Float32Array(steps * lanes);
    let filled = 0;
    for (let at = 0; at < steps * lanes; at++) {
      const lane = at % lanes;
      let span = current[lane];
      if (span === undefined || done[lane] === span.length) {
        while (next < spans.length && spans[next]?.length === 0) next++;
        span = spans[next++];
        current[lane] = span;
        done[lane] = 0;
      }
      if (span === undefined) continue;
      const step = done[lane] ?? 0;
      source[at] = span.start + step;
      keep[at] = step === 0 ? 0 : 1;
      done[lane] = step + 1;
      filled++;
    }
    if (filled === 0) return;
    yield { source, keep };
  }
}
