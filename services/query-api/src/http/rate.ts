/** Callers remembered; the one not seen for longest is forgotten first. */
const CALLERS_MAX = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket per caller: `perSecond` requests a second, twice as many at once. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Takes a token; 0 if there was one, else the seconds until there is. @param now ms, any origin. */
  take(caller: string, now: number): number {
    const burst = this.#perSecond * 2;
    const bucket = this.#buckets.get(caller) ?? { tokens: burst, at: now };
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size > CALLERS_MAX) {
      const idle = this.#buckets.keys().next().value;
      if (idle !== undefined) this.#buckets.delete(idle);
    }
    // A clock that was set back must not take away what the caller has: it could be locked out for as long.
    const passed = Math.max(0, now - bucket.at) / 1000;
    bucket.tokens = Math.min(burst, bucket.tokens + passed * this.#perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.#perSecond;
    bucket.tokens--;
    return 0;
  }
}
